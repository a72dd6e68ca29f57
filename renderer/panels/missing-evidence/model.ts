/** The coach in words. Pure. */
import type { Hypothesis, ProcessAnalysis } from '../../../shared/model/analysis.ts'
import type { CoachItem } from '../../../shared/model/coach.ts'
import { formatQuantity } from '../../../shared/display/counts.ts'

/** `3 artifacts would settle 5 hypotheses` */
export function coachSummary(coach: readonly CoachItem[]): string {
  const open = new Set(coach.flatMap(({ settles }) => settles.map(({ hypothesis }) => hypothesis)))
  return `${formatQuantity(coach.length, 'artifact')} would settle ${formatQuantity(open.size, 'hypothesis', 'hypotheses')}`
}

/** What bringing them would change. */
export function coachLead({ verdict, hypotheses, state }: ProcessAnalysis): string {
  const own = hypotheses.find(({ id }) => id === verdict.rootCause)
  const gone =
    state === 'alive'
      ? ''
      : ' Of a process that has ended, bring what is left; capture the rest from its next life, before it fails again.'
  return `${leadOf(own)}${gone}`
}

function leadOf(own: Hypothesis | undefined): string {
  if (own === undefined) return 'The verdict is open: the most telling artifact comes first.'
  return own.status === 'confirmed'
    ? 'The verdict stands without them: they would settle what is left open beside it, or make it surer.'
    : `They would make the verdict surer, which is ${own.status} so far: the most telling artifact comes first.`
}
