/**
 * Which lines of an application's log need not be looked at one by one. Told are only lines of Kafka's shape, which are certain:
 *
 *   [2026-11-22 08:46:17,797] INFO [Log partition=orders-24, dir=/data1] Rolled new log segment at offset 79193151352 in 7 ms. (kafka.log.Log)
 *
 * Everything else is given to the parser. The rules are those of formats/lib (log-header.ts, info-lines.ts, kafka-segments.ts,
 * leadership-lines.ts, gc-call.ts), which are the reference: a test reads logs with and without this and compares all records.
 */
import {
  anyStandsAt,
  byteAt,
  CLOSE,
  hasFailureSign,
  hasGcCall,
  indexOf,
  isDigit,
  OPEN,
  skipBlanks,
  SPACE,
  standsAt,
} from './bytes'
import { deletedFile, deletedSegments, Keys } from './segments'

// formats/lib/log-kernel.ts has the same numbers.
const NOTHING: u8 = 0
const GIVEN: u8 = 1
const ROLLED: u8 = 2
const DELETED: u8 = 3
const SPEAKS: u8 = 4
const FRAME: u8 = 5
const WARNING: u8 = 6
const ERROR: u8 = 7

const TAB: u32 = 0x09
const CARRIAGE_RETURN: u32 = 0x0d
/** `[2026-11-22 08:46:17,797] `, and where the level stands. */
const LEVEL_AT: usize = 26
/** info-lines.ts, LONGEST_PREFIX; console-log.ts, LINE_BYTES. */
const LONGEST_PREFIX: usize = 600
const LINE_BYTES: usize = 8192
/** kafka-segments.ts, NAME_DIGITS. */
const MOST_DIGITS: usize = 20

const keys = new Keys()

/**
 * Lines begin at `from` and end at the `count` positions in `ends` (counted from `base`). Writes a kind for each to `kinds`, and for
 * deletions how many keys of segments to `counts`, the keys one after another to `keyTable`, which has room for `keyRoom`.
 * @param words words that begin messages worth reading   @param speakers words that begin messages about leadership
 */
export function logLines(
  base: usize,
  from: usize,
  ends: usize,
  count: u32,
  longest: u32,
  kinds: usize,
  counts: usize,
  keyTable: usize,
  keyRoom: u32,
  words: usize,
  speakers: usize,
): void {
  keys.begin(keyTable, keyRoom)
  let start = from
  for (let line: usize = 0; line < <usize>count; line++) {
    const newline = base + <usize>load<u32>(ends + (line << 2))
    const end = newline > start && byteAt(newline - 1) == CARRIAGE_RETURN ? newline - 1 : newline
    keys.count = 0
    const kind = newline - start > <usize>longest ? GIVEN : kindOf(start, end, words, speakers)
    store<u8>(kinds + line, kind)
    if (kind != DELETED) store<u8>(counts + line, 0)
    else {
      store<u8>(counts + line, <u8>keys.count)
      keys.keep()
    }
    start = newline + 1
  }
}

function kindOf(start: usize, end: usize, words: usize, speakers: usize): u8 {
  if (end == start) return GIVEN
  const first = byteAt(start)
  if (first == TAB || first == SPACE) return isFrame(start, end) ? FRAME : GIVEN
  if (first != OPEN || !hasPlainTime(start, end)) return GIVEN
  const level = load<u32>(start + LEVEL_AT)
  // INFO, DEBU, TRAC
  if (level == 0x4f464e49 && byteAt(start + LEVEL_AT + 4) == SPACE) {
    return infoKind(skipBlanks(start + LEVEL_AT + 4, end), end, words, speakers)
  }
  // WARN, ERRO
  if (level == 0x4e524157 && byteAt(start + LEVEL_AT + 4) == SPACE) {
    return hasFailureSign(start + LEVEL_AT + 4, end) ? GIVEN : WARNING
  }
  if (level == 0x4f525245 && byteAt(start + LEVEL_AT + 4) == 0x52 && byteAt(start + LEVEL_AT + 5) == SPACE) {
    return hasFailureSign(start + LEVEL_AT + 5, end) ? GIVEN : ERROR
  }
  const debug = level == 0x55424544 && byteAt(start + LEVEL_AT + 4) == 0x47
  const trace = level == 0x43415254 && byteAt(start + LEVEL_AT + 4) == 0x45
  if ((!debug && !trace) || byteAt(start + LEVEL_AT + 5) != SPACE) return GIVEN
  const rest = skipBlanks(start + LEVEL_AT + 5, end)
  return hasGcCall(rest, min(end, rest + LINE_BYTES)) ? GIVEN : NOTHING
}

