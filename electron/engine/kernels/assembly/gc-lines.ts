/**
 * Which lines of a unified GC log need not be looked at one by one: with debug levels most only add details to a collection that the
 * line before spoke of.
 *
 *   [2026-11-25T22:41:15.950+0000][3.335s][debug][gc,phases         ] GC(1282)   Weak Processing: 0.242ms
 *
 * The rules are those of formats/gc-unified (parse.ts, decorations.ts), which are the reference: a test reads logs with and without
 * this and compares all records.
 */
import {
  byteAt,
  CLOSE,
  contains,
  endOfLine,
  farIndexOf,
  indexOf,
  isDigit,
  lanesOf,
  NEWLINE,
  OPEN,
  skipBlanks,
  SPACE,
  standsAt,
  Word,
} from './bytes'
import { beginNames, beginNumbers, tellNumbers } from './gc-numbers'
import { GIVEN, NOTHING, tables } from './tables'

// formats/gc-unified/kernel.ts has the same numbers. Of details and messages in a row only the last one before another line is told.
const DETAIL: u8 = 2
const MESSAGE: u8 = 3
/** Lines that say what a collection is, with their numbers. */
const PAUSES: u8 = 4
const CONCURRENTS: u8 = 5
/** Not written: a concurrent phase of a concurrent collection, which counts as detail and message. */
const PHASE: u8 = 6
/** Not written: a detail of another collection than the last one. */
const OPENER: u8 = 7

/** decorations.ts, LONGEST. */
const LONGEST_DECORATION: usize = 280
/** Of longer ones each is looked for by itself. */
const MOST_DECORATIONS: usize = 96
const NONE: u64 = u64.MAX_VALUE
const NO_LINE: u32 = u32.MAX_VALUE

const NUMBERED = new Word('GC(')
const PAUSE = new Word('Pause ')
const CONCURRENT = new Word('Concurrent ')
const REFINEMENT = new Word('Concurrent refinement')
const MODE = new Word('Concurrent mode ')
const COALESCING = new Word('Coalescing and filling ')
const CAPACITY = new Word('Capacity: ')
const UNFINISHED = new Word('Cannot finish degeneration, upgrading')
const UPGRADING = new Word('Degenerated GC upgrading')
const MARKING = new Word('Phase 1: Mark live objects')
const GARBAGE = new Word('Garbage Collection ')
const MAJOR = new Word('Major Collection ')
const MINOR = new Word('Minor Collection ')
const USING = new Word('Using ')
const TRIGGER = new Word('Trigger')
const STALL = new Word('Allocation Stall (')
const OUT_OF_MEMORY = new Word('Out Of Memory (')
const METASPACE_CLASS = new Word('Metaspace (class) allocation failed')
const METASPACE_DATA = new Word('Metaspace (data) allocation failed')
const VERSION = new Word('Version: ')
const MEMORY = new Word('Memory: ')
const HEAP_MAX = new Word('Heap Max Capacity: ')
const MAX = new Word('Max Capacity: ')
const SHENANDOAH = new Word('Initialize Shenandoah heap: ')
const INIT = new Word('gc,init')
const ARROW = new Word('->')
const CYCLE = new Word('Cycle')

const LETTER_P: u32 = 0x50
const LETTER_A: u32 = 0x61

/** Number of the collection that the last line with a number spoke of; kept from call to call. */
let current: u64 = NONE
/** Number of a collection that the parser knows to be concurrent. */
let concurrent: u64 = NONE
/** Where the words begin that name what the last line says of a collection. */
let named: usize = 0

/** Of the decorations of the last line with a number: how far its message is; 0 where too far. */
let messageOffset: usize = 0
/** 16 bytes at a time, all bits of a byte set: what lies before the message, where brackets close, where others open right behind. */
const shape = heap.alloc(3 * MOST_DECORATIONS)
const WITHIN: usize = 0
const CLOSES: usize = 16
const OPENS: usize = 32
const SHAPE_STEP: usize = 48
/** How the number of the last line is written, up to its parenthesis, in as many bits. */
let written: u64 = 0
let writtenBits: u64 = 0

/** A new log. */
export function beginGcLines(): void {
  current = NONE
  concurrent = NONE
  messageOffset = 0
  writtenBits = 0
  beginNames()
}

/**
 * Lines of `[from, to)`, the last byte of which ends one, at most `most` of them; to `tables`. Numbers of lines that say what a
 * collection is go to `numberTable`, which has room for `numberRoom`. Returns how many lines.
 */
