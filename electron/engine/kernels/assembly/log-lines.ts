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
  beginGcCalls,
  byteAt,
  CLOSE,
  contains,
  digitsFrom,
  endOfLine,
  farIndexOf,
  hasGcCall,
  indexOf,
  isDigit,
  mayMentionFailure,
  NEWLINE,
  OPEN,
  skipBlanks,
  SPACE,
  standsAt,
  Word,
} from './bytes'
import { logState } from './log-state'
import { deletedFile, deletedSegments, keys } from './segments'
import { GIVEN, NOTHING, tables } from './tables'
import { firstLetter, goesOnSilently, isSilentException } from './traces'

// formats/lib/log-kernel.ts has the same numbers.
const ROLLED: u8 = 2
const DELETED: u8 = 3
const SPEAKS: u8 = 4
const FRAME: u8 = 5
const WARNING: u8 = 6
const ERROR: u8 = 7
/** First and last line of a trace that tells nothing. */
const TRACE: u8 = 8
const TRACE_END: u8 = 9
/** A segment that is only counted; the sums so far are told with it. */
const POINT: u8 = 10
/** The last of frames in a row, of which FRAME is the first. */
const FRAME_END: u8 = 11
const NO_LINE: u32 = u32.MAX_VALUE

const TAB: u32 = 0x09
const DASH: u32 = 0x2d
const PIPE: u32 = 0x7c
/** `[2026-11-22 08:46:17,797] `, and where the level stands. */
const LEVEL_AT: usize = 26
/** info-lines.ts, LONGEST_PREFIX; console-log.ts, LINE_BYTES. */
const LONGEST_PREFIX: usize = 600
const LINE_BYTES: usize = 8192
/** kafka-segments.ts, NAME_DIGITS. */
const MOST_DIGITS: usize = 20

const ROLLED_SEGMENT = new Word('Rolled new log segment ')
const AT_OFFSET = new Word('at offset ')
const DELETED_FILE = new Word('Deleted ')
/** In every line that kafka-segments.ts reads, but those of deleted files. */
const SEGMENT = new Word('segment')
const DELETING = new Word('Deleting segment')
const DELETING_FILES = new Word('Deleting segment files ')
const SCHEDULING = new Word('Scheduling log segment ')
const FOUND = new Word('Found deletable segments')
const PARTITION_SPEAKS = new Word('[Partition ')
const CONTROLLER_SPEAKS = new Word('[Controller id=')

/**
 * Lines of `[from, to)`, the last byte of which ends one, at most `most` of them. What they are goes to `tables`; the keys of deleted
 * segments one after another to `keyTable`, which has room for `keyRoom`.
 * @param words words that begin messages worth reading   @param speakers words that begin messages about leadership
 * @param state what is kept from call to call (log-state.ts)
 * @returns how many lines
 */
export function logLines(
  base: usize,
  from: usize,
  to: usize,
  most: u32,
  longest: u32,
  keyTable: usize,
  keyRoom: u32,
  words: usize,
  speakers: usize,
  state: usize,
): u32 {
  keys.begin(keyTable, keyRoom)
  logState.begin(state)
  beginGcCalls(from, to)
  const segments = logState.isCounted(ROLLED) || logState.isCounted(DELETED)
  let start = from
  let line: u32 = 0
  /** First line of the trace that is being read, and the entries before it. */
  let trace = NO_LINE
  let entries: u32 = 0
  /** Whether nothing stands above that the parser holds: the last line was a log line that it does not read; and above the trace. */
  let plain = false
  let plainTrace = false
  for (; line < most && start < to; line++) {
    const newline = farIndexOf(NEWLINE, start, to)
    tables.end(line, <u32>(newline - base))
    keys.count = 0
    const end = endOfLine(start, newline)
    let kind = newline - start > <usize>longest ? GIVEN : kindOf(start, end, words, speakers)
    let last = false
    if (logState.isCounted(kind)) kind = counted(kind, line)
    // The parser counts on from here: what stands below is told once it has.
    else if (segments) last = kind == ROLLED || kind == DELETED || (kind == GIVEN && maySpeakOfSegments(start, end))
    if (kind == GIVEN || kind == FRAME) {
      if (trace != NO_LINE && (end == start || newline - start > <usize>longest || !goesOnSilently(start, end)))
        trace = NO_LINE
      if (
        trace == NO_LINE &&
        kind == GIVEN &&
        end > start &&
        newline - start <= <usize>longest &&
        isSilentException(start, end)
      ) {
        trace = line
        entries = tables.entries
        plainTrace = plain
      }
      plain = false
    } else {
      if (trace != NO_LINE) {
        // A log line ends the trace, and nothing in it told anything.
        tables.backTo(entries)
        if (!plainTrace || !logState.isCounted(TRACE)) {
          tables.add(trace, TRACE, 0)
          tables.add(line - 1, TRACE_END, 0)
        }
        trace = NO_LINE
      }
      plain = kind == NOTHING || kind == POINT
    }
    if (kind == NOTHING) tables.head = line
    else if (kind == DELETED || kind == POINT) {
      tables.add(line, kind, keys.count)
      keys.keep()
    } else if (kind == FRAME && tables.lastIs(FRAME_END, line - 1)) tables.moveLast(line)
    else if (kind == FRAME && tables.lastIs(FRAME, line - 1)) tables.add(line, FRAME_END, 0)
    else tables.add(line, kind, 0)
    start = newline + 1
    if (last) return line + 1
  }
  return line
}

