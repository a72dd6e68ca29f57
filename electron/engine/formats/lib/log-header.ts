/**
 * The beginning of an application's log line, told from bytes: most lines of a log of gigabytes are INFO and are never decoded.
 *
 *   [2026-11-22 08:46:17,797] INFO starting (kafka.server.KafkaServer)                              Kafka, log4j
 *   2026-11-22 09:00:02.354  INFO 11672 --- [main] c.a.App : Started App                            Spring Boot
 *   [2026-11-22T14:31:22,117][WARN ][o.e.b.BootstrapChecks] [node-1] too low                        Elasticsearch
 *   INFO  [main] 2026-11-22 19:50:13,222 CassandraDaemon.java:214 - Startup complete                Cassandra
 *   2026-11-22 09:00:02,354 [main] INFO  com.acme.App - started                                     logback
 *   22-Nov-2026 08:46:17.797 INFO [main] org.apache.catalina.startup.Catalina.start Server startup   Tomcat
 *   2026-11-22 08:46:17,797 - INFO  - [main:BookieServer@123] - started                              BookKeeper, ZooKeeper
 *   2026-11-22 08:46:17,797 | INFO  | started | org.apache.activemq.broker.BrokerService | main      ActiveMQ, Karaf
 *   2026-11-22 08:46:17,797 CET INFO com.acme.App - started          a zone by name or offset, also in the brackets
 *   ERROR [KafkaApi-0] Error when handling request (kafka.server.KafkaApis)                          without a time
 *   [08:46:17] [Server thread/INFO]: Done     [08:46:17 INFO]: Done     [22Nov2026 08:46:17.797] [main/INFO] [mixin/]: Done    Minecraft
 *   [2026-11-22 08:46:17,797 INFO      o.o.p.SelectionManager] started                              all in one bracket
 *   [INFO] [11/22/2026 08:46:17.797] [main] [akka.remote.Remoting] Starting                          Akka
 */
import type { LogLevel } from '../../../../shared/model/records.ts'

export type LogShape = 'bracketed-time' | 'bracketed-level' | 'level-after-time' | 'level-first'

const SPACE = 0x20
const DASH = 0x2d
const OPEN = 0x5b
const CLOSE = 0x5d
const COLON = 0x3a
const COMMA = 0x2c
const TAB = 0x09
const PIPE = 0x7c
const PLUS = 0x2b
const SLASH = 0x2f
const SHORTEST_LEVEL = 4
const LONGEST_LEVEL = 8
/** `AKST`, `08:00`. */
const LONGEST_ZONE = 5
/** `[2026-11-22 08:46:17,797]`: from the bracket to the one that closes it. */
export const PLAIN_TIME = 24
/** A timestamp with zone and the blanks around it; thread names may be longer. */
const LONGEST_TIME = 48
const LONGEST_BRACKET = 160

const LEVELS: readonly [word: Uint8Array, level: LogLevel][] = (
  [
    ['INFO', 'info'],
    ['WARN', 'warning'],
    ['ERROR', 'error'],
    ['DEBUG', 'debug'],
    ['TRACE', 'trace'],
    ['FATAL', 'fatal'],
    ['WARNING', 'warning'],
    ['SEVERE', 'error'],
    ['CRITICAL', 'fatal'],
  ] as const
).map(([word, level]) => [new TextEncoder().encode(word), level])
const NO_LEVEL: (typeof LEVELS)[number] = [new Uint8Array(1), 'info']
/** By their first letter. */
const LEVELS_OF = Array.from({ length: 256 }, (_, letter) => LEVELS.filter(([word]) => word[0] === letter))

export class LogHeader {
  level: LogLevel = 'info'
  shape: LogShape = 'level-first'
  /** Where the time begins; -1 when the line has none. */
  timeAt = -1
  /** Behind its last character; a zone by name may follow. */
  timeEnd = 0
  /** Where the bytes after the level begin, blanks skipped. */
  restAt = 0
  /** Where the last level word that was looked for ended. */
  #wordEnd = 0
  /** Whether the run of time characters that was read last holds a clock. */
  #clock = false

  /** Reads the header of `buffer[start..end)`; false when the line does not begin like a log line. */
  read(buffer: Uint8Array, start: number, end: number): boolean {
    this.timeAt = -1
    const first = buffer[start] ?? 0
    if (first === OPEN) return this.#bracketed(buffer, start, end)
    if (isDigit(first)) return this.#timed(buffer, start, end)
    if (first >= 0x41 && first <= 0x5a) return this.#levelFirst(buffer, start, end)
    return false
  }