export function gcLines(
  base: usize,
  from: usize,
  to: usize,
  most: u32,
  longest: u32,
  numberTable: usize,
  numberRoom: u32,
): u32 {
  beginNumbers(numberTable, numberRoom)
  let start = from
  let line: u32 = 0
  detail = NO_LINE
  message = NO_LINE
  opener = NO_LINE
  for (; line < most && start < to; line++) {
    const newline = farIndexOf(NEWLINE, start, to)
    tables.end(line, <u32>(newline - base))
    const kind = newline - start > <usize>longest ? other() : kindOf(start, endOfLine(start, newline))
    if (kind == DETAIL) detail = line
    else if (kind == PHASE) {
      detail = line
      message = line
    } else if (kind == MESSAGE) message = line
    else if (kind == OPENER) {
      tellWaiting()
      opener = line
    } else if (kind != NOTHING) {
      // parse.ts: details that stand before what their collection is count only if nothing says that.
      if (opener != NO_LINE && kind != GIVEN && current == opened) forgetOpener()
      tellWaiting()
      tables.add(line, kind, 0)
    }
    start = newline + 1
  }
  tellWaiting()
  return line
}

/** The last lines of their kinds; in the order of the text. */
let detail: u32 = NO_LINE
let message: u32 = NO_LINE
/** The first detail of a collection that was not the last one, and the collection's number. */
let opener: u32 = NO_LINE
let opened: u64 = NONE

function forgetOpener(): void {
  opener = NO_LINE
  detail = NO_LINE
}

function tellWaiting(): void {
  if (opener != NO_LINE) tables.add(opener, GIVEN, 0)
  opener = NO_LINE
  const detailFirst = detail <= message
  if (detailFirst && detail != NO_LINE) tables.add(detail, DETAIL, 0)
  if (message != NO_LINE) tables.add(message, MESSAGE, 0)
  if (!detailFirst && detail != NO_LINE) tables.add(detail, DETAIL, 0)
  detail = NO_LINE
  message = NO_LINE
}

function kindOf(start: usize, end: usize): u8 {
  if (end == start) return NOTHING
  if (isDecoratedAlike(start, end)) return numberedKind(start, start + messageOffset, end)
  let at = start
  let level: u32 = 0
  while (at < end && byteAt(at) == OPEN) {
    const limit = min(end, at + LONGEST_DECORATION)
    const close = indexOf(CLOSE, at + 1, limit)
    if (close >= limit) return other()
    if (level == 0) level = levelAt(at + 1, close)
    at = close + 1
  }
  if (at == start || at >= end || byteAt(at) != SPACE) return other()
  const message = at + 1
  if (standsAt(NUMBERED, message, end)) {
    rememberDecorations(start, message - start)
    return numberedKind(start, message, end)
  }
  // warning, error
  if (level == 0x77 || level == 0x65) return other()
  return isInit(start, at) || isTelling(message, end) ? other() : MESSAGE
}

/** parse.ts, tells. */
function isTelling(at: usize, end: usize): bool {
  return (
    standsAt(USING, at, end) ||
    standsAt(TRIGGER, at, end) ||
    standsAt(STALL, at, end) ||
    standsAt(OUT_OF_MEMORY, at, end) ||
    standsAt(METASPACE_CLASS, at, end) ||
    standsAt(METASPACE_DATA, at, end) ||
    standsAt(VERSION, at, end) ||
    standsAt(MEMORY, at, end) ||
    standsAt(HEAP_MAX, at, end) ||
    standsAt(MAX, at, end) ||
    standsAt(SHENANDOAH, at, end)
  )
}

/** Whether a line is decorated as the last one with a number, bracket for bracket, and has a number too. */
function isDecoratedAlike(start: usize, end: usize): bool {
  const offset = messageOffset
  if (offset == 0 || start + offset >= end || byteAt(start) != OPEN) return false
  const close = lanesOf(CLOSE)
  const open = lanesOf(OPEN)
  let other = i8x16.splat(0)
  let known = shape
  for (let at: usize = 0; at < offset; at += 16) {
    const bytes = v128.load(start + at)
    const closes = v128.xor(i8x16.eq(bytes, close), v128.load(known, CLOSES))
    const opens = v128.andnot(v128.load(known, OPENS), i8x16.eq(bytes, open))
    other = v128.or(other, v128.or(v128.and(closes, v128.load(known, WITHIN)), opens))
    known += SHAPE_STEP
  }
  if (v128.any_true(other)) return false
  return byteAt(start + offset - 1) == SPACE && standsAt(NUMBERED, start + offset, end)
}

