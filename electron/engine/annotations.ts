/** What the diagnosis says about lines of an artifact, as notes beside them: at most one a line. */
import type { Annotation, Hypothesis, ProcessAnalysis } from '../../shared/model/analysis.ts'
import type { RegionRecord } from '../../shared/model/records.ts'
import type { ArtifactId, Citation, LineSpan } from '../../shared/model/span.ts'
import { formatCount } from '../../shared/display/counts.ts'

/** Longest label, in characters: it stands at the end of a line of code. */
export const LABEL_LIMIT = 40
/** Evidence of a hypothesis may cite hundreds of lines; the panel lists them all, the editor shows the first. */
const PER_HYPOTHESIS = 200

/** Region of the advice that HotSpot prints whatever happened. It is never evidence. */
const PRINTED_ALWAYS = 'possible-reasons'

interface Candidate extends Annotation {
  /** The lowest wins a line; the others are added to its hover text. */
  rank: number
}

/** In the order of their lines. */
export function annotationsOf(
  artifact: ArtifactId,
  analyses: readonly ProcessAnalysis[],
  regions: readonly RegionRecord[],
): Annotation[] {
  const candidates: Candidate[] = []
  const add = (citation: Citation | null, rank: number, note: Pick<Annotation, 'tone' | 'label' | 'detail'>): void => {
    if (citation?.artifact !== artifact) return
    const { line, endLine } = citation
    candidates.push({ span: { artifact, line, endLine }, rank, ...note, label: shortened(note.label) })
  }
  for (const analysis of analyses) annotate(analysis, add)
  for (const { id, span } of regions) if (id === PRINTED_ALWAYS) candidates.push(printedAlways(artifact, span))
  return merged(candidates)
}

type Add = (citation: Citation | null, rank: number, note: Pick<Annotation, 'tone' | 'label' | 'detail'>) => void

function annotate({ victim, ledger, culprit, hypotheses, verdict, callPath }: ProcessAnalysis, add: Add): void {
  if (victim !== null) {
    const asked = victim.bytes === null ? victim.operation : `${victim.operation}, ${formatCount(victim.bytes)} bytes`
    add(victim.citation, 0, {
      tone: 'accent',
      label: `victim: ${asked}`,
      detail: victim.purpose ?? 'The call that happened to be refused; it did not spend the limit.',
    })
  }
  if (ledger !== null) {
    const vmas = `${formatCount(ledger.vmas)} VMAs`
    const isSpent = ledger.standing === 'exact'
    add(ledger.listing, 1, {
      tone: isSpent ? 'bad' : 'accent',
      label: `${vmas} of ${formatCount(ledger.limit)}`,
      detail:
        ledger.operator ?? `${vmas} are listed; the limit is ${formatCount(ledger.limit)} (${ledger.limitSource}).`,
    })
    add(ledger.limitCitation, 1, {
      tone: isSpent ? 'bad' : 'accent',
      label: `limit: ${formatCount(ledger.limit)}`,
      detail: `The listing has ${vmas}.`,
    })
  }
  for (const hypothesis of hypotheses) annotateHypothesis(hypothesis, hypothesis.id === verdict.rootCause, add)
  for (const { symbol, note, gate } of callPath)
    if (gate?.holds === true)
      add(gate.citation, 4, { tone: 'bad', label: gate.condition, detail: `${symbol}: ${gate.values}. ${note}`.trim() })
  if (culprit !== null)
    add(culprit.citation, 5, {
      tone: 'warn',
      label: `culprit: ${culprit.owner}`,
      detail: `${formatCount(culprit.count)} mappings belong to ${culprit.owner}.`,
    })
}

function annotateHypothesis({ title, status, evidence }: Hypothesis, isLeading: boolean, add: Add): void {
  const isOut = status === 'ruled-out'
  if (!isLeading && !isOut) return
  for (const { stance, claim, citation } of evidence.slice(0, PER_HYPOTHESIS)) {
    if (isLeading && stance === 'for') add(citation, 2, { tone: 'bad', label: claim, detail: `${title}: ${claim}` })
    else if (isLeading) add(citation, 3, { tone: 'warn', label: `against: ${claim}`, detail: `${title}: ${claim}` })
    else if (stance === 'against')
      add(citation, 3, { tone: 'good', label: `rules out: ${title}`, detail: `${title} is ruled out: ${claim}` })
  }
}

function printedAlways(artifact: ArtifactId, { line, endLine }: LineSpan): Candidate {
  return {
    span: { artifact, line, endLine },
    rank: 6,
    tone: 'good',
    label: 'printed always',
    detail: 'HotSpot prints these lines for every refused allocation. They are no evidence.',
  }
}

/** One annotation a line: of several, the weightiest is drawn and speaks for the others on hover. */
function merged(candidates: readonly Candidate[]): Annotation[] {
  const byLine = new Map<number, Candidate[]>()
  for (const candidate of candidates.toSorted((left, right) => left.rank - right.rank)) {
    const { line } = candidate.span
    const others = byLine.get(line)
    if (others) others.push(candidate)
    else byLine.set(line, [candidate])
  }
  return [...byLine.values()]
    .flatMap(([first, ...others]) => {
      if (first === undefined) return []
      const details = new Set([first, ...others].map(({ detail }) => detail))
      return [{ span: first.span, tone: first.tone, label: first.label, detail: [...details].join('\n') }]
    })
    .toSorted((left, right) => left.span.line - right.span.line)
}

/** Cut at a word where one ends in the last third, else anywhere, with an ellipsis. */
function shortened(label: string): string {
  const characters = Array.from(label.replaceAll('\n', ' '))
  if (characters.length <= LABEL_LIMIT) return characters.join('')
  const cut = characters.slice(0, LABEL_LIMIT - 1).join('')
  const word = cut.lastIndexOf(' ')
  return `${word > (LABEL_LIMIT * 2) / 3 ? cut.slice(0, word) : cut}…`
}
