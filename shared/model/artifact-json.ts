/** An artifact in the CLI's JSON: what DESIGN.md section 11 names, and what stretch of a log it is. */
import { z } from 'zod'
import type { ArtifactSummary } from './case.ts'
import { explain, explained } from './issue-json.ts'
import type { LogPart } from './log-part.ts'
import type { ArtifactId } from './span.ts'
import type { EpochMs } from './units.ts'

const moment = z.object({ at: z.iso.datetime().nullable(), uptime: z.number().nullable() })

/** Files with the same `sequence` (the path of the oldest of them) are one log; `part` 1 is the oldest. */
const LogJson = z.object({
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

export const ArtifactJson = z.object({
  path: z.string(),
  format: z.string(),
  /** What the file is in the capture of a known collector. */
  role: z.string().nullable(),
  bytes: z.number().int(),
  lines: z.number().int(),
  sha256: z.string(),
  issues: z.array(
    z.object({
      code: z.string(),
      count: z.number().int(),
      line: z.number().int().nullable(),
      message: z.string(),
      ...explained,
    }),
  ),
  log: LogJson.nullable(),
})

export function artifactJson(
  { path, format, role, bytes, lines, sha256, issues, log }: ArtifactSummary,
  paths: ReadonlyMap<ArtifactId, string>,
): z.infer<typeof ArtifactJson> {
  return {
    path,
    format,
    role,
    bytes,
    lines,
    sha256,
    issues: issues.map(({ code, count, line, message }) => ({ code, count, line, message, ...explain(code) })),
    log: log ? logJson(log, paths.get(log.sequence) ?? path) : null,
  }
}

function logJson({ part, parts, first, last, zoned, missing }: LogPart, sequence: string): z.infer<typeof LogJson> {
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

/** null also for what no Date can hold: a hostile artifact may state anything. */
export function iso(time: EpochMs | null): string | null {
  return time === null || !(Math.abs(time) <= 8.64e15) ? null : new Date(time).toISOString()
}
