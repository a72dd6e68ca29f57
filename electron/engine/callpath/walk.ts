/**
 * Merges what the dump shows with what the knowledge base expects. The dump wins: a step between two neighbouring frames can
 * only have been inlined, a frame without a symbol keeps its place and its silence, and frames that lead to the path but are
 * not part of it are condensed.
 */
import type { CallPathStep } from '../../../shared/model/analysis.ts'
import { formatQuantity } from '../../../shared/display/counts.ts'
import type { Citation } from '../../../shared/model/span.ts'
import { align } from './align.ts'
import type { ObservedFrame } from './frames.ts'
import type { FrameSpec, ProofId } from './path-table.ts'

export type Proofs = Partial<Record<ProofId, Citation>>

export interface WalkedStack {
  /** From the application to the function that enters libc. */
  down: CallPathStep[]
  /** From the return of libc to the end. */
  outcome: CallPathStep[]
}

const INLINED = 'No frame of its own in the dump: inlined into its caller'

/** Frames kept of what calls into the path from within HotSpot. */
const CALLERS_KEPT = 2

/**
 * @param whole whether the frames are all of the stack. A log keeps only some of an exception's: what lies between is then as
 * unknown as any other step.
 */
export function walkStack(
  frames: readonly ObservedFrame[],
  whole: boolean,
  downSpecs: readonly FrameSpec[],
  outcomeSpecs: readonly FrameSpec[],
  proofs: Proofs,
): WalkedStack {
  const named = frames.some((frame) => !frame.java && frame.name !== null)
  const native = frames.some((frame) => !frame.java)
  if (native && !named) return withoutSymbols(frames, downSpecs, outcomeSpecs, proofs)

  const down = align(frames, downSpecs)
  const first = down.find((frame) => frame !== -1) ?? -1
  const last = down.reduce((greatest, frame) => Math.max(greatest, frame), -1)
  const rest = frames.slice(last + 1)
  const outcome = align(rest, outcomeSpecs)
  // With nothing of the way down on the stack, what precedes the reporting led to it.
  const head = first === -1 ? frames.slice(0, firstOf(outcome, rest.length)) : frames.slice(0, first)
  const inner = first === -1 ? rest.slice(head.length) : rest
  const shift = first === -1 ? head.length : 0
  return {
    down: [
      ...condense(head),
      ...zone(
        frames.slice(Math.max(first, 0), last + 1),
        downSpecs,
        down.map((frame) => (frame === -1 ? -1 : frame - first)),
        { leading: head.length === 0 || !whole, trailing: outcome.some((frame) => frame === 0) },
        proofs,
      ),
    ],
    outcome: zone(
      inner,
      outcomeSpecs,
      outcome.map((frame) => (frame === -1 ? -1 : frame - shift)),
      { leading: true, trailing: false },
      proofs,
    ),
  }
}

function firstOf(matches: readonly number[], otherwise: number): number {
  return matches.find((frame) => frame !== -1) ?? otherwise
}

interface ZoneEnds {
  /** Whether steps before the first matched frame belong to the story: nothing on the stack stands in their place. */
  leading: boolean
  /** Whether the frame after the zone's last is known too, so that steps in between can only have been inlined. */
  trailing: boolean
}

function zone(
  frames: readonly ObservedFrame[],
  specs: readonly FrameSpec[],
  matches: readonly number[],
  ends: ZoneEnds,
  proofs: Proofs,
): CallPathStep[] {
  const steps: CallPathStep[] = []
  let next = 0
  let pending: FrameSpec[] = []
  const flush = (until: number, isEnd: boolean): void => {
    const gap = frames.slice(next, until)
    const wanted = next > 0 || isEnd || ends.leading
    const adjacent = isEnd ? ends.trailing : next > 0
    steps.push(...between(gap, wanted ? pending : [], adjacent, proofs))
    pending = []
  }
  specs.forEach((spec, index) => {
    const match = matches[index] ?? -1
    const frame = frames[match]
    if (!frame) {
      pending.push(spec)
      return
    }
    flush(match, false)
    steps.push(observed(frame, spec))
    next = match + 1
  })
  flush(frames.length, true)
  return steps
}

/** Steps that the stack does not show, and frames that the knowledge base does not know, between two that meet. */
function between(
  gap: readonly ObservedFrame[],
  pending: readonly FrameSpec[],
  adjacent: boolean,
  proofs: Proofs,
): CallPathStep[] {
  const certain = pending.filter((spec) => spec.returned)
  const stacked = pending.filter((spec) => !spec.returned && !spec.optional)
  if (gap.length === 0) {
    // In the table's order: what had returned stands among what is inlined.
    return pending
      .filter((spec) => !spec.optional || spec.returned)
      .map((spec) => inferred(spec, proofs, adjacent && !spec.returned ? INLINED : ''))
  }
  const note = expectation(gap.filter((frame) => frame.name === null).length, stacked)
  const first = gap.findIndex((frame) => frame.name === null)
  return [
    ...certain.map((spec) => inferred(spec, proofs)),
    ...gap.map((frame, index) => unknown(frame, index === first ? note : '')),
  ]
}

