/**
 * What a line says of a collection, in numbers, where it is written the most common way:
 *
 *   [2026-11-25T22:41:15.950+0000][3.335s][info ][gc          ] GC(1282) Pause Young (Normal) (G1 Evacuation Pause) 4M->3M(6M) 0.500ms
 *
 * Its name is left to the parser, which remembers what it read of each. Twins: formats/gc-unified/decorations.ts (stampOf), lib/time.ts
 * (readPlain), lib/gc-text.ts (readPhase). Anything written another way is for the parser.
 */
import { byteAt, CLOSE, DOT, indexOf, isDigit, OPEN, SPACE, standsAt, Word } from './bytes'

/** parse.ts, LINE_BYTES. */
const LINE_BYTES: usize = 4096
/** Numbers of one line; formats/gc-unified/kernel.ts has the same. */
const FIELDS: u32 = 10
/** Names that are told apart; a log has some dozens. */
const MOST_NAMES: u32 = 64
const NAME_BYTES: usize = 128
const DATE_LENGTH: usize = 28
const LETTER_T: u32 = 0x54
const DASH: u32 = 0x2d
const COLON: u32 = 0x3a
const DAY_MS: f64 = 86400000

const INFO = new Word('info')
const DEBUG = new Word('debug')
const TRACE = new Word('trace')
const WARNING = new Word('warning')
const ERROR = new Word('error')

/** Names that were told: of each its length and, in a place of its own, its bytes. */
const nameLengths = heap.alloc((<usize>MOST_NAMES) << 3)
const nameBytes = heap.alloc(<usize>MOST_NAMES * NAME_BYTES)
let names: u32 = 0
/** That of the last line: names repeat. */
let lastName: u32 = 0

let room: u32 = 0
let next: usize = 0
/** Read by functions below that return only where they ended. */
let value: f64 = 0
let at: f64 = NaN
let uptime: f64 = NaN
/** Milliseconds at which the day that was read last began, and how it is written. */
let midnight: f64 = 0
let dayStart: u64 = 0
let dayEnd: u32 = 0

/** A new log. */
export function beginNames(): void {
  names = 0
  lastName = 0
}

export function beginNumbers(table: usize, most: u32): void {
  next = table
  room = most / FIELDS
}

/** @param messageAt behind the decorations and a blank   @param nameAt of the words that name the phase; false leaves no numbers */
export function tellNumbers(start: usize, messageAt: usize, nameAt: usize, end: usize, id: u64): bool {
  if (room == 0 || end - start > LINE_BYTES || nameAt >= end || !readStamp(start, messageAt - 1)) return false
  let nameEnd = end
  let before: f64 = NaN
  let after: f64 = NaN
  let committed: f64 = NaN
  let duration: f64 = NaN
  const space = durationBefore(nameAt, end)
  if (space != 0) {
    duration = value
    nameEnd = space
    // 4M->3M(6M), read from its end
    if (byteAt(space - 1) == 0x29) {
      const open = sizeBefore(nameAt, space - 1)
      committed = value
      if (open != 0 && byteAt(open) == 0x28) {
        const arrow = sizeBefore(nameAt, open)
        after = value
        if (arrow > nameAt && byteAt(arrow) == 0x3e && byteAt(arrow - 1) == DASH) {
          const blank = sizeBefore(nameAt, arrow - 1)
          if (blank != 0 && byteAt(blank) == SPACE) {
            before = value
            nameEnd = blank
          }
        }
      }
    }
    if (before != before) {
      after = NaN
      committed = NaN
    }
    if (nameEnd <= nameAt || byteAt(nameEnd - 1) == SPACE) return false
  }
  put(<f64>id)
  put(at)
  put(uptime)
  put(before)
  put(after)
  put(committed)
  put(duration)
  put(<f64>(nameAt - start))
  put(<f64>(nameEnd - start))
  put(<f64>nameOf(nameAt, nameEnd))
  room--
  return true
}

/** Which of the names that were told it is, counted from 0; -1 when it is told by its place in the line alone. */
function nameOf(at: usize, end: usize): i32 {
  const length = end - at
  if (length > NAME_BYTES) return -1
  // From the last one on: a line is like the one before, or like the one after that.
  for (let step: u32 = 0; step < names; step++) {
    let name = lastName + step
    if (name >= names) name -= names
    if (load<usize>(nameLengths + ((<usize>name) << 3)) != length) continue
    if (memory.compare(nameBytes + <usize>name * NAME_BYTES, at, length) == 0) {
      lastName = name
      return name
    }
  }
  if (names == MOST_NAMES) return -1
  store<usize>(nameLengths + ((<usize>names) << 3), length)
  memory.copy(nameBytes + <usize>names * NAME_BYTES, at, length)
  lastName = names
  return names++
}

function put(number: f64): void {
  store<f64>(next, number)
  next += 8
}

/** Decorations `[from, to)`: a date and seconds at most, then the level, then tags. */
function readStamp(from: usize, to: usize): bool {
  at = NaN
  uptime = NaN
  let levelled = false
  for (let open = from; open < to;) {
    if (byteAt(open) != OPEN) return false
    const first = open + 1
    const close = indexOf(CLOSE, first, to)
    if (close >= to) return false
    if (levelled) {
      const lower = byteAt(first) | 0x20
      if (lower < 0x61 || lower > 0x7a) return false
    } else if (open == from && close - first == DATE_LENGTH) {
      if (!readDate(first)) return false
    } else if (isLevel(first, close)) levelled = true
    else if (uptime == uptime || !readSeconds(first, close)) return false
    open = close + 1
  }
  return levelled
}

