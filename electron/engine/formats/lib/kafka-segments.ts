/**
 * Kafka's log lines about segments, each two mappings more or less, read from bytes: in the log of a busy broker half of the lines
 * are of this kind. Words from core/.../log/{Log,LocalLog,UnifiedLog,LogSegment} of 0.10 to 4.0.
 *
 *   [Log partition=orders-24, dir=/data1/kafka-logs] Rolled new log segment at offset 79193151352 in 7 ms.      1.1 and later
 *   Rolled new log segment for 'orders-24' in 7 ms.                                                            1.0 and earlier
 *   Deleted offset index /data1/kafka-logs/orders-24/00000000000000000042.index.deleted.
 *   Deleting segment 42                                            1.1 to 2.5
 *   Deleting segment 42 from log orders-24.                        Scheduling log segment 42 for log orders-24 for deletion.
 *   Found deletable segments with base offsets [0,42] due to retention time 604800000ms breach
 *   Deleting segment files LogSegment(baseOffset=42, size=1048576, ...),LogSegment(baseOffset=77, ...)
 */
import { bytesOf, standsAt, WordSearch } from './gc-bytes.ts'

const ROLLED = bytesOf('Rolled new log segment ')
const AT_OFFSET = bytesOf('at offset ')
const FOR = bytesOf("for '")
const DELETED = bytesOf('Deleted ')
const FILES = ['log ', 'offset index ', 'time index ', 'transaction index '].map(bytesOf)
const SUFFIXES = ['.log', '.index', '.timeindex', '.txnindex'].map(bytesOf)
const DELETED_SUFFIX = bytesOf('.deleted')
const DELETE_SUFFIX = bytesOf('-delete')
const DELETING = bytesOf('Deleting segment')
const SCHEDULING = bytesOf('Scheduling log segment ')
const FOUND = bytesOf('Found deletable segments')
const IN_LOG = [' from log ', ' for log '].map(bytesOf)
const OFFSETS = bytesOf('with base offsets [')
/** `baseOffset=42` or `baseOffset 42` */
const BASE_OFFSET = 'baseOffset?'.length
const baseOffset = new WordSearch('baseOffset')
const PARTITION = bytesOf(' partition=')

const SPACE = 0x20
const QUOTE = 0x27
const COMMA = 0x2c
const DOT = 0x2e
const SLASH = 0x2f
const BACKSLASH = 0x5c
const CLOSE = 0x5d
/** Segment files are named by their first offset in 20 digits. */
const NAME_DIGITS = 20
/** Hexadecimal id between the dot and `-delete` of a topic that is being deleted. */
const UNIQUE_ID = 32
/** A name ends at 255 bytes of the file system. */
const LONGEST_NAME = 260

export class SegmentLine {
  type: 'rolled' | 'deleted' = 'rolled'
  /** First offsets of the segments are `offsets[0..count)`; a rolled one may have none. The array only grows: emptying it is slow. */
  readonly offsets: number[] = []
  count = 0
  /** Where the partition's name stands, after {@link findName}; nowhere if the line names none. */
  nameStart = 0
  nameEnd = 0
  #prefixStart = 0
  #prefixEnd = 0

  /** Reads a message about segments that begins at `at`; its prefix in brackets may begin at `from`. False when it is another. */
  read(buffer: Uint8Array, from: number, at: number, end: number): boolean {
    this.count = 0
    this.nameStart = this.nameEnd = 0
    this.#prefixStart = from
    this.#prefixEnd = at
    switch (buffer[at]) {
      case 0x52: // R
        return standsAt(ROLLED, buffer, at, end) && this.#rolled(buffer, at, end)
      case 0x44: // D
        if (standsAt(DELETED, buffer, at, end)) return this.#file(buffer, at + DELETED.length, end)
        return standsAt(DELETING, buffer, at, end) && this.#deleting(buffer, at + DELETING.length + 1, end)
      case 0x53: // S
        return standsAt(SCHEDULING, buffer, at, end) && this.#deleting(buffer, at + SCHEDULING.length, end)
      case 0x46: // F
        return standsAt(FOUND, buffer, at, end) && this.#deleting(buffer, at + FOUND.length + 1, end)
      default:
        return false
    }
  }