function expectation(nameless: number, specs: readonly FrameSpec[]): string {
  const names = specs.map((spec) => spec.symbol).join(', ')
  if (nameless === 0 || names === '') return ''
  return nameless === 1
    ? `By its place ${names} is expected here`
    : `By their place ${names} is expected among these ${nameless} frames`
}

function withoutSymbols(
  frames: readonly ObservedFrame[],
  down: readonly FrameSpec[],
  outcome: readonly FrameSpec[],
  proofs: Proofs,
): WalkedStack {
  const native = frames.filter((frame) => !frame.java)
  const java = condense(frames.filter((frame) => frame.java))
  const steps = namelessStep(
    native,
    'The native stack has no symbols. What follows is inferred from the header, the state of the thread and the size asked for',
  )
  return {
    down: [...java, ...steps, ...between([], down, false, proofs)],
    outcome: between([], outcome, false, proofs),
  }
}

/** Frames in a row that have no symbol, as one step that keeps their offsets. */
function namelessStep(frames: readonly ObservedFrame[], note: string): CallPathStep[] {
  const [outer, inner] = [frames[0], frames.at(-1)]
  if (!outer || !inner) return []
  const [line, endLine] = [
    Math.min(outer.citation.line, inner.citation.line),
    Math.max(outer.citation.endLine, inner.citation.endLine),
  ]
  return [
    {
      layer: inner.layer,
      symbol:
        frames.length === 1 ? outer.text : `${bare(outer)} … ${bare(inner)} (${frames.length} frames, no symbols)`,
      origin: 'observed',
      note,
      source: '',
      citation: { ...(outer.citation.line === line ? outer.citation : inner.citation), line, endLine },
      gate: null,
    },
  ]
}

function bare(frame: ObservedFrame): string {
  return frame.text.replace(' (no symbol)', '')
}

/** The nearest application frame, Thread.run, the JDK method it was in, and the last callers within HotSpot. */
function condense(head: readonly ObservedFrame[]): CallPathStep[] {
  const keep = new Set<number>()
  const lastJava = head.findLastIndex((frame) => frame.java)
  if (lastJava !== -1) {
    const run = head.findIndex((frame) => frame.name === 'java.lang.Thread.run')
    const application = head.findLastIndex((frame) => frame.layer === 'application')
    for (const index of [run, application, lastJava]) if (index !== -1) keep.add(index)
  } else {
    const entry = head.findIndex((frame) => frame.name !== null)
    if (entry !== -1) keep.add(entry)
  }
  let callers = 0
  for (let index = head.length - 1; index > lastJava && callers < CALLERS_KEPT; index--) {
    if (head[index]?.name === null) continue
    keep.add(index)
    callers++
  }
  const steps: CallPathStep[] = []
  let left = 0
  let started = false
  head.forEach((frame, index) => {
    if (!keep.has(index)) {
      left += frame.count
      return
    }
    const omitted =
      started && left > 0 ? `${formatQuantity(left, 'frame')} between the one before and this left out` : ''
    steps.push(unknown(frame, omitted))
    started = true
    left = 0
  })
  const last = head.findLastIndex((frame) => frame.name !== null)
  return [...steps, ...namelessStep(head.slice(last + 1), NAMELESS_END)]
}

const NAMELESS_END = 'These have no symbol: what they are stays open, what follows is inferred'

function observed(frame: ObservedFrame, spec: FrameSpec): CallPathStep {
  const repeated = frame.count > 1 ? `${frame.count} frames` : ''
  return {
    layer: spec.layer,
    symbol: frame.name ?? frame.text,
    origin: 'observed',
    note: sentences(spec.note, repeated),
    source: spec.source,
    citation: frame.citation,
    gate: null,
  }
}

function unknown(frame: ObservedFrame, note: string): CallPathStep {
  return {
    layer: frame.layer,
    symbol: frame.text,
    origin: 'observed',
    note,
    source: '',
    citation: frame.citation,
    gate: null,
  }
}

export function inferred(spec: FrameSpec, proofs: Proofs, more = ''): CallPathStep {
  const proof = spec.proof ? (proofs[spec.proof] ?? null) : null
  return {
    layer: spec.layer,
    symbol: spec.symbol,
    origin: proof ? 'observed' : 'inferred',
    note: sentences(spec.note, more),
    source: spec.source,
    citation: proof,
    gate: null,
  }
}

export function sentences(...parts: string[]): string {
  return parts.filter((part) => part !== '').join('. ')
}
