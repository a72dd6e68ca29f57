/** Deleted segments as keys: kafka-segments.ts and segment-reader.ts, which are the reference, for their two most frequent lines. */
import { byteAt, DOT, indexOf, isDigit, isSlash, positionOf, SPACE, standsAt, Word } from './bytes'
import { recentKeys } from './recent-keys'

const NAME_DIGITS: usize = 20
const UNIQUE_ID: usize = 32
const LONGEST_NAME: usize = 260
/** More segments on one line than this are left to the parser. */
const MOST_KEYS: u32 = 64
/** Numbers beyond are not exact in the parser's arithmetic. */
const EXACT: u64 = 9007199254740992

const LOG = new Word('log ')
const OFFSET_INDEX = new Word('offset index ')
const TIME_INDEX = new Word('time index ')
const TRANSACTION_INDEX = new Word('transaction index ')
const DOT_LOG = new Word('.log')
const DOT_INDEX = new Word('.index')
const DOT_TIMEINDEX = new Word('.timeindex')
const DOT_TXNINDEX = new Word('.txnindex')
const DOT_DELETED = new Word('.deleted')
const DASH_DELETE = new Word('-delete')
const BASE_OFFSET = new Word('baseOffset')
const PARTITION = new Word(' partition=')

/** Keys of the current line, written behind those that were kept: two numbers of 32 bits each (segment-reader.ts, RecentKeys). */
class Keys {
  at: usize = 0
  limit: usize = 0
  count: u32 = 0

  begin(table: usize, room: u32): void {
    this.at = table
    this.limit = table + ((<usize>room) << 3)
  }

  add(name: u32, offset: u64): bool {
    const slot = this.at + ((<usize>this.count) << 3)
    if (this.count == MOST_KEYS || slot >= this.limit) return false
    // segment-reader.ts, keyOf
    let low = (name ^ <u32>offset) * 0x9e3779b1
    low = (low ^ (low >>> 15)) * 0x85ebca77
    let high = (name ^ <u32>(offset >> 32) ^ low) * 0xc2b2ae3d
    high ^= high >>> 13
    store<u32>(slot, low ^ (low >>> 16))
    store<u32>(slot + 4, max<u32>(high, 1))
    this.count++
    return true
  }

  /** Forgets the current line's keys, and returns how many of them are new. */
  takeNew(): i32 {
    let many: i32 = 0
    for (let index: u32 = 0; index < this.count; index++) {
      const slot = this.at + ((<usize>index) << 3)
      if (recentKeys.add(load<u32>(slot), load<u32>(slot, 4))) many++
    }
    this.count = 0
    return many
  }

  /** In the place of a key. */
  addSums(sum: i32, total: i32): void {
    store<i32>(this.at, sum)
    store<i32>(this.at, total, 4)
    this.count = 1
  }

  keep(): void {
    this.at += (<usize>this.count) << 3
  }
}

export const keys = new Keys()

/** As in segment-reader.ts: four bytes at a time. May read 3 bytes behind `end`. */
function hashOf(start: usize, end: usize): u32 {
  let hash: u32 = 0x811c9dc5
  let at = start
  for (; at + 4 <= end; at += 4) hash = mix(hash ^ load<u32>(at))
  const rest = <u32>(end - at)
  return mix(hash ^ (rest << 24) ^ (load<u32>(at) & (((<u32>1) << (rest << 3)) - 1)))
}

function mix(hash: u32): u32 {
  const product = hash * 0x01000193
  return product ^ (product >>> 15)
}

/**
 * `log /data1/kafka-logs/orders-24/00000000000000000042.log.deleted.` behind `Deleted `.
 * @returns 1 with a key, 0 when the line is about something else, -1 when the parser has to decide
 */
export function deletedFile(from: usize, end: usize): i32 {
  const start = from + fileWord(from, end)
  if (start == from) return 0
  let stop = indexOf(SPACE, start, end)
  if (stop > start && byteAt(stop - 1) == DOT) stop--
  if (stop >= start + 8 && standsAt(DOT_DELETED, stop - 8, stop)) stop -= 8
  let suffix = stop - 1
  while (suffix > start && byteAt(suffix) != DOT && !isSlash(byteAt(suffix))) suffix--
  if (!isSuffix(suffix, stop)) return 0
  if (suffix < start + NAME_DIGITS + 2) return 0
  const digits = suffix - NAME_DIGITS
  const slash = digits - 1
  if (!isSlash(byteAt(slash))) return 0
  if (!areDigits(digits) || !areDigits(digits + 4)) return 0
  // 16 digits and more are beyond what is exact: their first four are 0 in every real name.
  if (load<u32>(digits) != 0x30303030) return -1
  const offset = eightDigits(load<u64>(digits + 4)) * 100000000 + eightDigits(load<u64>(digits + 12))
  if (offset > EXACT) return -1
  const name = startOfName(start, slash)
  const leaving = isLeaving(name, slash)
  let nameEnd = leaving ? slash - 8 - UNIQUE_ID : slash
  if (nameEnd > name && byteAt(nameEnd - 1) == DOT) nameEnd--
  // Then the prefix would have to name it.
  if (nameEnd <= name) return -1
  return keys.add(hashOf(name, nameEnd), offset) ? 1 : -1
}

