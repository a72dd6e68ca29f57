/** What stretch of a log an artifact is, in the CLI's JSON. */
import { z } from 'zod'
import { iso } from './json-places.ts'
import type { LogPart } from './log-part.ts'

const moment = z.object({ at: z.iso.datetime().nullable(), uptime: z.number().nullable() })

/** Files with the same `sequence` (the path of the oldest of them) are one log; `part` 1 is the oldest. */
export const LogJson = z.object({
  sequence: z.string(),
  part: z.number().int().min(1),
  parts: z.number().int().min(1),
  from: moment,
  to: moment,
  /** False: the times name no zone and were taken as UTC. */
  zoned: z.boolean(),
  /** What is known to be missing right before this file: `GC(51) to GC(79)`, `gc.log.2`. */
  missing: z.string().nullable(),
})

export function logJson(
  { part, parts, first, last, zoned, missing }: LogPart,
  sequence: string,
): z.infer<typeof LogJson> {
  return {
    sequence,
    part,
    parts,
    from: { at: iso(first.at), uptime: first.uptime },
    to: { at: iso(last.at), uptime: last.uptime },
    zoned,
    missing,
  }
}