function rememberDecorations(start: usize, offset: usize): void {
  messageOffset = offset > MOST_DECORATIONS ? 0 : offset
  for (let at: usize = 0; at < messageOffset; at++) {
    const known = shape + (at >> 4) * SHAPE_STEP + (at & 15)
    const closes = byteAt(start + at) == CLOSE
    // The last one is followed by the blank before the message.
    const opens = at > 0 && at < messageOffset - 1 && byteAt(start + at - 1) == CLOSE
    store<u8>(known, 0xff, WITHIN)
    store<u8>(known, closes ? 0xff : 0, CLOSES)
    store<u8>(known, opens ? 0xff : 0, OPENS)
  }
  for (let at = messageOffset; (at & 15) != 0; at++) {
    const known = shape + (at >> 4) * SHAPE_STEP + (at & 15)
    store<u8>(known, 0, WITHIN)
    store<u8>(known, 0, OPENS)
  }
}

function numberedKind(start: usize, message: usize, end: usize): u8 {
  const kind = collectionKind(message + 3, end)
  if (kind != PAUSES && kind != CONCURRENTS) return kind
  return tellNumbers(start, message, named, end, current) ? kind : GIVEN
}

/** A given line that speaks of no collection, and may end what is known of all. */
function other(): u8 {
  current = NONE
  concurrent = NONE
  writtenBits = 0
  return GIVEN
}

function collectionKind(from: usize, end: usize): u8 {
  let at = from
  let id: u64 = current
  if (writtenBits != 0 && (load<u64>(from) ^ written) << (64 - writtenBits) == 0) {
    // The same digits and the parenthesis; that they lie in the line, its bytes say.
    at = from + <usize>(writtenBits >> 3) - 1
  } else {
    id = 0
    while (at < end && isDigit(byteAt(at))) id = id * 10 + (byteAt(at++) - 0x30)
    if (at == from || at - from > 15 || at >= end || byteAt(at) != 0x29) return other()
    writtenBits = at - from < 8 ? (<u64>(at + 1 - from)) << 3 : 0
    written = load<u64>(from)
  }
  const same = id == current
  current = id
  at = skipBlanks(at + 1, end)
  // Generations of ZGC: `Y: `.
  if (at + 2 < end && byteAt(at + 1) == 0x3a && byteAt(at + 2) == SPACE) at = skipBlanks(at + 2, end)
  if (!isMain(at, end)) {
    if (same) return DETAIL
    opened = id
    return OPENER
  }
  if (byteAt(at) == LETTER_P && byteAt(at + 1) == LETTER_A) {
    named = at + PAUSE.length
    return PAUSES
  }
  if (!standsAt(CONCURRENT, at, end)) return GIVEN
  named = at + CONCURRENT.length
  const cycle = contains(CYCLE, at, end)
  if (id == concurrent) {
    if (same && !cycle && !contains(ARROW, at, end)) return PHASE
    // It may end here.
    if (cycle) concurrent = NONE
    return CONCURRENTS
  }
  // parse.ts, addConcurrent: a name with a colon is a detail.
  if (indexOf(0x3a, at, end) == end) concurrent = id
  return CONCURRENTS
}

function isMain(at: usize, end: usize): bool {
  if (at >= end) return false
  switch (byteAt(at)) {
    case 0x50:
      return standsAt(PAUSE, at, end) || standsAt(MARKING, at, end)
    case 0x43:
      return isConcurrent(at, end) || standsAt(CAPACITY, at, end) || standsAt(UNFINISHED, at, end)
    case 0x44:
      return standsAt(UPGRADING, at, end)
    case 0x47:
      return standsAt(GARBAGE, at, end)
    case 0x4d:
      return standsAt(MAJOR, at, end) || standsAt(MINOR, at, end)
    default:
      return false
  }
}

/** phase-line.ts, isConcurrent. */
function isConcurrent(at: usize, end: usize): bool {
  if (!standsAt(CONCURRENT, at, end)) return standsAt(COALESCING, at, end)
  return !standsAt(REFINEMENT, at, end) && !standsAt(MODE, at, end)
}

/** decorations.ts, levelAt. */
function levelAt(at: usize, close: usize): u32 {
  const length = close - at
  if (length < 4 || length > 8) return 0
  const first = byteAt(at)
  const second = byteAt(at + 1)
  const third = byteAt(at + 2)
  if (first == 0x69 && second == 0x6e && third == 0x66) return first
  if (first == 0x64 && second == 0x65 && third == 0x62) return first
  if (first == 0x74 && second == 0x72 && third == 0x61) return first
  if (first == 0x77 && second == 0x61 && third == 0x72) return first
  if (first == 0x65 && second == 0x72 && third == 0x72) return first
  return 0
}

/** parse.ts, isInit: the last decoration ends with `gc,init`; `close` is behind it. */
function isInit(start: usize, close: usize): bool {
  let at = close - 2
  while (at > start && byteAt(at) == SPACE) at--
  return at >= start + 7 && standsAt(INIT, at - 6, close)
}
