/** Collections that somebody asked for, each with all who may have. */
import { z } from 'zod'
import { explicitGcCauses, type ExplicitGc } from '../analysis.ts'
import { iso, place, at, type Paths } from '../json-places.ts'

export const ExplicitGcJson = at.extend({
  at: z.iso.datetime().nullable(),
  cause: z.enum(explicitGcCauses),
  why: z.string(),
  /** All candidates, the one that stands first; the place is the line that tells most, null where the collections themselves tell. */
  weighed: z.array(
    z.object({
      cause: z.enum(explicitGcCauses),
      stance: z.enum(['stands', 'possible', 'unlikely', 'excluded']),
      why: z.string(),
      place: at.nullable(),
    }),
  ),
})

export function explicitGcJson(
  { at: time, cause, why, citation, weighed = [] }: ExplicitGc,
  paths: Paths,
): z.infer<typeof ExplicitGcJson> {
  return {
    at: iso(time),
    cause,
    why,
    ...place(citation, paths),
    weighed: weighed.map((each) => ({
      cause: each.cause,
      stance: each.stance,
      why: each.why,
      place: each.citation && place(each.citation, paths),
    })),
  }
}
