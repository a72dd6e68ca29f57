/** Comparing and searching bytes of a line. Addresses are of the linear memory; `end` is behind the line's last byte. */

export const NEWLINE: u32 = 0x0a
export const SPACE: u32 = 0x20
export const DOT: u32 = 0x2e
export const OPEN: u32 = 0x5b
export const CLOSE: u32 = 0x5d
const CARRIAGE_RETURN: u32 = 0x0d
const SLASH: u32 = 0x2f
const BACKSLASH: u32 = 0x5c

export function byteAt(at: usize): u32 {
  return <u32>load<u8>(at)
}

export function isDigit(byte: u32): bool {
  return byte - 0x30 < 10
}

/** How many digits stand from `at` on, at most 32. May read 31 bytes behind `end`. */
export function digitsFrom(at: usize, end: usize): usize {
  const zero = lanesOf(0x30)
  const nine = lanesOf(9)
  const first = <u32>i8x16.bitmask(i8x16.gt_u(i8x16.sub(v128.load(at), zero), nine))
  const second = <u32>i8x16.bitmask(i8x16.gt_u(i8x16.sub(v128.load(at, 16), zero), nine))
  return min(<usize>ctz(<u64>(first | (second << 16)) | ((<u64>1) << 32)), end - at)
}

export function isSlash(byte: u32): bool {
  return byte == SLASH || byte == BACKSLASH
}

/** Of a line that begins at `start`: before its `\n`, and before the `\r` if there is one. */
export function endOfLine(start: usize, newline: usize): usize {
  return newline > start && byteAt(newline - 1) == CARRIAGE_RETURN ? newline - 1 : newline
}

/** A word as bytes, compared eight at a time. Made once: the runtime frees nothing. */
export class Word {
  readonly bytes: usize
  readonly length: usize

  constructor(text: string) {
    this.length = <usize>text.length
    // With room for a whole last load.
    this.bytes = heap.alloc(this.length + 8)
    for (let index: i32 = 0; index < text.length; index++) store<u8>(this.bytes + index, <u8>text.charCodeAt(index))
  }
}

/** May read 7 bytes behind `end`. */
export function standsAt(word: Word, at: usize, end: usize): bool {
  return areBytesAt(word.bytes, word.length, at, end)
}

/** As {@link standsAt}; may read 7 bytes behind `bytes` too. */
function areBytesAt(bytes: usize, length: usize, at: usize, end: usize): bool {
  if (at + length > end) return false
  let index: usize = 0
  for (; index + 8 <= length; index += 8) if (load<u64>(at + index) != load<u64>(bytes + index)) return false
  const rest = (length - index) << 3
  if (rest == 0) return true
  return ((load<u64>(at + index) ^ load<u64>(bytes + index)) & (((<u64>1) << rest) - 1)) == 0
}

/**
 * Whether one of a table's words stands at `at`. The table (host: word-table.ts) has for each first byte the distance to its words,
 * 0 for none; each word is its length and its bytes, and a length of 0 ends the list.
 */
export function anyStandsAt(table: usize, at: usize, end: usize): bool {
  if (at >= end) return false
  const distance = <usize>load<u16>(table + ((<usize>byteAt(at)) << 1))
  if (distance == 0) return false
  let entry = table + distance
  let length = <usize>load<u8>(entry)
  while (length != 0) {
    entry++
    if (areBytesAt(entry, length, at, end)) return true
    entry += length
    length = <usize>load<u8>(entry)
  }
  return false
}

export function skipBlanks(at: usize, end: usize): usize {
  while (at < end && byteAt(at) == SPACE) at++
  return at
}

/** Each byte 16 times. V8 makes a constant vector anew wherever it is used; what was loaded stays in a register. */
const SPLATS = heap.alloc(256 << 4)
for (let byte: u32 = 0; byte < 256; byte++) v128.store(SPLATS + ((<usize>byte) << 4), i8x16.splat(<i8>byte))

/** A byte 16 times. */
export function lanesOf(byte: u32): v128 {
  return v128.load(SPLATS + ((<usize>byte) << 4))
}

/** Where `byte` stands in `[from, end)`; `end` when it does not. May read 15 bytes behind `end`, which the memory has. */
export function indexOf(byte: u32, from: usize, end: usize): usize {
  const wanted = lanesOf(byte)
  for (let at = from; at < end; at += 16) {
    const mask = i8x16.bitmask(i8x16.eq(v128.load(at), wanted))
    if (mask != 0) return min(at + ctz(mask), end)
  }
  return end
}

/** The same where it is far more often than not: four vectors at a time. May read 63 bytes behind `end`. */
export function farIndexOf(byte: u32, from: usize, end: usize): usize {
  const wanted = lanesOf(byte)
  for (let at = from; at < end; at += 64) {
    const first = i8x16.eq(v128.load(at), wanted)
    const second = i8x16.eq(v128.load(at, 16), wanted)
    const third = i8x16.eq(v128.load(at, 32), wanted)
    const fourth = i8x16.eq(v128.load(at, 48), wanted)
    if (!v128.any_true(v128.or(v128.or(first, second), v128.or(third, fourth)))) continue
    const low = <u64>(<u32>i8x16.bitmask(first) | ((<u32>i8x16.bitmask(second)) << 16))
    const high = <u64>(<u32>i8x16.bitmask(third) | ((<u32>i8x16.bitmask(fourth)) << 16))
    return min(at + <usize>ctz(low | (high << 32)), end)
  }
  return end
}