  #bracketed(buffer: Uint8Array, start: number, end: number): boolean {
    if (isPlainTime(buffer, start, end)) {
      this.timeAt = start + 1
      this.timeEnd = start + PLAIN_TIME
      this.shape = 'bracketed-time'
      return this.#levelAfter(buffer, start + PLAIN_TIME + 1, end)
    }
    const close = indexOf(buffer, CLOSE, start + 1, Math.min(end, start + LONGEST_BRACKET))
    if (close < 0) return false
    if (isDigit(buffer[start + 1] ?? 0)) {
      const stop = this.#timeEnd(buffer, start + 1, close)
      if (!this.#clock) return false
      this.timeAt = start + 1
      this.timeEnd = stop
      // A level looks like the name of a zone.
      if (stop !== close && this.#levelWithin(buffer, stop, close, end)) return true
      if (stop !== close && zoneEnd(buffer, stop, end) !== close) return false
    } else if (this.#levelAt(buffer, start + 1, close) && skipBlanks(buffer, this.#wordEnd, close) === close) {
      return this.#timeAfter(buffer, close + 1, end)
    }
    this.shape = 'bracketed-time'
    return this.#levelAfter(buffer, close + 1, end)
  }

  /** The level in the bracket of the time: `[08:46:17 INFO]: `, `[2026-11-22 08:46:17,797 INFO  logger] `. */
  #levelWithin(buffer: Uint8Array, from: number, close: number, end: number): boolean {
    if (!this.#levelAt(buffer, skipBlanks(buffer, from, close), close)) return false
    this.shape = 'bracketed-level'
    const at = skipBlanks(buffer, this.#wordEnd, close)
    this.restAt = at < close ? at : skipColon(buffer, close + 1, end)
    return true
  }

  /** The time in a bracket behind the level. Without it, it is what Maven puts before the lines of all programs: `[INFO] `. */
  #timeAfter(buffer: Uint8Array, from: number, end: number): boolean {
    const at = skipBlanks(buffer, from, end)
    if (buffer[at] !== OPEN || !isDigit(buffer[at + 1] ?? 0)) return false
    const stop = this.#timeEnd(buffer, at + 1, end)
    if (!this.#clock || buffer[stop] !== CLOSE) return false
    this.timeAt = at + 1
    this.timeEnd = stop
    this.shape = 'bracketed-level'
    this.restAt = skipBlanks(buffer, stop + 1, end)
    return true
  }

  #timed(buffer: Uint8Array, start: number, end: number): boolean {
    const stop = this.#timeEnd(buffer, start, end)
    if (!this.#clock) return false
    this.timeAt = start
    this.timeEnd = stop
    this.shape = 'level-after-time'
    if (this.#levelAfter(buffer, stop, end)) return true
    const zone = zoneEnd(buffer, stop, end)
    return zone > stop && this.#levelAfter(buffer, zone, end)
  }

  #levelFirst(buffer: Uint8Array, start: number, end: number): boolean {
    if (!this.#levelAt(buffer, start, end)) return false
    this.shape = 'level-first'
    let at = skipBlanks(buffer, this.#wordEnd, end)
    // `ERROR: text` and `Info (x)` are what command line tools say.
    if (at === this.#wordEnd) return false
    this.restAt = at
    if (buffer[at] === OPEN) {
      const close = indexOf(buffer, CLOSE, at, Math.min(end, at + LONGEST_BRACKET))
      if (close < 0) return true
      at = skipBlanks(buffer, close + 1, end)
    }
    if (isDigit(buffer[at] ?? 0)) {
      const stop = this.#timeEnd(buffer, at, end)
      if (this.#clock) {
        this.timeAt = at
        this.timeEnd = stop
        this.restAt = skipBlanks(buffer, stop, end)
      }
    }
    return true
  }

  /** The level after a time: at once, in brackets of its own, or behind a thread in brackets and a dash. */
  #levelAfter(buffer: Uint8Array, from: number, end: number): boolean {
    let at = skipSeparators(buffer, from, end)
    for (let groups = 0; groups < 3; groups++) {
      if (this.#levelAt(buffer, at, end)) {
        this.restAt = skipSeparators(buffer, this.#wordEnd, end)
        return true
      }
      if (buffer[at] !== OPEN) return false
      if (this.#levelAt(buffer, at + 1, end)) {
        const close = skipBlanks(buffer, this.#wordEnd, end)
        if (buffer[close] !== CLOSE) return false
        this.shape = 'bracketed-level'
        this.restAt = skipBlanks(buffer, close + 1, end)
        return true
      }
      const close = indexOf(buffer, CLOSE, at, Math.min(end, at + LONGEST_BRACKET))
      if (close < 0) return false
      if (this.#levelEndsAt(buffer, at, close)) {
        this.shape = 'bracketed-level'
        this.restAt = skipColon(buffer, close + 1, end)
        return true
      }
      at = close + 1
      while (at < end && (buffer[at] === SPACE || buffer[at] === DASH)) at++
    }
    return false
  }

  /** The level behind a thread: `[Server thread/INFO]`. */
  #levelEndsAt(buffer: Uint8Array, open: number, close: number): boolean {
    for (let at = close - SHORTEST_LEVEL - 1; at > open && at >= close - LONGEST_LEVEL - 1; at--)
      if (buffer[at] === SLASH) return this.#levelAt(buffer, at + 1, close) && this.#wordEnd === close
    return false
  }

  #levelAt(buffer: Uint8Array, at: number, end: number): boolean {
    const levels = LEVELS_OF[buffer[at] ?? 0]
    if (levels === undefined) return false
    for (let index = 0; index < levels.length; index++) {
      const [word, level] = levels[index] ?? NO_LEVEL
      if (at + word.length > end) continue
      let same = 1
      while (same < word.length && buffer[at + same] === word[same]) same++
      if (same < word.length || (at + same < end && isLetterOrDigit(buffer[at + same] ?? 0))) continue
      this.level = level
      this.#wordEnd = at + same
      return true
    }
    return false
  }

  /** Where the characters of a time end that begin at `from`; tells whether they hold a clock (two colons, or one and a date). */
  #timeEnd(buffer: Uint8Array, from: number, end: number): number {
    let at = from
    let colons = 0
    const limit = Math.min(end, from + LONGEST_TIME)
    for (; at < limit; at++) {
      const character = buffer[at] ?? 0
      if (character === COLON) colons++
      else if (character === SPACE) {
        if (colons > 0 || !isDigit(buffer[at + 1] ?? 0)) break
      } else if (!isTimeCharacter(character) && !isMonthLetter(buffer, at, from)) break
    }
    this.#clock = colons >= 2
    return at
  }
}

/** `[2026-11-22 08:46:17,797]`: told by its punctuation, without reading all of it, since a log has millions. */
function isPlainTime(buffer: Uint8Array, start: number, end: number): boolean {
  return (
    start + PLAIN_TIME < end &&
    buffer[start + PLAIN_TIME] === CLOSE &&
    buffer[start + 5] === DASH &&
    buffer[start + 8] === DASH &&
    buffer[start + 14] === COLON &&
    buffer[start + 17] === COLON &&
    buffer[start + 20] === COMMA &&
    isDigit(buffer[start + 1] ?? 0) &&
    isDigit(buffer[start + 19] ?? 0) &&
    isDigit(buffer[start + 23] ?? 0)
  )
}

function isDigit(character: number): boolean {
  return character >= 0x30 && character <= 0x39
}

function isLetterOrDigit(character: number): boolean {
  const lower = character | 0x20
  return isDigit(character) || (lower >= 0x61 && lower <= 0x7a)
}

/** Digits and `- / . , : + T Z`. */
function isTimeCharacter(character: number): boolean {
  return (character >= 0x2b && character <= 0x3a) || character === 0x54 || character === 0x5a
}

/** `22-Nov-2026`, `22Nov2026`: three letters after two digits, with a dash between or without. */
function isMonthLetter(buffer: Uint8Array, at: number, from: number): boolean {
  const first = buffer[from + 2] === DASH ? 3 : 2
  const place = at - from - first
  const letter = (buffer[at] ?? 0) | 0x20
  return place >= 0 && place <= 2 && letter >= 0x61 && letter <= 0x7a
}

/** Behind the colon that ends a header, and blanks. */
function skipColon(buffer: Uint8Array, from: number, end: number): number {
  return skipBlanks(buffer, from + (from < end && buffer[from] === COLON ? 1 : 0), end)
}

/** Behind ` CET` or ` +0100`, if that follows a time at `from` and a blank or a bracket follows it; else `from`. */
function zoneEnd(buffer: Uint8Array, from: number, end: number): number {
  if (buffer[from] !== SPACE) return from
  const sign = buffer[from + 1] === PLUS || buffer[from + 1] === DASH
  let at = from + (sign ? 2 : 1)
  const first = at
  const isPart = sign ? isOffset : isCapital
  while (at < end && at - first <= LONGEST_ZONE && isPart(buffer[at] ?? 0)) at++
  const length = at - first
  const closed = at < end && (buffer[at] === SPACE || buffer[at] === CLOSE)
  return closed && length >= (sign ? 4 : 1) && length <= LONGEST_ZONE ? at : from
}

function isCapital(character: number): boolean {
  return character >= 0x41 && character <= 0x5a
}

/** Digits and the colon of `+08:00`. */
function isOffset(character: number): boolean {
  return character >= 0x30 && character <= COLON
}

function skipBlanks(buffer: Uint8Array, from: number, end: number): number {
  let at = from
  while (at < end && buffer[at] === SPACE) at++
  return at
}

/** Blanks, and the dash or bar between the columns of a layout: `- INFO - `, `| INFO | `, tabs. */
function skipSeparators(buffer: Uint8Array, from: number, end: number): number {
  let at = from
  while (at < end) {
    const character = buffer[at]
    const between = (character === DASH || character === PIPE) && buffer[at + 1] === SPACE
    if (character !== SPACE && character !== TAB && !between) break
    at++
  }
  return at
}

/** Like Uint8Array.indexOf with an end: the buffer goes on behind the line. */
function indexOf(buffer: Uint8Array, byte: number, from: number, end: number): number {
  for (let at = from; at < end; at++) if (buffer[at] === byte) return at
  return -1
}
