/** What is typed about an artifact's clock and chosen about its columns, as changes of corrections. Pure. */
import type { ArtifactSummary, CaseSummary } from '../../../shared/model/case.ts'
import {
  AnchorTime,
  ClockShift,
  type ColumnRole,
  type Correction,
  type CorrectionChange,
  type MetricColumn,
} from '../../../shared/model/corrections.ts'
import { columnUnits, roleInfo, unitsOf, type ColumnUnit, type MetricRole } from '../../../shared/model/metric-roles.ts'
import type { TimeCorrectionKind } from '../../../shared/model/time-base.ts'
import { formatTimestamp } from '../../../shared/display/timestamps.ts'
import { readDuration, readInstant, writeDuration } from '../../../shared/display/typed-times.ts'

/** The fields as text; empty: not corrected. */
export type ClockDraft = Record<TimeCorrectionKind, string>

export const clockKinds: readonly TimeCorrectionKind[] = ['zone', 'shift', 'anchor']

export function draftOf({ corrections = [] }: Pick<ArtifactSummary, 'corrections'>): ClockDraft {
  const draft: ClockDraft = { zone: '', shift: '', anchor: '' }
  for (const correction of corrections) {
    if (correction.kind === 'zone') draft.zone = correction.zone
    else if (correction.kind === 'shift') draft.shift = writeDuration(correction.shift)
    else if (correction.kind === 'anchor') draft.anchor = formatTimestamp(correction.at)
  }
  return draft
}

export interface ClockChange {
  /** null: nothing differs from what is stored, or a field cannot be read. */
  change: CorrectionChange | null
  errors: Partial<ClockDraft>
}

/** What differs between the fields and what is stored. Whether there is such a zone the engine says. */
export function clockChange(draft: ClockDraft, stored: ClockDraft): ClockChange {
  const change: CorrectionChange = { set: [], clear: [] }
  const errors: Partial<ClockDraft> = {}
  for (const kind of clockKinds) {
    const text = draft[kind].trim()
    if (text === stored[kind]) continue
    if (text === '') change.clear.push({ kind, column: null })
    else {
      const correction = typed(kind, text)
      if (typeof correction === 'string') errors[kind] = correction
      else change.set.push(correction)
    }
  }
  const idle = change.set.length + change.clear.length === 0
  return { change: idle || Object.keys(errors).length > 0 ? null : change, errors }
}

function typed(kind: TimeCorrectionKind, text: string): Correction | string {
  if (kind === 'zone') return text.length > 60 ? 'Too long for a zone' : { kind, zone: text }
  if (kind === 'shift') {
    const shift = ClockShift.safeParse(readDuration(text))
    return shift.success ? { kind, shift: shift.data } : 'Write it as -8h, 1h30m, 45s or 500ms'
  }
  const at = AnchorTime.safeParse(readInstant(text)?.at)
  return at.success ? { kind, at: at.data } : 'Write it as 2026-11-22 08:46:17 UTC'
}

/** Takes back what was corrected of the clock; null: nothing was. */
export function clockReset(stored: ClockDraft): CorrectionChange | null {
  const clear = clockKinds.filter((kind) => stored[kind] !== '').map((kind) => ({ kind, column: null }))
  return clear.length === 0 ? null : { set: [], clear }
}

/** A role chosen for a column; choosing what the guess says takes the correction back. */
export function roleChange({ column, guessed }: MetricColumn, role: ColumnRole): CorrectionChange {
  if (role === (guessed ?? 'ignore')) return { set: [], clear: [{ kind: 'role', column }] }
  return { set: [{ kind: 'role', column, role, unit: null }], clear: [] }
}

export function unitChange({ column }: MetricColumn, role: MetricRole, unit: ColumnUnit): CorrectionChange {
  return { set: [{ kind: 'role', column, role, unit }], clear: [] }
}

/** The unit that the column is taken to be in; null where its role has none, or where no name fits. */
export function unitInUse({ role, factor }: MetricColumn): ColumnUnit | null {
  if (role === null) return null
  return unitsOf(role).find((unit) => columnUnits[unit].factor === factor) ?? null
}

export function hasUnits(role: MetricRole): boolean {
  return roleInfo[role].unit !== 'count'
}

/** Those whose name holds all words; all of them without words. */
export function columnsWith<Column extends MetricColumn>(columns: readonly Column[], words: string): Column[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean)
  return columns.filter(({ column }) => wanted.every((word) => column.toLowerCase().includes(word)))
}

export interface CorrectedArtifact {
  artifact: ArtifactSummary
  /** `corrected by you: +08:00`, `2 columns`. */
  what: string
}

/** Everything that is corrected in the case. */
export function correctedArtifacts({ artifacts }: CaseSummary): CorrectedArtifact[] {
  return artifacts.flatMap((artifact) => {
    const columns = (artifact.corrections ?? []).filter(({ kind }) => kind === 'role').length
    const parts = [
      artifact.timeBase?.correction?.replace('corrected by you: ', '') ?? '',
      columns === 0 ? '' : `${columns} ${columns === 1 ? 'column' : 'columns'}`,
    ].filter((part) => part !== '')
    return parts.length === 0 ? [] : [{ artifact, what: parts.join(', ') }]
  })
}
