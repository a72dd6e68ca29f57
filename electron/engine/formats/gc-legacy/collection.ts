/** One collection of a PrintGC log, from the text directly within its brackets. */
import type { GcRecord } from '../../../../shared/model/records.ts'
import type { EpochMs, Seconds } from '../../../../shared/model/units.ts'
import type { Collection } from '../lib/gc-records.ts'
import { causeOf, heapChange, readGroups, secondsToMs, type HeapChange } from '../lib/gc-text.ts'
import { readTimestamp } from '../lib/time.ts'
import type { Element } from './brackets.ts'

export interface Stamp {
  at: EpochMs | null
  uptime: Seconds | null
  /** `#12:` of -XX:+PrintGCID. */
  gcId: number | null
}

// 2022-03-08T03:02:22.012+0800: 4210474.440: #12: [
const STAMP = /(?:(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.,]\d{3}[+-]\d{4}): ?)?(?:(\d{1,12}[.,]\d{3}): ?)?(?:#(\d{1,9}): ?)?$/

/** Time and number that stand before a bracket. */
export function stampOf(prefix: string): Stamp {
  const match = STAMP.exec(prefix)
  return {
    ...timesOf(match),
    gcId: match?.[3] === undefined ? null : Number(match[3]),
  }
}

// 2020-01-10T13:09:29.364+0000: 0.193: Total time for which application threads were stopped: 0.0001266 seconds
const LEAD = /^(?:(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.,]\d{3}[+-]\d{4}): ?){0,2}(?:(\d{1,12}[.,]\d{3}): ?)?/

/** The time that a line begins with. */
export function leadOf(text: string): Pick<Stamp, 'at' | 'uptime'> {
  return timesOf(LEAD.exec(text))
}

function timesOf(match: RegExpExecArray | null): Pick<Stamp, 'at' | 'uptime'> {
  return {
    at: match?.[1] === undefined ? null : (readTimestamp(match[1])?.at ?? null),
    uptime: match?.[2] === undefined ? null : Number(match[2].replace(',', '.')),
  }
}

// 7168.0K      0,0B of a VM whose language writes a comma
const SIZE = String.raw`(\d{1,12}(?:[.,]\d{1,3})?[BKMGT])`
// ... 438973K     and     182948K(932352K), ...         the two sides of an arrow
const BEFORE = new RegExp(String.raw`${SIZE}(?:\(${SIZE}\))?$`)
const AFTER = new RegExp(String.raw`^${SIZE}(?:\(${SIZE}\))?`)
// 8758K(16320K), 0.0004943       initial mark and remark of CMS: what is used, and the capacity
const OCCUPANCY = new RegExp(String.raw`\s${SIZE}\(${SIZE}\), (\d{1,7}[.,]\d{3,9})$`)
const SECONDS = /(\d{1,7}[.,]\d{3,9})$/
/** Longer than two sizes with parentheses, or a duration. */
const REACH = 60
const MOST_ARROWS = 8
// GC pause (young)2012-02-24T03:49:09.378-0800: 312.680:  (initial-mark)        a concurrent thread printed its time in between
const TIMES = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.,]\d{3}[+-]\d{4}: ?|\d{1,12}[.,]\d{3}: ?/g
const HEAD = 300
// GC pause (G1 Evacuation Pause) (young) (initial-mark)    Full GC (System.gc())    GC--    GC remark    GC cleanup 24M->20M(40M)
const NAME = /^(Full GC|GC(?:--| pause| remark| cleanup)?)/

export interface Collected extends Omit<GcRecord, 'kind' | 'span' | 'lacks'> {
  /** Whether a duration was found: without one the text was cut or is not a collection. */
  understood: boolean
}

export function readCollection(element: Element): Collected {
  const { text, parts } = element
  const name = NAME.exec(text)?.[1] ?? ''
  const { groups } = readGroups(name === 'GC pause' ? text.slice(0, HEAD).replaceAll(TIMES, '') : text, name.length)
  const total = totalOf(text)
  const heap = heapOf(text, total)
  const seconds = secondsOf(total)
  // The collection within is a record of its own; what is printed for the outer one is the whole stop.
  const inner = element.inner === null ? undefined : secondsOf(totalOf(element.inner.text))
  return {
    ...stampOf(element.prefix),
    collection: collectionOf(name, groups, parts, heap.before === null && heap.after !== null),
    cause: causeOf(groups),
    heapBefore: heap.before,
    heapAfter: heap.after,
    heapCommitted: heap.committed,
    pauseMs: seconds === undefined ? null : secondsToMs(seconds - (inner ?? 0)),
    concurrent: false,
    quote: element.quote,
    understood: seconds !== undefined,
  }
}

