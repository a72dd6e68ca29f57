import type { Confidence, Head } from '../format.ts'
import { HEADER_STARTS } from './sections-crash.ts'
import { partOf } from './sections.ts'

/** Lines that the log has and the notice on standard output has not; the notice quotes the header of the same crash. */
const ONLY_IN_FILE = '# This output file may be truncated or incomplete.'
const NOTICE = '# An error report file with more information is saved as:'
const VERSION = /# (?:JRE version|Java VM): /
const FATAL = /#  .{3,300}, pid=\d+, tid=/

/** What stands before the header in its line and where the header begins; null when the line has none. */
export function findHeader(text: string): { prefix: string } | null {
  for (const start of HEADER_STARTS) {
    const at = text.indexOf(start)
    if (at >= 0) return { prefix: text.slice(0, at) }
  }
  return null
}

export function sniffHsErr(head: Head): Confidence {
  const first = head.lines.findIndex((line) => findHeader(line) !== null)
  // A log whose beginning was cut off still has its banners.
  if (first < 0) return head.lines.some((line) => isKnownBanner(line)) ? 'yes' : 'no'
  const { prefix } = findHeader(head.lines[first] ?? '') ?? { prefix: '' }
  const lines = head.lines.slice(first).map((line) => line.slice(prefix.length))
  if (lines.some((line) => isKnownBanner(line) || line.startsWith(ONLY_IN_FILE))) return 'certain'
  if (head.lines[first]?.includes(HEADER_STARTS[3])) return lines.includes('Dynamic libraries:') ? 'certain' : 'maybe'
  if (lines.some((line) => line.startsWith(NOTICE))) return 'no'
  if (lines.some((line) => VERSION.test(line))) return 'certain'
  return lines.some((line) => FATAL.test(line)) ? 'yes' : 'maybe'
}

function isKnownBanner(line: string): boolean {
  return partOf(line.trimEnd()) !== null
}
