/** Where something stands, in the JSON: artifacts go by their path, which is unique within a case. */
import { z } from 'zod'
import type { ArtifactId, Citation } from '../span.ts'
import type { EpochMs } from '../units.ts'

export const PlaceJson = z.object({
  artifact: z.string(),
  line: z.number().int().min(1),
  endLine: z.number().int().min(1),
})
export type PlaceJson = z.infer<typeof PlaceJson>

export type Paths = ReadonlyMap<ArtifactId, string>

/** @throws Error for a citation of an artifact that is not in the case */
export function place({ artifact, line, endLine }: Citation, paths: Paths): PlaceJson {
  const path = paths.get(artifact)
  if (path === undefined) throw new Error(`citation of an artifact that is not in the case: ${artifact}`)
  return { artifact: path, line, endLine }
}

/** null also for what no Date can hold: a hostile artifact may state anything. */
export function iso(time: EpochMs | null): string | null {
  return time === null || !(Math.abs(time) <= 8.64e15) ? null : new Date(time).toISOString()
}