/** What stands before the last duration's unit, that of the whole collection. */
function totalOf(text: string): string {
  return text.slice(0, Math.max(0, text.lastIndexOf(' secs')))
}

function secondsOf(total: string): number | undefined {
  const seconds = SECONDS.exec(total.slice(-REACH))?.[1]
  return seconds === undefined ? undefined : Number(seconds.replace(',', '.'))
}

// Parts of a collection; ASCMS is CMS with -XX:+UseAdaptiveSizePolicy
const INITIAL_MARK = /^1 (?:AS)?CMS-initial-mark/
const REMARK = /^(?:1 (?:AS)?CMS-remark|YG occupancy)/
const YOUNG = /^(?:(?:AS)?ParNew|DefNew)/
const OLD = /^(?:(?:AS)?CMS(?!-| Perm)|Tenured|ParOldGen|PSOldGen)/

/** @param marks Whether only what is used is printed, without an arrow: nothing was collected. */
function collectionOf(name: string, groups: readonly string[], parts: readonly string[], marks: boolean): Collection {
  // JDK 5 calls what -XX:+CMSScavengeBeforeRemark asks for a full one: [Full GC 0.871: [ParNew: 16241K->0K(16320K), ...
  if (name === 'Full GC')
    return parts.some((part) => YOUNG.test(part)) && !parts.some((part) => OLD.test(part)) ? 'young' : 'full'
  if (name === 'GC remark') return 'remark'
  if (name === 'GC cleanup') return 'cleanup'
  if (groups.includes('initial-mark')) return 'initial-mark'
  if (groups.includes('mixed') || groups.includes('partial')) return 'mixed'
  if (parts.some((part) => INITIAL_MARK.test(part))) return 'initial-mark'
  if (parts.some((part) => REMARK.test(part))) return 'remark'
  // Without details CMS prints neither (ConcurrentMarkSweepGeneration::printOccupancy); causes do since 7u40.
  if (marks)
    return groups.includes('CMS Initial Mark')
      ? 'initial-mark'
      : groups.includes('CMS Final Remark')
        ? 'remark'
        : 'other'
  // A young collection that went on to collect the old generation is printed as one.
  return parts.some((part) => OLD.test(part)) ? 'full' : 'young'
}

/** The heap as a whole: changes of generations stand in brackets of their own. `total` ends with the last duration. */
function heapOf(text: string, total: string): HeapChange {
  // Statistics may print arrows of their own behind it: CMS: Large Block: 0x00002b79ea830000; Proximity: 0x0 -> 0x00002b79ea82fac8
  for (let arrow = text.lastIndexOf('->'), left = MOST_ARROWS; arrow >= 0 && left > 0; left--) {
    const before = BEFORE.exec(text.slice(Math.max(0, arrow - REACH), arrow))
    const after = AFTER.exec(text.slice(arrow + 2, arrow + 2 + REACH))
    if (before && after) return heapChange(before[1], after[1], after[2])
    arrow = arrow === 0 ? -1 : text.lastIndexOf('->', arrow - 1)
  }
  const occupancy = OCCUPANCY.exec(total.slice(-REACH))
  return heapChange(undefined, occupancy?.[1], occupancy?.[2])
}

// Eden: 7168.0K(7168.0K)->0.0B(4096.0K) Survivors: 0.0B->1024.0K Heap: 7168.0K(32768.0K)->6664.5K(32768.0K)
const HEAP = new RegExp(String.raw`\bHeap: ${SIZE}(?:\(${SIZE}\))?->${SIZE}\(${SIZE}\)`)

//  29M->2589K(59M)      up to 7u2
const TRANSITION = new RegExp(String.raw`^ {1,3}${SIZE}(?:\(${SIZE}\))?->${SIZE}\(${SIZE}\)$`)

/** The line of -XX:+PrintGCDetails that follows a collection of G1; null when it has no heap. */
export function readHeapLine(text: string): HeapChange | null {
  const match = HEAP.exec(text) ?? TRANSITION.exec(text)
  return match ? heapChange(match[1], match[3], match[4]) : null
}