/** Whether the 16 bytes at `at` are digits. */
function areDigits(at: usize): bool {
  const values = i8x16.sub(v128.load(at), i8x16.splat(0x30))
  return !v128.any_true(i8x16.gt_u(values, i8x16.splat(9)))
}

/** The number that eight digits write: neighbours are joined to twos, fours and eights. */
function eightDigits(text: u64): u64 {
  const ones = text & 0x0f0f0f0f0f0f0f0f
  const twos = ((ones * 2561) >> 8) & 0x00ff00ff00ff00ff
  const fours = ((twos * 6553601) >> 16) & 0x0000ffff0000ffff
  return (fours * 42949672960001) >> 32
}

/** Behind the last slash of `[start, end)`, or {@link LONGEST_NAME} before its end. Looks at 16 bytes at a time, which the memory has. */
function startOfName(start: usize, end: usize): usize {
  const slash = i8x16.splat(0x2f)
  const backslash = i8x16.splat(0x5c)
  const limit = end - start > LONGEST_NAME ? end - LONGEST_NAME : start
  for (let at = end; at > limit; at -= 16) {
    const bytes = v128.load(at - 16)
    const mask = i8x16.bitmask(v128.or(i8x16.eq(bytes, slash), i8x16.eq(bytes, backslash)))
    if (mask != 0) return max(at - 16 + (32 - clz(mask)), limit)
    if (at - limit <= 16) break
  }
  return limit
}

/** A topic that is being deleted: `orders-24.<32 digits>-delete`. */
function isLeaving(name: usize, slash: usize): bool {
  if (slash < name + 8 + UNIQUE_ID + 1) return false
  const id = slash - 7 - UNIQUE_ID - 1
  return byteAt(id) == DOT && standsAt(DASH_DELETE, id + 1 + UNIQUE_ID, slash)
}

function fileWord(at: usize, end: usize): usize {
  if (standsAt(LOG, at, end)) return 4
  if (standsAt(OFFSET_INDEX, at, end)) return 13
  if (standsAt(TIME_INDEX, at, end)) return 11
  return standsAt(TRANSACTION_INDEX, at, end) ? 18 : 0
}

function isSuffix(at: usize, stop: usize): bool {
  const length = stop - at
  return (
    (length == 4 && standsAt(DOT_LOG, at, stop)) ||
    (length == 6 && standsAt(DOT_INDEX, at, stop)) ||
    (length == 10 && standsAt(DOT_TIMEINDEX, at, stop)) ||
    (length == 9 && standsAt(DOT_TXNINDEX, at, stop))
  )
}

/**
 * `Deleting segment files LogSegment(baseOffset=42, size=1048576, ...),LogSegment(baseOffset=77, ...)` at `at`, the prefix in brackets at
 * `prefix`. @returns as {@link deletedFile}
 */
export function deletedSegments(prefix: usize, at: usize, end: usize): i32 {
  const name = partitionOf(prefix, at)
  const from = at + 17
  for (let next = baseOffset(from, end); next != 0; next = baseOffset(next, end)) {
    const first = next + 11
    let digit = first
    let offset: u64 = 0
    while (digit < end && isDigit(byteAt(digit))) offset = offset * 10 + (byteAt(digit++) - 0x30)
    next = first
    if (digit == first) continue
    if (digit - first > 16 || offset > EXACT) return -1
    if (!keys.add(name, offset)) return -1
  }
  return keys.count > 0 ? 1 : 0
}

/** Where the next `baseOffset` begins; 0 for none. May read 16 bytes behind `end`. */
function baseOffset(from: usize, end: usize): usize {
  const first = i8x16.splat(0x62)
  const capital = i8x16.splat(0x4f)
  for (let at = from; at < end; at += 16) {
    let mask = i8x16.bitmask(v128.and(i8x16.eq(v128.load(at), first), i8x16.eq(v128.load(at + 4), capital)))
    while (mask != 0) {
      const found = at + ctz(mask)
      if (standsAt(BASE_OFFSET, found, end)) return found
      mask &= mask - 1
    }
  }
  return 0
}

/** Hash of the partition that a prefix names: `[UnifiedLog partition=orders-24, dir=...] `; of nothing when it names none. */
function partitionOf(prefix: usize, end: usize): u32 {
  const found = positionOf(PARTITION, prefix, end)
  if (found == end) return hashOf(prefix, prefix)
  const start = found + PARTITION.length
  return hashOf(start, endOfName(start, end))
}

/** For each byte whether it may be of a name: letters, digits, `.`, `_` and `-`. */
const ofNames = heap.alloc(256)
for (let byte: u32 = 0; byte < 256; byte++) {
  const lower = byte | 0x20
  const letter = lower >= 0x61 && lower <= 0x7a
  const named = letter || (byte >= 0x2d && byte <= 0x39 && byte != 0x2f) || byte == 0x5f
  store<u8>(ofNames + <usize>byte, named ? 1 : 0)
}

/** kafka-segments.ts, endOfName. */
function endOfName(from: usize, end: usize): usize {
  const limit = min(end, from + LONGEST_NAME)
  let at = from
  while (at < limit && load<u8>(ofNames + <usize>byteAt(at)) != 0) at++
  return at
}
