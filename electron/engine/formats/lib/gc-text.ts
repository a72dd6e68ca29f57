/** The words of GC log lines that the unified and the older logs share: what a pause is called, why it was, heap sizes, durations. */
import type { Bytes, Milliseconds } from '../../../../shared/model/units.ts'
import { parseSize } from './sizes.ts'

/** The only cause that means a call of System.gc() or Runtime.gc() (gcCause.cpp, GCCause::to_string). */
export const EXPLICIT_CAUSE = 'System.gc()'

export interface HeapChange {
  before: Bytes | null
  after: Bytes | null
  committed: Bytes | null
}

export interface PhaseName {
  /** `Young`, `Full`, `Init Mark`, `Mark Start`; words between the first one and the first parenthesis or number. */
  name: string
  /** Contents of the parentheses behind the name, in order. */
  groups: readonly string[]
}

export interface Phase extends PhaseName {
  heap: HeapChange | null
  durationMs: Milliseconds | null
  /** Whether all of the text was understood. */
  understood: boolean
}

const LONGEST_CAUSE = 200
const SIZE = String.raw`(\d{1,12}(?:\.\d{1,3})?[BKMGT])`
// 24M->3M(256M) 2.100ms      10620M(5%)->8800M(4%)      1613M->1361M(1636M), 0.092 ms      41M->38M(150M) (0.217s, 0.227s) 9.618ms
const REST = new RegExp(
  String.raw`^(?:,? ?${SIZE}(?:\(\d{1,3}%\))?->${SIZE}(?:\(\d{1,3}%\)|\(${SIZE}\))?)?(?: \([^()]{0,60}\))?(?:,? ?(\d{1,9}[.,]\d{1,9}) ?(ms|s)|, start)?\s*$`,
)

/** Reads what follows `Pause `, `Concurrent `, `Major ` ...: `Young (Normal) (G1 Evacuation Pause) 24M->3M(256M) 2.100ms`. */
export function readPhase(text: string): Phase {
  const { name, groups, end } = readName(text)
  const match = REST.exec(text.slice(end))
  const duration = match?.[4] === undefined ? null : Number(match[4].replace(',', '.'))
  return {
    name,
    groups,
    heap: match?.[2] === undefined ? null : heapChange(match[1], match[2], match[3]),
    durationMs: duration === null ? null : match?.[5] === 's' ? secondsToMs(duration) : duration,
    understood: match !== null,
  }
}

/** The name alone, where nothing else stands in `text`; else null. */
export function readPhaseName(text: string): PhaseName | null {
  const { name, groups, end } = readName(text)
  return end === text.length ? { name, groups } : null
}

function readName(text: string): PhaseName & { end: number } {
  let end = 0
  while (end < text.length && !beginsRest(text, end)) end++
  return { name: text.slice(0, end).trim(), ...readGroups(text, end) }
}

/** A parenthesis, a comma, or a number that is a word of its own. */
function beginsRest(text: string, at: number): boolean {
  const character = text.charCodeAt(at)
  if (character === 0x28 || character === 0x2c) return true
  return character >= 0x30 && character <= 0x39 && (at === 0 || text[at - 1] === ' ')
}

/** Parentheses that follow each other, blanks between; one level of nesting for `(System.gc())`. Sizes are no group. */
export function readGroups(text: string, from: number): { groups: string[]; end: number } {
  const groups: string[] = []
  let end = from
  for (;;) {
    let at = end
    while (text[at] === ' ') at++
    const close = text[at] === '(' ? closing(text, at) : -1
    if (close < 0) return { groups, end }
    groups.push(text.slice(at + 1, Math.min(close, at + 1 + LONGEST_CAUSE)))
    end = close + 1
  }
}

function closing(text: string, open: number): number {
  let depth = 0
  for (let at = open; at < text.length; at++) {
    if (text[at] === '(') depth++
    else if (text[at] === ')' && --depth === 0) return at
  }
  return -1
}

export function heapChange(before?: string, after?: string, committed?: string): HeapChange {
  // Up to JDK 8 sizes with decimals are printed in the language of the VM: 6664,5K
  const size = (text: string | undefined) => (text === undefined ? null : parseSize(text.replace(',', '.')))
  return { before: size(before), after: size(after), committed: size(committed) }
}

/** Milliseconds without the noise of binary fractions: logs print at most nanoseconds. */
export function secondsToMs(seconds: number): Milliseconds {
  return Math.round(seconds * 1e9) / 1e6
}

/** Adds durations that were printed with up to six decimals. */
export function addMs(first: Milliseconds | null, second: Milliseconds): Milliseconds {
  return Math.round(((first ?? 0) + second) * 1e6) / 1e6
}

/** What a parenthesis may say about the kind of a pause; the cause is the first that is none of these. */
const QUALIFIERS = new Set([
  'Normal',
  'Mixed',
  'Prepare Mixed',
  'Concurrent Start',
  'young',
  'mixed',
  'partial',
  'initial-mark',
  'to-space exhausted',
  'to-space overflow',
  'Major',
  'Minor',
])

/** The cause among the parentheses of a stop-the-world collection; null when none is printed (before 7u40). */
export function causeOf(groups: readonly string[]): string | null {
  const cause = groups.find((group) => !QUALIFIERS.has(group) && !group.startsWith('Evacuation Failure'))
  // Up to 7 `(System)` said that System.gc() asked for it (vm_operations, GCCauseString); no other cause was printed.
  return cause === undefined ? null : cause === 'System' ? EXPLICIT_CAUSE : cause
}
