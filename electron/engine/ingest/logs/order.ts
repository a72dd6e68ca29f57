/**
 * The order of the files of one log, and where it breaks: at the start of another VM. Dates decide; without them uptimes and
 * numbers of collections do, together with what the names allow.
 */
import type { Milliseconds, Seconds } from '../../../../shared/model/units.ts'
import { compareNaturally } from '../natural-order.ts'
import { isGcLog, startOf, type LogFile } from './sets.ts'

/** Threads take the time of a line a little before they write it. */
const EARLY: Milliseconds = 100
const EARLY_UPTIME: Seconds = EARLY / 1000
/** Application logs have lines of many threads, and appenders that wait. */
const EARLY_LINES: Milliseconds = 5000
/** NumberOfGCLogFiles of JDK 8 is at most 1024, filecount of JDK 9 and later 1000: more files are no ring. */
const LARGEST_RING = 1024
/** A break weighs more than any number of gaps. */
const BREAK = 1000

export function ordered(files: readonly LogFile[]): LogFile[] {
  // An empty file that is being written follows the others; of other files without a time nobody can tell where they belong.
  const placed = files.filter((file) => hasPlace(file))
  const fresh = files.filter((file) => !hasPlace(file) && file.current)
  const byContent = placed.toSorted(compareContent)
  if (placed.every(({ log }) => log.first.at !== null)) return [...byContent, ...fresh]
  const candidates = [byContent, ...ringOrders(placed)]
  const current = placed.find((file) => file.current)
  const likely = candidates.filter((each) => current === undefined || each.at(-1) === current)
  return [...cheapest(likely.length > 0 ? likely : candidates), ...fresh]
}

export function hasPlace({ log }: LogFile): boolean {
  return log.first.at !== null || log.first.uptime !== null || log.ids !== null
}

function compareContent(one: LogFile, other: LogFile): number {
  const [left, right] = [one.log, other.log]
  return (
    difference(left.first.at, right.first.at) ||
    difference(left.first.uptime, right.first.uptime) ||
    difference(left.last.at, right.last.at) ||
    difference(left.ids?.least, right.ids?.least) ||
    difference(left.ids?.most, right.ids?.most) ||
    Number(one.current) - Number(other.current) ||
    compareNaturally(one.facts.path, other.facts.path)
  )
}

/** 0 where one is not known. */
function difference(one: number | null | undefined, other: number | null | undefined): number {
  return one === null || one === undefined || other === null || other === undefined ? 0 : one - other
}

/** By number, from each as the oldest: a ring is written round and round. What is being written comes last. */
function ringOrders(files: readonly LogFile[]): LogFile[][] {
  const current = files.filter((file) => file.current)
  const ring = files
    .filter((file) => !file.current)
    .toSorted(
      (one, other) => difference(one.number, other.number) || compareNaturally(one.facts.path, other.facts.path),
    )
  // JDK 8 numbers the current file too: the one after it is the oldest.
  const after = ring.findIndex(({ number }) => (number ?? 0) > (current[0]?.number ?? Infinity))
  const starts = [...ring.keys()]
    .slice(0, ring.length > LARGEST_RING ? 1 : LARGEST_RING)
    .toSorted((one, other) => Number(other === after) - Number(one === after) || one - other)
  return (starts.length > 0 ? starts : [0]).map((start) => [...ring.slice(start), ...ring.slice(0, start), ...current])
}

function cheapest(candidates: readonly LogFile[][]): LogFile[] {
  const costs = candidates.map((files) => [costOf(files), disorderOf(files)] as const)
  let best = 0
  for (const [index, [cost, disorder]] of costs.entries()) {
    const [least, order] = costs[best] ?? [Infinity, Infinity]
    if (cost < least || (cost === least && disorder < order)) best = index
  }
  return candidates[best] ?? []
}

function costOf(files: readonly LogFile[]): number {
  return pairsOf(files).reduce((sum, [one, next]) => {
    if (!continues(one, next)) return sum + BREAK
    return sum + (one.log.ids && next.log.ids && next.log.ids.least > one.log.ids.most + 1 ? 1 : 0)
  }, 0)
}

/** How often a file was written before the one that it follows, as far as the file system or the archive tells. */
function disorderOf(files: readonly LogFile[]): number {
  return pairsOf(files).filter(([one, next]) => difference(next.facts.at, one.facts.at) < 0).length
}

export function pairsOf(files: readonly LogFile[]): [LogFile, LogFile][] {
  return files.slice(1).map((next, index) => [files[index] ?? next, next])
}

/** Whether the second file goes on where the first ends: no overlap, and for GC logs the same life of the VM. */
export function continues(one: LogFile, next: LogFile): boolean {
  if (!isGcLog(one)) return overlap(one, next) <= EARLY_LINES
  const [before, after] = [one.log, next.log]
  if (before.last.uptime !== null && after.first.uptime !== null) {
    if (after.first.uptime < before.last.uptime - EARLY_UPTIME) return false
    if (goOn(before.ids, after.ids)) return true
    const start = startOf(after)
    // Suspended hosts stop the uptime and not the clock: only a start after the last line is another VM's.
    if (start !== null && before.last.at !== null) return start < before.last.at
    return !after.startsVm
  }
  if (overlap(one, next) > EARLY || after.startsVm) return false
  if (before.ids === null || after.ids === null) return true
  // A cycle may go on in the next file, so that its numbers need not be above.
  return !(after.ids.first === 0 && before.ids.most > 0) && after.ids.most >= before.ids.least
}

/** Whether numbers go on where the others end; those of another VM begin with 0. */
function goOn(before: LogFile['log']['ids'], after: LogFile['log']['ids']): boolean {
  return before !== null && after !== null && after.least > before.least && after.least <= before.most + 1
}

function overlap({ log: { last } }: LogFile, { log: { first } }: LogFile): Milliseconds {
  return last.at === null || first.at === null ? 0 : last.at - first.at
}