  #rolled(buffer: Uint8Array, at: number, end: number): boolean {
    const rest = at + ROLLED.length
    this.type = 'rolled'
    if (standsAt(AT_OFFSET, buffer, rest, end)) return this.#number(buffer, rest + AT_OFFSET.length, end) > 0
    if (!standsAt(FOR, buffer, rest, end)) return false
    const name = rest + FOR.length
    const nameEnd = endOfName(buffer, name, end)
    if (buffer[nameEnd] !== QUOTE) return false
    this.#name(buffer, name, nameEnd)
    return nameEnd > name
  }

  /** `log /data1/kafka-logs/orders-24/00000000000000000042.log.deleted.` behind `Deleted `. */
  #file(buffer: Uint8Array, from: number, end: number): boolean {
    const start = from + lengthOfWordAt(FILES, buffer, from, end)
    if (start === from) return false
    let stop = start
    while (stop < end && buffer[stop] !== SPACE) stop++
    if (buffer[stop - 1] === DOT) stop--
    if (endsWith(DELETED_SUFFIX, buffer, start, stop)) stop -= DELETED_SUFFIX.length
    let suffix = stop - 1
    while (suffix > start && buffer[suffix] !== DOT && !isSlash(buffer[suffix])) suffix--
    if (lengthOfWordAt(SUFFIXES, buffer, suffix, stop) !== stop - suffix) return false
    const digits = suffix - NAME_DIGITS
    const slash = digits - 1
    if (slash <= start || !isSlash(buffer[slash])) return false
    if (this.#number(buffer, digits, digits + NAME_DIGITS) !== NAME_DIGITS) return false
    let name = slash
    while (name > start && slash - name < LONGEST_NAME && !isSlash(buffer[name - 1])) name--
    this.type = 'deleted'
    const id = slash - DELETE_SUFFIX.length - UNIQUE_ID - 1
    const leaving = id > name && buffer[id] === DOT && standsAt(DELETE_SUFFIX, buffer, id + 1 + UNIQUE_ID, slash)
    this.#name(buffer, name, leaving ? id : slash)
    return true
  }

  /** One segment by its number, or a list of them, behind the message's first words. */
  #deleting(buffer: Uint8Array, rest: number, end: number): boolean {
    this.type = 'deleted'
    const digits = this.#number(buffer, rest, end)
    if (digits > 0) {
      const behind = rest + digits
      const name = behind + lengthOfWordAt(IN_LOG, buffer, behind, end)
      if (name > behind) this.#name(buffer, name, endOfName(buffer, name, end))
      return true
    }
    if (standsAt(OFFSETS, buffer, rest, end)) this.#list(buffer, rest + OFFSETS.length, end)
    for (let next = baseOffset.find(buffer, rest, end); next >= 0; next = baseOffset.find(buffer, next, end)) {
      next += BASE_OFFSET
      this.#number(buffer, next, end)
    }
    return this.count > 0
  }

  /** `0,42]` */
  #list(buffer: Uint8Array, from: number, end: number): void {
    for (let at = from; at < end && buffer[at] !== CLOSE;) {
      const digits = this.#number(buffer, at, end)
      if (digits === 0) return
      at += digits
      while (at < end && (buffer[at] === COMMA || buffer[at] === SPACE)) at++
    }
  }

  /** Takes the offset whose digits begin at `from`; returns how many they are, 0 for none or too many. */
  #number(buffer: Uint8Array, from: number, end: number): number {
    let at = from
    let value = 0
    for (; at < end; at++) {
      const digit = (buffer[at] ?? 0) - 0x30
      if (digit < 0 || digit > 9) break
      value = value * 10 + digit
    }
    if (at === from || at - from > NAME_DIGITS) return 0
    this.offsets[this.count++] = value
    return at - from
  }

  /** Where the message does not name the partition its prefix may: `[UnifiedLog partition=orders-24, dir=...] `. */
  findName(buffer: Uint8Array): void {
    if (this.nameEnd > this.nameStart) return
    const end = this.#prefixEnd
    for (let at = this.#prefixStart; at < end; at++) {
      if (buffer[at] !== SPACE || !standsAt(PARTITION, buffer, at, end)) continue
      this.nameStart = at + PARTITION.length
      this.nameEnd = endOfName(buffer, this.nameStart, end)
      return
    }
  }

  /** Sentences end with a full stop that topic names may hold too. */
  #name(buffer: Uint8Array, start: number, end: number): void {
    this.nameStart = start
    this.nameEnd = end > start && buffer[end - 1] === DOT ? end - 1 : end
  }
}

/** 0 if none of the words stands there. */
function lengthOfWordAt(words: readonly Uint8Array[], buffer: Uint8Array, at: number, end: number): number {
  for (let index = 0; index < words.length; index++) {
    const word = words[index]
    if (word !== undefined && standsAt(word, buffer, at, end)) return word.length
  }
  return 0
}

function endsWith(words: Uint8Array, buffer: Uint8Array, start: number, end: number): boolean {
  return end - words.length >= start && standsAt(words, buffer, end - words.length, end)
}

function isSlash(character: number | undefined): boolean {
  return character === SLASH || character === BACKSLASH
}

/** Letters, digits, `.`, `_` and `-`: what a topic may be called. */
function endOfName(buffer: Uint8Array, from: number, end: number): number {
  let at = from
  for (; at < end && at - from < LONGEST_NAME; at++) {
    const character = buffer[at] ?? 0
    const lower = character | 0x20
    const letter = lower >= 0x61 && lower <= 0x7a
    if (!letter && !(character >= 0x2d && character <= 0x39 && character !== SLASH) && character !== 0x5f) break
  }
  return at
}
