/** Much of the same at once is one event with a count: nobody reads two thousand lines of one failure. */
import type { TimelineEvent, TimelineKind } from '../../../../shared/model/analysis.ts'
import type { Milliseconds } from '../../../../shared/model/units.ts'
import { formatQuantity } from '../../../../shared/display/counts.ts'
import { formatDuration } from '../../../../shared/display/durations.ts'
import type { Entry } from './entry.ts'
import { groupBy } from './group.ts'

/** What follows within that time is the same burst. */
const SAME_BURST: Milliseconds = 5000
/** Beyond that many in a second those of one kind are one, whatever they say. */
const MOST_A_SECOND = 3
const SECOND: Milliseconds = 1000

/** Kinds that come in floods of different words, and the words for such a flood. */
const FLOODS: Partial<Record<TimelineKind, readonly [one: string, many: string]>> = {
  error: ['error', 'errors'],
  warning: ['warning', 'warnings'],
  refusal: ['refusal', 'refusals'],
  kernel: ['message of the kernel', 'messages of the kernel'],
  leadership: ['change of leadership', 'changes of leadership'],
}
const TONES: readonly TimelineEvent['tone'][] = ['info', 'good', 'warn', 'bad']

/** In time order. */
export function burstsOf(entries: readonly Entry[]): Entry[] {
  const same = joinEqual(entries.toSorted(byTime))
  return [...groupBy(same, ({ kind }) => kind)].flatMap(([, of]) => joinFloods(of)).toSorted(byTime)
}

export function byTime(left: Entry, right: Entry): number {
  return left.at - right.at || right.weight - left.weight || left.citation.line - right.citation.line
}

function joinEqual(entries: readonly Entry[]): Entry[] {
  const open = new Map<string, Entry>()
  const joined: Entry[] = []
  for (const entry of entries) {
    const key = `${entry.kind} ${entry.stem}`
    const before = open.get(key)
    if (before && entry.at - before.until <= SAME_BURST) {
      extend(before, entry)
      continue
    }
    const own = { ...entry }
    open.set(key, own)
    joined.push(own)
  }
  for (const entry of joined) {
    if (entry.count > 1 && entry.lasts !== null && entry.lasts > 0)
      entry.title = `${entry.many}, longest ${formatDuration(entry.lasts)}`
  }
  return joined
}

function extend(burst: Entry, entry: Entry): void {
  burst.count += entry.count
  burst.title = burst.many
  burst.until = Math.max(burst.until, entry.until)
  burst.weight = Math.max(burst.weight, entry.weight)
  burst.lasts = entry.lasts === null ? burst.lasts : Math.max(burst.lasts ?? 0, entry.lasts)
  if (TONES.indexOf(entry.tone) > TONES.indexOf(burst.tone)) burst.tone = entry.tone
}

/** @param entries Of one kind, in time order. */
function joinFloods(entries: readonly Entry[]): Entry[] {
  const words = FLOODS[entries[0]?.kind ?? 'crash']
  if (!words) return [...entries]
  const joined: Entry[] = []
  let flood: Entry | null = null
  let floodsUntil = -Infinity
  for (const [index, entry] of entries.entries()) {
    const later = entries[index + MOST_A_SECOND]
    if (later && later.at - entry.at <= SECOND) floodsUntil = Math.max(floodsUntil, later.at)
    if (entry.at > floodsUntil) {
      flood = null
      joined.push(entry)
    } else if (flood) {
      extend(flood, entry)
    } else {
      flood = { ...entry }
      joined.push(flood)
    }
    if (flood && flood.count > entry.count)
      flood.title = `${formatQuantity(flood.count, ...words)} in ${formatDuration(Math.max(flood.until - flood.at, SECOND))}`
  }
  return joined
}
