/** What the user corrects about an artifact: its clock, and what the columns of a metrics export measure. */
import { z } from 'zod'
import { columnUnitNames, metricRoles, type MetricRole, type SeriesUnit } from './metric-roles.ts'
import type { ProcessId } from './span.ts'
import type { LineSpan } from './span.ts'
import type { EpochMs } from './units.ts'

const DAY = 86_400_000
const EARLIEST = Date.UTC(1990, 0, 1)
const LATEST = Date.UTC(2100, 0, 1)

/** `+08:00`, `UTC-3`, or a name of the tz database; whether there is such a zone the engine says. */
export const ZoneText = z.string().trim().min(1).max(60)
/** A clock that is off by more than a year is no skew. */
export const ClockShift = z
  .number()
  .int()
  .min(-400 * DAY)
  .max(400 * DAY)
export const AnchorTime = z.number().int().min(EARLIEST).max(LATEST)
export const ColumnRole = z.enum([...metricRoles, 'ignore'])
export type ColumnRole = z.infer<typeof ColumnRole>
const ColumnName = z.string().min(1).max(400)

/** One thing that the user says of one artifact. A second one of the same kind (and column) replaces it. */
export const Correction = z.discriminatedUnion('kind', [
  /** Times that print no zone are of this one. */
  z.object({ kind: z.literal('zone'), zone: ZoneText }),
  /** Milliseconds to add to every time: the host's clock was behind (positive) or ahead (negative). */
  z.object({ kind: z.literal('shift'), shift: ClockShift }),
  /** When the seconds of a log of uptimes began: the start of the JVM, or of the host for a kernel's log. */
  z.object({ kind: z.literal('anchor'), at: AnchorTime }),
  /** What a column of a metrics export measures, and in what unit where the guess is to be overruled. */
  z.object({
    kind: z.literal('role'),
    column: ColumnName,
    role: ColumnRole,
    unit: z.enum(columnUnitNames).nullable(),
  }),
])
export type Correction = z.infer<typeof Correction>
export type RoleCorrection = Extract<Correction, { kind: 'role' }>

/** Which correction of an artifact is meant. */
export const CorrectionKey = z.object({
  kind: z.enum(['zone', 'shift', 'anchor', 'role']),
  /** Of a role; else null. */
  column: ColumnName.nullable(),
})
export type CorrectionKey = z.infer<typeof CorrectionKey>

/** Corrections to set and to take back, as one step. */
export const CorrectionChange = z.object({
  set: z.array(Correction).max(500),
  clear: z.array(CorrectionKey).max(500),
})
export type CorrectionChange = z.infer<typeof CorrectionChange>

export function keyOf(correction: Correction): CorrectionKey {
  return { kind: correction.kind, column: correction.kind === 'role' ? correction.column : null }
}

export function isSameKey(one: CorrectionKey, other: CorrectionKey): boolean {
  return one.kind === other.kind && one.column === other.column
}

/** `corrections` with a change made. Pure. */
export function changed(corrections: readonly Correction[], { set, clear }: CorrectionChange): Correction[] {
  const replaced = [...clear, ...set.map(keyOf)]
  return [...corrections.filter((one) => !replaced.some((key) => isSameKey(keyOf(one), key))), ...set]
}

/** A column of a metrics export: what it is taken for, and what it would be taken for without the user. */
export interface MetricColumn {
  column: string
  /** Role in effect; null: a column like any other. */
  role: MetricRole | null
  /** By name alone. */
  guessed: MetricRole | null
  corrected: boolean
  /** Of the values in effect. */
  unit: SeriesUnit
  /** Bytes or seconds that one unit of the export is taken for; 1 also where it states none. */
  factor: number
  /** Processes whose diagnosis uses it in its role. Empty with a role: nothing shows whose it is. */
  processes: ProcessId[]
}

/** The same with what stands in it. */
export interface MetricColumnValues extends MetricColumn {
  points: number
  from: EpochMs | null
  to: EpochMs | null
  /** First, middle and last value as the export prints them, in its own unit. */
  samples: number[]
  span: LineSpan
}
