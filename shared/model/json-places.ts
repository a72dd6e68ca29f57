/** What stands where, and when, as JSON says it: artifacts by their path, times in ISO 8601. */
import { z } from 'zod'
import type { ArtifactId, Citation } from './span.ts'
import type { EpochMs } from './units.ts'

export const at = z.object({ artifact: z.string(), line: z.number().int().min(1), endLine: z.number().int().min(1) })

export type Paths = ReadonlyMap<ArtifactId, string>

export function place({ artifact, line, endLine }: Citation, paths: Paths): z.infer<typeof at> {
  const path = paths.get(artifact)
  if (path === undefined) throw new Error(`citation of an artifact that is not in the case: ${artifact}`)
  return { artifact: path, line, endLine }
}

/** null also for what no Date can hold: a hostile artifact may state anything. */
export function iso(time: EpochMs | null): string | null {
  return time === null || !(Math.abs(time) <= 8.64e15) ? null : new Date(time).toISOString()
}
