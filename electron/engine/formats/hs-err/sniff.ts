import type { Confidence, Head } from '../format.ts'
import { HEADER_STARTS } from './sections-crash.ts'
import { partOf } from './sections.ts'
import { Wrapping } from './wrapping.ts'

/** Lines that the log has and the notice on standard output has not; the notice quotes the header of the same crash. */
const ONLY_IN_FILE = '# This output file may be truncated or incomplete.'
const NOTICE = '# An error report file with more information is saved as:'
const VERSION = /# (?:JRE version|Java VM): /
const OLD_HEADER = HEADER_STARTS[3]
const FATAL = /#  .{3,300}, pid=\d+, tid=/

// What may follow the beginning of a header within its sentence.
const REST = /^(?:[\w() -]{0,60}:|\.)?/

/** The header in a line, and what a log shipper put around it (null when nothing); null when the line has no header. */
export interface FoundHeader {
  text: string
  wrapping: Wrapping | null
}

export function findHeader(text: string): FoundHeader | null {
  for (const start of HEADER_STARTS) {
    const at = text.indexOf(start)
    if (at < 0) continue
    const before = text.slice(0, at)
    const behind = text.slice(at + start.length)
    // JDK 1.4.2 prints signal and address in the same line.
    const length = start === OLD_HEADER ? behind.length : (REST.exec(behind)?.[0].length ?? 0)
    const wrapping = Wrapping.of(before, behind.slice(length))
    return { text: text.slice(at, at + start.length + length), wrapping }
  }
  return null
}

export function sniffHsErr(head: Head): Confidence {
  const first = head.lines.findIndex((line) => findHeader(line) !== null)
  // A log whose beginning was cut off still has its banners.
  if (first < 0) return head.lines.some((line) => isKnownBanner(line)) ? 'yes' : 'no'
  const wrapping = findHeader(head.lines[first] ?? '')?.wrapping ?? null
  const unwrapped = head.lines.slice(first).map((line) => (wrapping ? wrapping.unwrap(line) : line))
  // The journal of a host: lines of other programs stand between.
  if (unwrapped.filter((line) => line === null).length * 5 > unwrapped.length) return 'no'
  const lines = unwrapped.map((line) => line ?? '')
  if (lines.some((line) => isKnownBanner(line) || line.startsWith(ONLY_IN_FILE))) return 'certain'
  if (head.lines[first]?.includes(OLD_HEADER)) return lines.includes('Dynamic libraries:') ? 'certain' : 'maybe'
  if (lines.some((line) => line.startsWith(NOTICE))) return 'no'
  if (lines.some((line) => VERSION.test(line))) return 'certain'
  return lines.some((line) => FATAL.test(line)) ? 'yes' : 'maybe'
}

function isKnownBanner(line: string): boolean {
  return partOf(line.trimEnd()) !== null
}
