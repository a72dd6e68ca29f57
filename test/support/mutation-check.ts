/** What must hold for any text whatever: no exception, records inside the text, quotes where they say, numbers that are numbers. */
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { analyseProcess } from '../../electron/engine/analyse.ts'
import type { Format } from '../../electron/engine/formats/format.ts'
import { formats } from '../../electron/engine/formats/index.ts'
import { openCase } from '../../electron/engine/open-case.ts'
import { openTemporaryLibrary } from '../../electron/engine/store/library.ts'
import type { FormatRecord } from '../../shared/model/records.ts'
import { claimOf } from './claim.ts'
import { feed, linesOf } from './feed.ts'
import { mutatedCase, type MutatedCase } from './mutate.ts'
import { integrityFaults, isCovered } from './records.ts'

/** Of so many cases one goes through the whole engine: containers, ingest, store, diagnosis. */
const WHOLE_ENGINE = 25
const NUMBER_KEYS = new Set(['at', 'uptime', 'index', 'osId', 'stackStart', 'stackEnd', 'start', 'end', 'gcId', 'line'])

/** The faults of one case, each with the format it is the fault of. Empty when all is well. */
export async function mutationFaults(seed: number, index: number, folder: string): Promise<string[]> {
  const mutated = mutatedCase(seed, index)
  const faults = [...textFaults(mutated)]
  const isText = formats.some(({ id }) => id === mutated.fixture.format)
  if (!isText || index % WHOLE_ENGINE === 0) faults.push(...(await engineFaults(mutated, folder)))
  const { fixture, mutations } = mutated
  const what = `case ${index} of seed ${seed} (${fixture.format}/${fixture.name}: ${mutations.join(', ')})`
  return faults.slice(0, 3).map((fault) => `${what}: ${fault}`)
}

function textFaults({ fixture, bytes, random }: MutatedCase): string[] {
  const faults: string[] = []
  let claimed: string
  try {
    claimed = claimOf(formats, bytes).id
  } catch (error) {
    return [`sniff: ${stackOf(error)}`]
  }
  const chosen = new Set([claimed, random.below(4) === 0 ? random.pick(formats).id : fixture.format])
  for (const format of formats.filter(({ id }) => chosen.has(id))) {
    faults.push(...formatFaults(format, bytes, random.below(2) === 0).map((fault) => `${format.id}: ${fault}`))
  }
  return faults
}

function formatFaults(format: Format, bytes: Uint8Array, cut: boolean): string[] {
  try {
    const fed = feed(format, bytes, { cut })
    const lines = linesOf(bytes)
    const faults = [...integrityFaults(fed, lines), ...fed.records.flatMap((record) => recordFaults(record, lines))]
    if (!isCovered(fed)) faults.push('no region covers the text')
    if (cut && fed.lines > 0 && !fed.issues.some(({ code }) => code === 'truncated'))
      faults.push('nothing says that the text ended early')
    return faults
  } catch (error) {
    return [stackOf(error)]
  }
}

/** Lines that are no span, and numbers that a store would refuse or a chart could not draw. */
function recordFaults(record: FormatRecord, lines: readonly string[]): string[] {
  const faults: string[] = []
  for (const [key, value] of Object.entries(record))
    if (NUMBER_KEYS.has(key) && typeof value === 'number' && !Number.isFinite(value)) faults.push(`${key} is ${value}`)
  if (record.kind === 'fact' && typeof record.value === 'number' && !Number.isFinite(record.value))
    faults.push(`${record.key} is ${record.value}`)
  if (record.kind === 'event')
    for (const [key, value] of Object.entries(record.values))
      if (typeof value === 'number' && !Number.isFinite(value)) faults.push(`${record.type} ${key} is ${value}`)
  if (record.kind === 'mappings') faults.push(...columnFaults('line', record.table.line, 1, lines.length))
  if (record.kind === 'mappings') faults.push(...columnFaults('inode', record.table.inode, 0, Number.MAX_VALUE))
  if (record.kind === 'series') {
    faults.push(...columnFaults('line', record.line, 1, lines.length))
    faults.push(...columnFaults('at', record.at, -8.64e15, 8.64e15))
  }
  return faults.map((fault) => `${record.kind} at line ${record.span.line}: ${fault}`)
}

function columnFaults(name: string, column: ArrayLike<number>, least: number, most: number): string[] {
  for (let row = 0; row < column.length; row++) {
    const value = column[row] ?? NaN
    if (!(value >= least && value <= most)) return [`${name} of row ${row} is ${value}`]
  }
  return []
}

/** Opens the damaged file as a case, as the command line does. */
async function engineFaults({ bytes }: MutatedCase, folder: string): Promise<string[]> {
  const file = path.join(folder, 'unknown')
  writeFileSync(file, bytes)
  return openingFaults(file)
}

/** What goes wrong in opening the file as a case: an exception, or a parser that threw. */
export async function openingFaults(file: string): Promise<string[]> {
  const library = openTemporaryLibrary()
  try {
    const { artifacts } = await openCase([file], { library, formats, analyseProcess })
    return artifacts.flatMap(({ format, issues }) =>
      issues.filter(({ code }) => code === 'parser-failed').map(({ message }) => `${format}: ${message}`),
    )
  } catch (error) {
    return [`engine: ${stackOf(error)}`]
  } finally {
    library.close()
  }
}

/** The message and the first places of ours. */
function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return (error.stack ?? error.message).split('\n').slice(0, 5).join(' | ')
}
