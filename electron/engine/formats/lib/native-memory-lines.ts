/** Lines of HotSpot's native memory tracking, wherever they stand (MemSummaryReporter, MemDetailReporter). */
import type { RangeRole } from '../../../../shared/model/records.ts'
import type { Bytes } from '../../../../shared/model/units.ts'
import { parseSize } from './sizes.ts'

export interface NativeTotals {
  /** Empty for the total. */
  category: string
  reserved: Bytes
  committed: Bytes
  /** Rounded so much (`scale=GB`) that the numbers say little: 0GB may be 500 MB. */
  rounded: boolean
}

export interface NativeRange {
  role: RangeRole | null
  name: string
  start: number
  end: number
}

/** Below it the half of a gigabyte that rounding takes or gives is more than five of a hundred. */
const FEW_GB = 10
const HEADING = /^Native Memory Tracking:\s*$/
const OFF = /^Native memory tracking is not enabled\s*$/
const SIZES = String.raw`reserved=(\d{1,18}(?:[KMGT]?B|bytes)?)(?: [+-]\d{1,18}(?:[KMGT]?B)?)?, committed=(\d{1,18}(?:[KMGT]?B|bytes)?)`
// Total: reserved=34984217KB, committed=443317KB         Total: reserved=11638MB +64MB, committed=787MB +64MB         (diff)
const TOTAL = new RegExp(String.raw`^Total: {1,4}${SIZES}`)
// -                 Java Heap (reserved=33554432KB, committed=407552KB)
const CATEGORY = new RegExp(String.raw`^-\s{1,40}(\S[A-Za-z ]{0,60}?) \(${SIZES}`)
//                             (threads #41)      (thread #21)      (threads #41 +2)
const THREADS = /^\s{1,40}\(threads? #(\d{1,9})/
// [0x00007f05e5220000 - 0x00007f05e5320000] reserved 1024KB for Thread Stack from
// [0x00007f05e6ec1000 - 0x00007f05e6ec2000] reserved and committed 4KB for Internal from
const RANGE =
  /^\[(0x[0-9a-f]{1,16}) - (0x[0-9a-f]{1,16})\] reserved(?: and committed)? \d{1,18}[KMGT]?B? for ([A-Z][A-Za-z ]{1,60}?)(?: from)?\s*$/

const ROLES = new Map<string, RangeRole>([
  ['Java Heap', 'java-heap'],
  ['Code', 'code-cache'],
  ['Class', 'class-space'],
  ['Metaspace', 'metaspace'],
  ['Shared class space', 'cds-archive'],
  ['GC', 'gc-structure'],
  ['Thread Stack', 'thread-stack'],
])

export function isNativeMemoryHeading(text: string): boolean {
  return HEADING.test(text)
}

/** What jcmd says when the JVM runs without -XX:NativeMemoryTracking. */
export function isNativeMemoryOff(text: string): boolean {
  return OFF.test(text)
}

/** The total, or the sum of a category; null for other lines. */
export function readNativeTotals(text: string): NativeTotals | null {
  const total = TOTAL.exec(text)
  if (total) return totals('', total[1], total[2])
  const category = CATEGORY.exec(text)
  return category ? totals((category[1] ?? '').trim(), category[2], category[3]) : null
}

function totals(category: string, reserved: string | undefined, committed: string | undefined): NativeTotals {
  const size = (text = ''): Bytes => parseSize(text.replace('bytes', '')) ?? 0
  const rounded = [reserved, committed].some((text = '') => text.endsWith('GB') && parseInt(text, 10) < FEW_GB)
  return { category, reserved: size(reserved), committed: size(committed), rounded }
}

/** How many threads are counted, from the line below the category Thread. */
export function readNativeThreads(text: string): number | null {
  const match = THREADS.exec(text)
  return match ? Number(match[1]) : null
}

/** A reserved range of the detail report, with the role it has when its category tells. */
export function readNativeRange(text: string): NativeRange | null {
  const match = RANGE.exec(text)
  if (!match) return null
  const name = match[3] ?? ''
  return { role: ROLES.get(name) ?? null, name, start: Number(match[1]), end: Number(match[2]) }
}
