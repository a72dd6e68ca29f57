/** Options that correct artifacts: texts -> corrections of the artifacts that were read. */
import type { ArtifactSummary } from '../../shared/model/case.ts'
import { AnchorTime, ClockShift, ColumnRole, type Correction } from '../../shared/model/corrections.ts'
import { columnUnitNames, metricRoles, type ColumnUnit } from '../../shared/model/metric-roles.ts'
import type { ArtifactId } from '../../shared/model/span.ts'
import type { EpochMs, Milliseconds } from '../../shared/model/units.ts'
import { readDuration, readInstant } from '../../shared/display/typed-times.ts'
import { checkCorrection, CorrectionError } from '../engine/corrections/check.ts'
import { timeBaseOf } from '../engine/corrections/time-base.ts'
import type { Corrections, StoredCase } from '../engine/diagnose.ts'
import type { Library } from '../engine/store/library.ts'
import { artifactsOf } from '../engine/store/queries/artifacts.ts'
import { columnsOf } from '../engine/store/queries/columns.ts'
import { timeSamplesOf } from '../engine/store/queries/time-samples.ts'

/** As given, in the order of the command line. */
export interface CorrectionOptions {
  timeZone: readonly string[]
  clockShift: readonly string[]
  start: readonly string[]
  role: readonly string[]
}

/** Stands for every artifact that the correction can be of. */
const ALL = '*'

export function hasCorrections(options: CorrectionOptions): boolean {
  return Object.values(options).some((texts: readonly string[]) => texts.length > 0)
}

/** @throws CorrectionError, which names the option */
export function correctionsFrom(options: CorrectionOptions, { ingest }: StoredCase, { index }: Library): Corrections {
  const artifacts = artifactsOf(index, ingest)
  const columns = columnsOf(index, ingest)
  const byArtifact = new Map<ArtifactId, Correction[]>()
  const check = (artifact: ArtifactSummary, correction: Correction): void => {
    const base = timeBaseOf({ artifact, samples: timeSamplesOf(index, artifact.id), found: null, corrections: [] })
    const own = columns.filter((column) => column.artifact === artifact.id).map(({ origin }) => origin.column)
    checkCorrection(correction, base, own)
  }
  const add = (artifact: ArtifactSummary, correction: Correction): void => {
    byArtifact.set(artifact.id, [...(byArtifact.get(artifact.id) ?? []), correction])
  }
  const apply = (flag: string, text: string): void => {
    try {
      const { name, correction } = parseOption(flag, text, artifacts)
      if (name === ALL) {
        const fitting = artifacts.filter((artifact) => passes(() => check(artifact, correction)))
        // Of none it can be: the first one's reason is as good as any.
        if (fitting.length === 0 && artifacts[0] !== undefined) check(artifacts[0], correction)
        for (const artifact of fitting) add(artifact, correction)
        return
      }
      const artifact = artifactOf(name, artifacts)
      check(artifact, correction)
      add(artifact, correction)
    } catch (error) {
      throw error instanceof CorrectionError ? new CorrectionError(`${flag} ${text}: ${error.message}`) : error
    }
  }
  // What is said of all is overruled by what is said of one, in whatever order.
  for (const [flag, texts] of flagged(options))
    for (const text of texts.toSorted((one, other) => Number(isOfAll(other)) - Number(isOfAll(one)))) apply(flag, text)
  return { byArtifact, unused: [] }
}

function isOfAll(text: string): boolean {
  return text.startsWith(`${ALL}=`)
}

function flagged({ timeZone, clockShift, start, role }: CorrectionOptions): [string, readonly string[]][] {
  return [
    ['--time-zone', timeZone],
    ['--clock-shift', clockShift],
    ['--start', start],
    ['--role', role],
  ]
}

function passes(check: () => void): boolean {
  try {
    check()
    return true
  } catch (error) {
    if (error instanceof CorrectionError) return false
    throw error
  }
}

interface Parsed {
  name: string
  correction: Correction
}