/** Whether a word of at least two bytes stands in `[from, end)`. May read 16 bytes behind `end`. */
export function contains(word: Word, from: usize, end: usize): bool {
  return positionOf(word, from, end) != end
}

/** Where a word of at least two bytes stands first; `end` when it does not. May read 16 bytes behind `end`. */
export function positionOf(word: Word, from: usize, end: usize): usize {
  const first = lanesOf(byteAt(word.bytes))
  const second = lanesOf(byteAt(word.bytes + 1))
  for (let at = from; at < end; at += 16) {
    const both = v128.and(i8x16.eq(v128.load(at), first), i8x16.eq(v128.load(at + 1), second))
    let mask = i8x16.bitmask(both)
    while (mask != 0) {
      const found = at + ctz(mask)
      if (standsAt(word, found, end)) return found
      mask &= mask - 1
    }
  }
  return end
}

const GC_CALL = new Word('.gc()')
/** How much is searched ahead. */
const AHEAD: usize = 8192
let searchedTo: usize = 0
let searchEnd: usize = 0

/** Before lines of `[from, to)` are asked for {@link hasGcCall}, one after another. */
export function beginGcCalls(from: usize, to: usize): void {
  searchedTo = from
  searchEnd = to
}

/** Whether a call of System.gc() stands in `[from, end)`. Searches many lines at once: hardly any log has one. */
export function hasGcCall(from: usize, end: usize): bool {
  if (end <= searchedTo) return false
  const start = max(from, searchedTo)
  const limit = max(end, min(searchEnd, start + AHEAD))
  const found = callFrom(start, limit)
  // One may begin right before the limit.
  searchedTo = found < limit ? found : limit - GC_CALL.length + 1
  return found + GC_CALL.length <= end
}

/** Where `.gc()` stands first in `[from, end)`; `end` when it does not. May read 64 bytes behind `end`. */
function callFrom(from: usize, end: usize): usize {
  const dot = lanesOf(DOT)
  const g = lanesOf(0x67)
  for (let at = from; at < end; at += 64) {
    const first = v128.and(i8x16.eq(v128.load(at), dot), i8x16.eq(v128.load(at, 1), g))
    const second = v128.and(i8x16.eq(v128.load(at, 16), dot), i8x16.eq(v128.load(at, 17), g))
    const third = v128.and(i8x16.eq(v128.load(at, 32), dot), i8x16.eq(v128.load(at, 33), g))
    const fourth = v128.and(i8x16.eq(v128.load(at, 48), dot), i8x16.eq(v128.load(at, 49), g))
    if (!v128.any_true(v128.or(v128.or(first, second), v128.or(third, fourth)))) continue
    // It may begin at the end of these.
    const limit = min(at + 63 + GC_CALL.length, end)
    const found = positionOf(GC_CALL, at, limit)
    if (found < limit) return found
  }
  return end
}

const ERROR = new Word('Error')
const MAP_FAILED = new Word('Map failed')
const CANNOT_RUN = new Word('Cannot run program')
const NO_MEMORY = new Word('Cannot allocate memory')
const CALL_TO_POSIX = new Word('Call to posix_')
const NO_FILES = new Word('Too many open files')

/** throwable.ts, mayMentionFailure. May read 16 bytes behind `end`. */
export function mayMentionFailure(from: usize, end: usize): bool {
  const e = lanesOf(0x45)
  const r = lanesOf(0x72)
  const m = lanesOf(0x4d)
  const c = lanesOf(0x43)
  const a = lanesOf(0x61)
  const t = lanesOf(0x54)
  const o = lanesOf(0x6f)
  for (let at = from; at < end; at += 16) {
    const here = v128.load(at)
    const next = v128.load(at + 1)
    const files = v128.and(i8x16.eq(here, t), i8x16.eq(next, o))
    const errors = v128.or(files, v128.and(i8x16.eq(here, e), i8x16.eq(next, r)))
    const others = v128.and(v128.or(i8x16.eq(here, m), i8x16.eq(here, c)), i8x16.eq(next, a))
    let mask = i8x16.bitmask(v128.or(errors, others))
    while (mask != 0) {
      const found = at + ctz(mask)
      if (standsAt(MAP_FAILED, found, end) || standsAt(CANNOT_RUN, found, end)) return true
      if (standsAt(NO_MEMORY, found, end) || standsAt(NO_FILES, found, end)) return true
      if (standsAt(CALL_TO_POSIX, found, end)) return true
      // y, w, l: OutOfMemoryError, StackOverflowError, InternalError
      const before = found > from ? byteAt(found - 1) : 0
      if ((before == 0x79 || before == 0x77 || before == 0x6c) && standsAt(ERROR, found, end)) return true
      mask &= mask - 1
    }
  }
  return false
}
