/** What to bring next. */
import { z } from 'zod'
import { hypothesisStatuses, rootCauses } from '../analysis.ts'
import type { CoachItem } from '../coach.ts'

export const CoachJson = z.object({
  id: z.string(),
  title: z.string(),
  /** Read-only. */
  commands: z.array(z.string()),
  note: z.string(),
  needsLife: z.boolean(),
  /** mortem-capture takes it. */
  captured: z.boolean(),
  weight: z.number(),
  settles: z.array(
    z.object({
      hypothesis: z.enum(rootCauses),
      title: z.string(),
      status: z.enum(hypothesisStatuses),
      what: z.string(),
    }),
  ),
})

export function coachJson({ commands, settles, ...item }: CoachItem): z.infer<typeof CoachJson> {
  return { ...item, commands: [...commands], settles: settles.map((each) => ({ ...each })) }
}
