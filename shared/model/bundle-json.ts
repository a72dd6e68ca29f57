/** A bundle in the CLI's JSON: how it is laid out, and what concerns it as a whole. */
import { z } from 'zod'
import type { CaseSummary } from './case.ts'
import type { LayoutPart } from './ingest.ts'
import { explain, explained } from './issue-json.ts'
import { iso } from './json-places.ts'

export const BundleJson = z.object({
  name: z.string(),
  kind: z.string(),
  /** Titles of the layouts that were recognised; null for loose files. */
  layout: z.string().nullable(),
  /** Each capture that is laid out so: one host, or one process. `root` is where the paths of its artifacts begin. */
  parts: z.array(
    z.object({
      layout: z.string(),
      title: z.string(),
      root: z.string(),
      host: z.string().nullable(),
      pid: z.number().int().nullable(),
      capturedAt: z.iso.datetime().nullable(),
    }),
  ),
  issues: z.array(z.object({ code: z.string(), count: z.number().int(), message: z.string(), ...explained })),
})

export function bundleJson({ name, kind, issues, parts }: CaseSummary['bundles'][number]): z.infer<typeof BundleJson> {
  return {
    name,
    kind,
    layout: layoutTitle(parts),
    parts: parts.map(({ id, capturedAt, ...part }) => ({ layout: id, ...part, capturedAt: iso(capturedAt) })),
    issues: issues.map(({ code, count, message }) => ({ code, count, message, ...explain(code) })),
  }
}

/** "sos report", or "ABRT problem directory, sos report"; null for loose files. */
function layoutTitle(parts: readonly LayoutPart[]): string | null {
  return parts.length === 0 ? null : [...new Set(parts.map(({ title }) => title))].toSorted().join(', ')
}
