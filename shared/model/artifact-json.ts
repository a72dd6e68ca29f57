/** An artifact in the CLI's JSON (analysis-json.ts): where its times come from, what its columns are taken for, what stretch of a log it is. */
import { z } from 'zod'
import type { ProcessAnalysis } from './analysis.ts'
import type { ArtifactSummary } from './case.ts'
import { explain, explained } from './issue-json.ts'
import { at, iso, place, type Paths } from './json-places.ts'
import { LogJson, logJson } from './log-json.ts'
import { metricRoles } from './metric-roles.ts'
import { timeBaseKinds, type TimeBase } from './time-base.ts'

const PlacedTimeJson = z.object({ read: z.iso.datetime().nullable(), used: z.iso.datetime().nullable() })

/** See shared/model/time-base.ts. Offsets and shifts in milliseconds. */
const TimeBaseJson = z.object({
  kind: z.enum(timeBaseKinds),
  origin: z.enum(['stated', 'assumed', 'aligned', 'user']),
  zone: z.string().nullable(),
  offset: z.number(),
  shift: z.number(),
  anchor: z.object({ at: z.iso.datetime().nullable(), why: z.string() }).nullable(),
  text: z.string(),
  evidence: at.extend({ text: z.string() }).nullable(),
  first: PlacedTimeJson.nullable(),
  last: PlacedTimeJson.nullable(),
  correction: z.string().nullable(),
})

const ColumnJson = z.object({
  column: z.string(),
  role: z.enum(metricRoles).nullable(),
  guessed: z.enum(metricRoles).nullable(),
  corrected: z.boolean(),
  unit: z.enum(['count', 'bytes', 'seconds', 'none']),
  factor: z.number(),
  /** Labels of the processes that it was told to be of; empty with a role: nothing shows whose it is. */
  processes: z.array(z.string()),
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
  /** Where its times come from, and what was done to them. */
  timeBase: TimeBaseJson.nullable(),
  /** Of a metrics export. */
  columns: z.array(ColumnJson),
  log: LogJson.nullable(),
})
export type ArtifactJson = z.infer<typeof ArtifactJson>

export function artifactJson(
  { path, format, role, bytes, lines, sha256, issues, timeBase, columns, log }: ArtifactSummary,
  processes: readonly ProcessAnalysis[],
  paths: Paths,
): ArtifactJson {
  const labels = new Map(processes.map(({ process, label }) => [process, label]))
  return {
    path,
    format,
    role,
    bytes,
    lines,
    sha256,
    issues: issues.map(({ code, count, line, message }) => ({ code, count, line, message, ...explain(code) })),
    timeBase: timeBase ? timeBaseJson(timeBase, paths) : null,
    columns: (columns ?? []).map(({ processes: users, ...column }) => ({
      ...column,
      processes: users.map((process) => labels.get(process) ?? String(process)),
    })),
    log: log ? logJson(log, paths.get(log.sequence) ?? path) : null,
  }
}

function timeBaseJson(base: TimeBase, paths: Paths): z.infer<typeof TimeBaseJson> {
  const { kind, origin, zone, offset, shift, anchor, text, evidence, first, last, correction } = base
  return {
    kind,
    origin,
    zone,
    offset,
    shift,
    anchor: anchor && { at: iso(anchor.at), why: anchor.why },
    text,
    evidence: evidence && { ...place(evidence, paths), text: evidence.quote },
    first: first && { read: iso(first.read), used: iso(first.used) },
    last: last && { read: iso(last.read), used: iso(last.used) },
    correction,
  }
}
