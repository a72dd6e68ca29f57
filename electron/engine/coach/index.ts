/** Hypotheses that are not settled -> the artifacts that would settle them, each once, the most telling first. Pure. */
import type {
  Hypothesis,
  HypothesisStatus,
  MissingFact,
  ProcessAnalysis,
  Verdict,
} from '../../../shared/model/analysis.ts'
import type { CoachedHypothesis, CoachItem } from '../../../shared/model/coach.ts'
import type { ProcessFacts } from '../facts/process-facts.ts'
import { sources, type Source } from './sources.ts'
import { usualSources } from './usual.ts'

/** How much it is worth to settle a hypothesis of this status; those that are absent are settled. */
const WEIGHTS: Partial<Record<HypothesisStatus, number>> = {
  likely: 4,
  possible: 3,
  unknown: 3,
  confirmed: 2,
  unlikely: 1,
}
export function coachOf(
  hypotheses: readonly Hypothesis[],
  verdict: Verdict,
  facts: ProcessFacts,
  state: ProcessAnalysis['state'],
): CoachItem[] {
  // A confirmed verdict leaves nothing open but what a hypothesis itself still asks for.
  const doubtful = !hypotheses.some(({ id, status }) => id === verdict.rootCause && status === 'confirmed')
  const situation: Situation = { facts, doubtful, lives: state === 'alive' }
  const asked = new Map<string, { source: Source; settles: CoachedHypothesis[] }>()
  for (const hypothesis of hypotheses) {
    if (!isOpen(hypothesis, verdict)) continue
    const { id, title, status } = hypothesis
    for (const { source, what } of wanted(hypothesis, situation)) {
      const key = `${source.id} ${source.note}`
      const item = asked.get(key) ?? { source, settles: [] }
      if (!item.settles.some((each) => each.hypothesis === id && each.what === what))
        item.settles.push({ hypothesis: id, title, status, what })
      asked.set(key, item)
    }
  }
  return [...asked.values()]
    .map(({ source, settles }) => itemOf(source, settles, situation))
    .toSorted((left, right) => right.weight - left.weight || placeOf(left) - placeOf(right))
}

/** Where nothing failed, what was not refused needs no proof; only what is in doubt does. */
function isOpen({ status }: Hypothesis, { rootCause }: Verdict): boolean {
  if (WEIGHTS[status] === undefined) return false
  return rootCause !== 'none' || (status !== 'unlikely' && status !== 'confirmed')
}

interface Situation {
  facts: ProcessFacts
  /** Whether the verdict is. */
  doubtful: boolean
  lives: boolean
}

interface Wanted {
  source: Source
  what: string
}

/** What a hypothesis itself asks for; else, while the verdict is in doubt, what settles it as a rule and is not here yet. */
function wanted({ id, missing, status }: Hypothesis, { facts, doubtful, lives }: Situation): Wanted[] {
  if (missing.length > 0)
    return missing.flatMap((fact) => namedSources(fact, lives).map((source) => ({ source, what: fact.what })))
  const usual = usualSources[id]
  if (!doubtful || usual === undefined || status === 'confirmed' || (lives && usual.ends)) return []
  return sources
    .filter((source) => usual.sources.includes(source.id) && !source.isThere(facts) && !(lives && source.ofEnd))
    .map((source) => ({ source, what: usual.what }))
}

/** Rules name them in words: `the crash log, or VmPeak in /proc/PID/status`. What names none of the list is asked for in its own words. */
function namedSources({ what, capture }: MissingFact, lives: boolean): Source[] {
  if (capture === '') return []
  const named = sources.filter(({ named: pattern }) => pattern.test(capture))
  if (named.length === 0) return [otherSource(what, capture)]
  return named.filter(({ ofEnd }) => !(lives && ofEnd))
}

function otherSource(what: string, capture: string): Source {
  const title = what.charAt(0).toUpperCase() + what.slice(1)
  const absent = { named: /(?!)/, isThere: () => false }
  return { id: 'other', title, commands: [], note: capture, needsLife: false, captured: false, ...absent }
}

function itemOf(
  { id, title, commands, note, needsLife, captured }: Source,
  settles: CoachedHypothesis[],
  { facts, lives }: Situation,
): CoachItem {
  const { pid } = facts.records
  // Each hypothesis counts once, however much of it the artifact would tell.
  const weight = new Map(settles.map(({ hypothesis, status }) => [hypothesis, WEIGHTS[status] ?? 0]))
  return {
    id,
    title,
    commands: commands.map((command) =>
      lives && pid !== null ? command.replaceAll(/\bPID\b/g, String(pid)) : command,
    ),
    note,
    needsLife,
    captured,
    settles,
    weight: [...weight.values()].reduce((sum, each) => sum + each, 0),
  }
}

function placeOf({ id }: CoachItem): number {
  const place = sources.findIndex((source) => source.id === id)
  return place === -1 ? sources.length : place
}
