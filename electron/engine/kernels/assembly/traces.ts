/**
 * Lines of traces, by the rules of formats/lib/throwable.ts. A trace in which nothing stands that tells of memory, mappings or stacks is
 * no event: its lines need not be looked at once the whole of it was seen.
 */
import { byteAt, contains, DOT, isDigit, mayMentionFailure, SPACE, standsAt, Word } from './bytes'

const TAB: u32 = 0x09
const COLON: u32 = 0x3a
/** Longer names are left to the parser, which has limits for their parts. */
const LONGEST_NAME: usize = 200
const MOST_PACKAGES = 40

const CAUSED_BY = new Word('Caused by: ')
const EXCEPTION = new Word('Exception')
const ERROR = new Word('Error')
// hotspot-lines.ts, hotspotSign: what HotSpot says anywhere in a line.
const COMMIT = new Word('os::commit_memory(')
const GUARD_PAGES = new Word(' stack guard pages failed')
const FAILED_TO_START = new Word('Failed to start')
// hotspot-blocks.ts, openBlock
const INSUFFICIENT = new Word('insufficient memory')
const INCORRECT = new Word('INCORRECT SYSTEM CONFIGURATION')
const SYSTEM_LIMIT = new Word('system limit on number')

/** The first non-blank letter of an indented line; 0 when there is none. */
export function firstLetter(start: usize, end: usize): u32 {
  let at = start
  while (at < end && (byteAt(at) == TAB || byteAt(at) == SPACE)) at++
  return at < end ? byteAt(at) : 0
}

/** `org.apache.kafka.common.errors.OutOfOrderSequenceException: ...` at the left margin, silent. */
export function isSilentException(start: usize, end: usize): bool {
  let at = start
  let packages = 0
  const first = byteAt(start)
  if (first < 0x61 || first > 0x7a) return false
  while (at < end && isNameByte(byteAt(at))) {
    if (byteAt(at) == DOT) {
      if (at + 1 < end && byteAt(at + 1) == DOT) return false
      packages++
    }
    at++
  }
  const length = at - start
  if (packages == 0 || packages > MOST_PACKAGES || length > LONGEST_NAME || byteAt(at - 1) == DOT) return false
  if (at < end && byteAt(at) != COLON) return false
  const named = (length > 9 && standsAt(EXCEPTION, at - 9, at)) || (length > 5 && standsAt(ERROR, at - 5, at))
  return named && isSilent(start, end)
}

/** `Caused by: ...` and indented lines, which go on with a trace. */
export function goesOnSilently(start: usize, end: usize): bool {
  const first = byteAt(start)
  if (first == TAB || first == SPACE) {
    const letter = firstLetter(start, end)
    // Causes of suppressed exceptions are indented.
    return (letter != 0x43 && letter != 0x53) || isSilent(start, end)
  }
  return standsAt(CAUSED_BY, start, end) && isSilent(start, end)
}

function isSilent(start: usize, end: usize): bool {
  return (
    !mayMentionFailure(start, end) &&
    !contains(COMMIT, start, end) &&
    !contains(GUARD_PAGES, start, end) &&
    !contains(FAILED_TO_START, start, end) &&
    !contains(INSUFFICIENT, start, end) &&
    !contains(INCORRECT, start, end) &&
    !contains(SYSTEM_LIMIT, start, end)
  )
}

/** Of a class with its packages. */
function isNameByte(byte: u32): bool {
  const lower = byte | 0x20
  return (lower >= 0x61 && lower <= 0x7a) || isDigit(byte) || byte == DOT || byte == 0x5f || byte == 0x24
}