function isLevel(first: usize, close: usize): bool {
  let end = close
  while (end > first && byteAt(end - 1) == SPACE) end--
  const length = end - first
  if (length == 4) return standsAt(INFO, first, end)
  if (length == 5) return standsAt(DEBUG, first, end) || standsAt(TRACE, first, end) || standsAt(ERROR, first, end)
  return length == 7 && standsAt(WARNING, first, end)
}

/** `27.529s` */
function readSeconds(first: usize, close: usize): bool {
  if (close - first < 4 || byteAt(close - 1) != 0x73) return false
  const begin = decimalBefore(first, close - 1)
  if (begin != first) return false
  uptime = value
  return true
}

/** `2026-11-25T22:41:15.950+0000`; a year of four digits, the first not 0. */
function readDate(text: usize): bool {
  const sign = byteAt(text + 23)
  if (
    byteAt(text + 10) != LETTER_T ||
    byteAt(text + 13) != COLON ||
    byteAt(text + 16) != COLON ||
    byteAt(text + 19) != DOT ||
    (sign != 0x2b && sign != DASH)
  )
    return false
  const begin = load<u64>(text)
  const rest = <u32>load<u16>(text + 8)
  if (begin != dayStart || rest != dayEnd) {
    if (!readDay(text)) return false
    dayStart = begin
    dayEnd = rest
  }
  const hour = digitsAt(text + 11, 2)
  const minute = digitsAt(text + 14, 2)
  const second = digitsAt(text + 17, 2)
  const millisecond = digitsAt(text + 20, 3)
  const zoneHour = digitsAt(text + 24, 2)
  const zoneMinute = digitsAt(text + 26, 2)
  if (hour < 0 || minute < 0 || second < 0 || millisecond < 0 || zoneHour < 0 || zoneMinute < 0) return false
  if (hour > 23 || minute > 59 || second > 60) return false
  const clock = ((hour * 60 + minute) * 60 + second) * 1000 + millisecond
  const offset = (zoneHour * 60 + zoneMinute) * 60000
  at = midnight + <f64>(clock - (sign == DASH ? -offset : offset))
  return true
}

function readDay(text: usize): bool {
  const year = digitsAt(text, 4)
  const month = digitsAt(text + 5, 2)
  const day = digitsAt(text + 8, 2)
  if (byteAt(text + 4) != DASH || byteAt(text + 7) != DASH) return false
  if (year < 1000 || month < 1 || month > 12 || day < 1 || day > 31) return false
  midnight = <f64>daysTo(year, month, day) * DAY_MS
  return true
}

/** Days from 1970-01-01 by the Gregorian calendar (H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil). */
function daysTo(year: i32, month: i32, day: i32): i32 {
  const shifted = month <= 2 ? year - 1 : year
  const era = shifted / 400
  const yearOfEra = shifted - era * 400
  const dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
  const dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
  return era * 146097 + dayOfEra - 719468
}

/** -1 where another byte stands. */
function digitsAt(text: usize, count: i32): i32 {
  let number = 0
  for (let index = 0; index < count; index++) {
    const byte = byteAt(text + index)
    if (!isDigit(byte)) return -1
    number = number * 10 + <i32>(byte - 0x30)
  }
  return number
}

/** Where `12.345` begins that ends before `end`, its value in `value`; 0 when there is none. Of so few digits that the quotient is exact. */
function decimalBefore(from: usize, end: usize): usize {
  let position = end
  let digits: u64 = 0
  let scale: u64 = 1
  while (position > from && isDigit(byteAt(position - 1)) && end - position < 7) {
    position--
    digits += <u64>(byteAt(position) - 0x30) * scale
    scale *= 10
  }
  const divisor = scale
  if (position == end || position == from || byteAt(position - 1) != DOT) return 0
  const whole = --position
  while (position > from && isDigit(byteAt(position - 1)) && whole - position < 8) {
    position--
    digits += <u64>(byteAt(position) - 0x30) * scale
    scale *= 10
  }
  if (position == whole || (position > from && isDigit(byteAt(position - 1)))) return 0
  value = <f64>digits / <f64>divisor
  return position
}

/** Position of the blank before ` 2.100ms` at the end; 0 when no duration ends the line. */
function durationBefore(from: usize, end: usize): usize {
  if (end < from + 7 || byteAt(end - 1) != 0x73 || byteAt(end - 2) != 0x6d) return 0
  const begin = decimalBefore(from, end - 2)
  return begin > from + 1 && byteAt(begin - 1) == SPACE ? begin - 1 : 0
}

/** Position of the byte before a size (`24M`, a whole number and a unit) that ends before `end`; 0 when there is none. */
function sizeBefore(from: usize, end: usize): usize {
  if (end < from + 3) return 0
  let unit: f64 = 1
  switch (byteAt(end - 1)) {
    case 0x42:
      break
    case 0x4b:
      unit = 1024
      break
    case 0x4d:
      unit = 1048576
      break
    case 0x47:
      unit = 1073741824
      break
    case 0x54:
      unit = 1099511627776
      break
    default:
      return 0
  }
  let position = end - 1
  let digits: u64 = 0
  let scale: u64 = 1
  while (position > from && isDigit(byteAt(position - 1)) && end - position < 13) {
    position--
    digits += <u64>(byteAt(position) - 0x30) * scale
    scale *= 10
  }
  if (position == end - 1 || position == from) return 0
  value = <f64>digits * unit
  return position - 1
}
