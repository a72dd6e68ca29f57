/** How much of an artifact's beginning looks like an application's log, and how much like HotSpot's console. */
import type { Head } from '../format.ts'
import { lineBoundsOf } from './head-lines.ts'
import { isHotspotLine, isUnifiedNoise } from './hotspot-lines.ts'
import { LogHeader } from './log-header.ts'
import { beginsThrowable, continuesThrowable, isFrame } from './throwable.ts'

export interface LogHead {
  /** Log lines with a time, and those with a level only. */
  timed: number
  timeless: number
  hotspot: number
  /** Lines of unified logging below warnings: a GC log has little else. */
  unified: number
  throwables: number
  /** Lines at the left margin that are none of these. */
  others: number
}

const SAMPLE_LINES = 1000
const SAMPLE_BYTES = 1000
const decoder = new TextDecoder()

export function logHead(head: Head): LogHead {
  const counts: LogHead = { timed: 0, timeless: 0, hotspot: 0, unified: 0, throwables: 0, others: 0 }
  const header = new LogHeader()
  for (const { start, end } of lineBoundsOf(head).slice(0, SAMPLE_LINES)) {
    const first = head.bytes[start]
    if (end === start || first === 0x09 || first === 0x20) continue
    if (header.read(head.bytes, start, end)) {
      counts[header.timeAt >= 0 ? 'timed' : 'timeless']++
      continue
    }
    const text = decoder.decode(head.bytes.subarray(start, Math.min(end, start + SAMPLE_BYTES)))
    if (isUnifiedNoise(text)) counts.unified++
    else if (isHotspotLine(text)) counts.hotspot++
    else if (beginsThrowable(text) || continuesThrowable(text)) counts.throwables++
    else if (!text.startsWith('#') && !isFrame(text)) counts.others++
  }
  return counts
}
