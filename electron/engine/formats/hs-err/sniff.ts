import type { Confidence, Head } from '../format.ts'
import { HEADER_STARTS } from './sections-crash.ts'
import { partOf } from './sections.ts'
import { Wrapping } from './wrapping.ts'

/** Lines that the log has and the notice on standard output has not (print_oom_reasons); the notice quotes the header of the same crash. */
const ONLY_IN_FILE = /^(?:# *| *)(?:Possible reasons:|This output file may be truncated or incomplete\.)/
const NOTICE = /^(?:# *| *)An error report file with more information is saved as:/
const VERSION = /^(?:# *| *)(?:JRE version|Java VM): /
const FATAL = /^(?:# *| *)[A-Z].{2,300}, pid=\d+, tid=/
const OLD_HEADER = HEADER_STARTS[3]
/** Headers of logs that were copied from a web page: Markdown takes the hash for a heading's. Nothing else stands in such a line. */
const BARE_STARTS = HEADER_STARTS.filter((start) => start.startsWith('# ')).map((start) => start.slice(2))

// What may follow the beginning of a header within its sentence.
const REST = /^(?:[\w() -]{0,60}:|\.)?/

/** The header in a line, and what a log shipper put around it (null when nothing); null when the line has no header. */
export interface FoundHeader {
  text: string
  wrapping: Wrapping | null
  /** The line has lost its hash, and so may have the others of the header. `text` has it. */
  bare: boolean
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
    return { text: text.slice(at, at + start.length + length), wrapping, bare: false }
  }
  const words = text.trim()
  const bare = BARE_STARTS.find((start) => words.startsWith(start))
  if (bare === undefined || (REST.exec(words.slice(bare.length))?.[0] ?? '') !== words.slice(bare.length)) return null
  return { text: `# ${words}`, wrapping: null, bare: true }
}

export function sniffHsErr(head: Head): Confidence {
  const headers = head.lines.map(findHeader)
  const hashed = headers.findIndex((header) => header?.bare === false)
  const first = hashed < 0 ? headers.findIndex((header) => header !== null) : hashed
  if (first < 0) return sniffCut(head)
  const wrapping = headers[first]?.wrapping ?? null
  const unwrapped = head.lines.slice(first).map((line) => (wrapping ? wrapping.unwrap(line) : line))
  // The journal of a host: lines of other programs stand between.
  if (unwrapped.filter((line) => line === null).length * 5 > unwrapped.length) return 'no'
  const lines = unwrapped.map((line) => line ?? '')
  // Without its hash the sentence may be anybody's.
  if (hashed < 0 && !lines.some((line) => VERSION.test(line) || FATAL.test(line))) return sniffCut(head)
  if (lines.some((line) => isKnownBanner(line) || ONLY_IN_FILE.test(line))) return 'certain'
  if (head.lines[first]?.includes(OLD_HEADER)) return lines.includes('Dynamic libraries:') ? 'certain' : 'maybe'
  if (lines.some((line) => NOTICE.test(line))) return 'no'
  if (lines.some((line) => VERSION.test(line))) return hashed < 0 ? 'yes' : 'certain'
  return lines.some((line) => FATAL.test(line)) ? 'yes' : 'maybe'
}

/** A log whose beginning was cut off still has its banners. */
function sniffCut(head: Head): Confidence {
  return head.lines.some((line) => isKnownBanner(line)) ? 'yes' : 'no'
}

function isKnownBanner(line: string): boolean {
  return partOf(line.trimEnd()) !== null
}