/** What is left to tell of a line that is only counted. */
function counted(kind: u8, line: u32): u8 {
  let change: i32 = 1
  if (kind == DELETED) {
    change = -keys.takeNew()
    if (change == 0) return NOTHING
  }
  logState.count(kind, abs(change))
  if (kind != ROLLED && kind != DELETED) return NOTHING
  const told = logState.change(change, line, POINT)
  if (told == POINT) keys.addSums(logState.sum, logState.total)
  return told
}

function maySpeakOfSegments(start: usize, end: usize): bool {
  return contains(SEGMENT, start, end) || contains(DELETED_FILE, start, end)
}

function kindOf(start: usize, end: usize, words: usize, speakers: usize): u8 {
  if (end == start) return GIVEN
  const first = byteAt(start)
  if (first == TAB || first == SPACE) return firstLetter(start, end) == 0x61 ? FRAME : GIVEN
  if (first != OPEN || !hasPlainTime(start, end)) return GIVEN
  const level = load<u32>(start + LEVEL_AT)
  // Layouts with columns go on with a separator: those are not Kafka's.
  const behind = skipBlanks(start + LEVEL_AT + 5, end)
  if (behind < end && (byteAt(behind) == TAB || byteAt(behind) == DASH || byteAt(behind) == PIPE)) return GIVEN
  // INFO, DEBU, TRAC
  if (level == 0x4f464e49 && byteAt(start + LEVEL_AT + 4) == SPACE) {
    return infoKind(skipBlanks(start + LEVEL_AT + 4, end), end, words, speakers)
  }
  // WARN, ERRO
  if (level == 0x4e524157 && byteAt(start + LEVEL_AT + 4) == SPACE) {
    return mayMentionFailure(start + LEVEL_AT + 4, end) ? GIVEN : WARNING
  }
  if (level == 0x4f525245 && byteAt(start + LEVEL_AT + 4) == 0x52 && byteAt(start + LEVEL_AT + 5) == SPACE) {
    return mayMentionFailure(start + LEVEL_AT + 5, end) ? GIVEN : ERROR
  }
  const debug = level == 0x55424544 && byteAt(start + LEVEL_AT + 4) == 0x47
  const trace = level == 0x43415254 && byteAt(start + LEVEL_AT + 4) == 0x45
  if ((!debug && !trace) || byteAt(start + LEVEL_AT + 5) != SPACE) return GIVEN
  const rest = skipBlanks(start + LEVEL_AT + 5, end)
  return hasGcCall(rest, min(end, rest + LINE_BYTES)) ? GIVEN : NOTHING
}

/** log-header.ts, isPlainTime, and the blank behind; there is room for a level. */
function hasPlainTime(start: usize, end: usize): bool {
  if (start + LEVEL_AT + 6 >= end) return false
  // `..YYYY-MM-DD hh:mm:ss,mmm] `: punctuation and three of the digits, eight bytes at a time.
  const date = load<u64>(start + 1)
  const clock = load<u64>(start + 9)
  const rest = load<u64>(start + 17)
  if ((date & 0xff0000ff00000000) != 0x2d00002d00000000) return false
  if ((clock & 0x0000ff0000000000) != 0x00003a0000000000) return false
  if ((rest & 0xff000000ff0000ff) != 0x5d0000002c00003a) return false
  return (
    byteAt(start + 25) == SPACE &&
    isDigit(byteAt(start + 1)) &&
    isDigit(byteAt(start + 19)) &&
    isDigit(byteAt(start + 23))
  )
}

function infoKind(rest: usize, end: usize, words: usize, speakers: usize): u8 {
  const at = messageAt(rest, min(end, rest + LONGEST_PREFIX))
  const first = at < end ? byteAt(at) : 0
  if (first == 0x52 && standsAt(ROLLED_SEGMENT, at, end)) {
    return isRolledAt(at + 23, end) ? ROLLED : GIVEN
  }
  if (first == 0x44) {
    // A line about something else is read on below.
    const deleted = standsAt(DELETED_FILE, at, end)
      ? deletedFile(at + 8, end)
      : standsAt(DELETING, at, end)
        ? standsAt(DELETING_FILES, at, end)
          ? deletedSegments(rest, at, end)
          : -1
        : 0
    if (deleted != 0) return deleted > 0 ? DELETED : GIVEN
  } else if (first == 0x53 && standsAt(SCHEDULING, at, end)) return GIVEN
  else if (first == 0x46 && standsAt(FOUND, at, end)) return GIVEN
  if (anyStandsAt(words, at, end)) return GIVEN
  if (hasGcCall(rest, min(end, rest + LINE_BYTES))) return GIVEN
  if (at > rest && (standsAt(PARTITION_SPEAKS, rest, end) || standsAt(CONTROLLER_SPEAKS, rest, end))) return GIVEN
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
  if (!standsAt(AT_OFFSET, at, end)) return false
  const digits = digitsFrom(at + 10, end)
  return digits > 0 && digits <= MOST_DIGITS
}