function parseOption(flag: string, text: string, artifacts: readonly ArtifactSummary[]): Parsed {
  // Zones, durations and roles hold no `=`; paths and labels may.
  const sign = text.lastIndexOf('=')
  if (sign < 1 || sign === text.length - 1) throw new CorrectionError(`Not of the form ${forms[flag]}.`)
  const [target, value] = [text.slice(0, sign), text.slice(sign + 1).trim()]
  switch (flag) {
    case '--time-zone':
      return { name: target, correction: { kind: 'zone', zone: value } }
    case '--clock-shift':
      return { name: target, correction: { kind: 'shift', shift: parseDuration(value) } }
    case '--start':
      return { name: target, correction: { kind: 'anchor', at: parseInstant(value) } }
    default:
      return parseRole(target, value, artifacts)
  }
}

const forms: Record<string, string> = {
  '--time-zone': 'ARTIFACT=ZONE',
  '--clock-shift': 'ARTIFACT=DURATION',
  '--start': 'ARTIFACT=TIME',
  '--role': 'ARTIFACT:COLUMN=ROLE[:UNIT]',
}

function parseRole(target: string, value: string, artifacts: readonly ArtifactSummary[]): Parsed {
  const [name = '', unit = null] = value.split(':')
  const role = ColumnRole.safeParse(name)
  if (!role.success) throw new CorrectionError(`There is no role "${name}". Roles: ${metricRoles.join(', ')}, ignore.`)
  const known = columnUnitNames.find((one) => one === unit) ?? null
  if (unit !== null && known === null)
    throw new CorrectionError(`There is no unit "${unit}". Units: ${columnUnitNames.join(', ')}.`)
  // Labels of a column hold colons as paths may: the first colon before which an artifact's name stands.
  for (let colon = target.indexOf(':'); colon > 0; colon = target.indexOf(':', colon + 1)) {
    const path = target.slice(0, colon)
    if (matching(path, artifacts).length === 0) continue
    return { name: path, correction: roleCorrection(target.slice(colon + 1), role.data, known) }
  }
  throw new CorrectionError(`No artifact is called as what stands before ":". ${namesText(artifacts)}`)
}

function roleCorrection(column: string, role: ColumnRole, unit: ColumnUnit | null): Correction {
  return { kind: 'role', column, role, unit }
}

function parseDuration(text: string): Milliseconds {
  const duration = readDuration(text)
  if (duration === null) throw new CorrectionError(`"${text}" is no duration. Write it as -8h, 1h30m, 45s or 500ms.`)
  const shift = ClockShift.safeParse(duration)
  if (!shift.success) throw new CorrectionError('A clock that is off by more than 400 days is not shifted.')
  return shift.data
}

function parseInstant(text: string): EpochMs {
  const instant = readInstant(text)
  const at = AnchorTime.safeParse(instant?.zoned === true ? instant.at : Number.NaN)
  if (!at.success) throw new CorrectionError(`"${text}" is no time with a zone. Write it as 2026-11-22T08:46:17Z.`)
  return at.data
}

/** By the whole path, else by the end of one. */
function matching(name: string, artifacts: readonly ArtifactSummary[]): ArtifactSummary[] {
  const whole = artifacts.filter(({ path }) => path === name)
  return whole.length > 0 ? whole : artifacts.filter(({ path }) => path.endsWith(`/${name}`))
}

function artifactOf(name: string, artifacts: readonly ArtifactSummary[]): ArtifactSummary {
  const [only, ...others] = matching(name, artifacts)
  if (only === undefined) throw new CorrectionError(`No artifact is called "${name}". ${namesText(artifacts)}`)
  if (others.length > 0)
    throw new CorrectionError(
      `Several artifacts are called so: ${[only, ...others].map(({ path }) => path).join(', ')}.`,
    )
  return only
}

const NAMES_SHOWN = 8

function namesText(artifacts: readonly ArtifactSummary[]): string {
  const names = artifacts.slice(0, NAMES_SHOWN).map(({ path }) => path)
  const more = artifacts.length - names.length
  return `There are: ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`
}