/** `\tat ...`: a frame, of which only the first ones are read. */
function isFrame(start: usize, end: usize): bool {
  let at = start
  while (at < end && (byteAt(at) == TAB || byteAt(at) == SPACE)) at++
  return at < end && byteAt(at) == 0x61
}

/** log-header.ts, isPlainTime, and the blank behind; there is room for a level. */
function hasPlainTime(start: usize, end: usize): bool {
  return (
    start + LEVEL_AT + 6 < end &&
    byteAt(start + 24) == CLOSE &&
    byteAt(start + 25) == SPACE &&
    byteAt(start + 5) == 0x2d &&
    byteAt(start + 8) == 0x2d &&
    byteAt(start + 14) == 0x3a &&
    byteAt(start + 17) == 0x3a &&
    byteAt(start + 20) == 0x2c &&
    isDigit(byteAt(start + 1)) &&
    isDigit(byteAt(start + 19)) &&
    isDigit(byteAt(start + 23))
  )
}

function infoKind(rest: usize, end: usize, words: usize, speakers: usize): u8 {
  const at = messageAt(rest, min(end, rest + LONGEST_PREFIX))
  const first = at < end ? byteAt(at) : 0
  if (first == 0x52 && standsAt('Rolled new log segment ', at, end)) {
    return isRolledAt(at + 23, end) ? ROLLED : GIVEN
  }
  if (first == 0x44) {
    // A line about something else is read on below.
    const deleted = standsAt('Deleted ', at, end)
      ? deletedFile(keys, at + 8, end)
      : standsAt('Deleting segment', at, end)
        ? standsAt('Deleting segment files ', at, end)
          ? deletedSegments(keys, rest, at, end)
          : -1
        : 0
    if (deleted != 0) return deleted > 0 ? DELETED : GIVEN
  } else if (first == 0x53 && standsAt('Scheduling log segment ', at, end)) return GIVEN
  else if (first == 0x46 && standsAt('Found deletable segments', at, end)) return GIVEN
  if (anyStandsAt(words, at, end)) return GIVEN
  if (hasGcCall(rest, min(end, rest + LINE_BYTES))) return GIVEN
  if (at > rest && (standsAt('[Partition ', rest, end) || standsAt('[Controller id=', rest, end))) return GIVEN
  return anyStandsAt(speakers, at, end) ? SPEAKS : NOTHING
}

/** info-lines.ts, messageAt: past at most three prefixes in brackets. */
function messageAt(from: usize, limit: usize): usize {
  let at = from
  for (let groups = 0; groups < 3 && byteAt(at) == OPEN; groups++) {
    const close = indexOf(CLOSE, at, limit)
    if (close >= limit) return at
    at = close + 1
    const separator = byteAt(at)
    if (separator == 0x3a || separator == 0x2c) at++
    while (at < limit && byteAt(at) == SPACE) at++
  }
  return at
}

function isRolledAt(at: usize, end: usize): bool {
  if (!standsAt('at offset ', at, end)) return false
  const first = at + 10
  let digit = first
  while (digit < end && isDigit(byteAt(digit))) digit++
  return digit > first && digit - first <= MOST_DIGITS
}
