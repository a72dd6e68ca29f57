/** Stale mappings and neighbours that did not merge. */
import { z } from 'zod'
import { ownerIds } from '../analysis.ts'
import { mergeBlockerReasons, staleKinds, type MergeBlockers, type StaleMappings } from '../neighbours.ts'
import { place, at, type Paths } from '../json-places.ts'

export const StaleJson = z.object({
  count: z.number().int(),
  bytes: z.number(),
  /** count / VMAs, 0..1. */
  share: z.number(),
  complete: z.boolean(),
  /** false: nothing tells whether a file is mapped twice. */
  offsetsKnown: z.boolean(),
  kinds: z.array(
    z.object({
      kind: z.enum(staleKinds),
      why: z.string(),
      count: z.number().int(),
      bytes: z.number(),
      files: z.number().int(),
      top: z.array(
        at.extend({ path: z.string(), owner: z.enum(ownerIds), count: z.number().int(), bytes: z.number() }),
      ),
    }),
  ),
})

const NeighbourJson = z.object({ owner: z.enum(ownerIds), perms: z.string() })

export const MergeBlockersJson = z.object({
  /** Pairs of mappings of which one begins where the other ends. */
  adjacent: z.number().int(),
  complete: z.boolean(),
  reasons: z.array(
    z.object({
      reason: z.enum(mergeBlockerReasons),
      why: z.string(),
      count: z.number().int(),
      patternsInAll: z.number().int(),
      /** By owners and permissions, most pairs first, each with the lines of the first pair. */
      patterns: z.array(at.extend({ left: NeighbourJson, right: NeighbourJson, count: z.number().int() })),
    }),
  ),
})

export function staleJson({ kinds, ...sums }: StaleMappings, paths: Paths): z.infer<typeof StaleJson> {
  return {
    ...sums,
    kinds: kinds.map(({ top, ...total }) => ({
      ...total,
      top: top.map(({ citation, ...file }) => ({ ...file, ...place(citation, paths) })),
    })),
  }
}

export function mergeBlockersJson(
  { adjacent, complete, reasons }: MergeBlockers,
  paths: Paths,
): z.infer<typeof MergeBlockersJson> {
  return {
    adjacent,
    complete,
    reasons: reasons.map(({ patterns, ...total }) => ({
      ...total,
      patterns: patterns.map(({ left, right, count, example }) => ({
        left: { ...left },
        right: { ...right },
        count,
        ...place(example, paths),
      })),
    })),
  }
}
