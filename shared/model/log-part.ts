/** Logs that are rotated: one log in several files. */
import type { ArtifactId } from './span.ts'
import type { LogMoment } from './records.ts'

/** What stretch of time a log covers, and its place among the files of the same log. */
export interface LogPart {
  /** Files with the same number are one log, of one life of the VM where it is a GC log: the id of the file that is read first. */
  sequence: ArtifactId
  /** 1 is the oldest. */
  part: number
  parts: number
  /** Of the first and last line that state a time; both empty when none does. */
  first: LogMoment
  last: LogMoment
  /** Whether the times name their zone; without one they were taken as UTC. */
  zoned: boolean
  /** Cause of the first collection of the next file, where this one ends with it. */
  nextCause: string | null
  /** What is known to be missing right before this file: `GC(51) to GC(79)`, `gc.log.2`; null when nothing is. */
  missing: string | null
  /** In this order logs are read: older files before newer ones, other artifacts by their ids. */
  order: ArtifactId
}
