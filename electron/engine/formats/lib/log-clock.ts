/** The time of the last log line: kept as bytes, since it is worked out for few lines, and quickly where logs of gigabytes ask for it. */
import { readTimestamp, type Timestamp } from './time.ts'

/** A date, a clock and the name of a zone. */
const MOST_BYTES = 56
/** What may follow the characters of a time and is part of it, and the character behind that: ` CEST `, ` +08:00`. */
const ZONE_BYTES = 7
/** `2026-11-22 08:46:17,797]`: neighbours differ in seconds and milliseconds only. */
const PLAIN_LENGTH = 24
const MINUTE_LENGTH = 17
const COLON = 0x3a
const CLOSE = 0x5d

const decoder = new TextDecoder()

// 25/03/31 02:40:37         log4j.properties of Spark (to 3.2) and Hadoop: %d{yy/MM/dd HH:mm:ss}, which has no milliseconds
const SHORT_YEAR = /^(\d\d)\/(\d\d)\/(\d\d)(?= \d\d:\d\d:\d\d(?![.,\d]))/
// 22Nov2026 08:46:17.797    Forge
const JOINED = /^(\d\d)([A-Z][a-z]{2})(\d{4})(?= \d\d:)/

export class LogClock {
  readonly #bytes = new Uint8Array(MOST_BYTES)
  readonly #copy = new DataView(this.#bytes.buffer)
  #length = 0
  #viewed: Uint8Array | null = null
  #view: DataView = this.#copy
  /** The beginning of the last plain time, up to the colon before the seconds, and what it says. */
  readonly #minute = new Uint8Array(MINUTE_LENGTH)
  #minuteAt = NaN

  /** Whether the last line had a time. */
  get isSet(): boolean {
    return this.#length > 0
  }

  clear(): void {
    this.#length = 0
  }

  /** Takes the time whose characters are `buffer[from..to)`; `end` is the line's. */
  set(buffer: Uint8Array, from: number, to: number, end: number): void {
    const length = Math.min(MOST_BYTES, Math.min(end, to + (buffer[to] === CLOSE ? 1 : ZONE_BYTES)) - from)
    this.#length = length
    if (length !== PLAIN_LENGTH) {
      this.#bytes.set(buffer.subarray(from, from + length))
      return
    }
    if (buffer !== this.#viewed) {
      this.#viewed = buffer
      this.#view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength)
    }
    // Words instead of bytes: this is done for every line.
    for (let at = 0; at < PLAIN_LENGTH; at += 4) this.#copy.setInt32(at, this.#view.getInt32(from + at))
  }

  /** Null when there is no time, or none of this world. */
  read(): Omit<Timestamp, 'length'> | null {
    if (this.#length === 0) return null
    const plain = this.#length === PLAIN_LENGTH && this.#bytes[PLAIN_LENGTH - 1] === CLOSE
    const within = plain ? this.#millisecondsOfMinute() : -1
    if (within >= 0 && this.#isSameMinute()) return { at: this.#minuteAt + within, zoned: false }
    const time = readTimestamp(withKnownDate(decoder.decode(this.#bytes.subarray(0, this.#length))))
    if (time !== null && within >= 0 && !time.zoned) {
      this.#minute.set(this.#bytes.subarray(0, MINUTE_LENGTH))
      this.#minuteAt = time.at - within
    }
    return time
  }

  #isSameMinute(): boolean {
    if (Number.isNaN(this.#minuteAt)) return false
    // From the end, where they differ first.
    for (let at = MINUTE_LENGTH - 1; at >= 0; at--) if (this.#bytes[at] !== this.#minute[at]) return false
    return true
  }

  /** Seconds and milliseconds of a plain time; -1 when they are not written `17,797`. */
  #millisecondsOfMinute(): number {
    const bytes = this.#bytes
    const point = bytes[19]
    if (bytes[16] !== COLON || (point !== 0x2c && point !== 0x2e)) return -1
    let value = 0
    for (let at = MINUTE_LENGTH; at < PLAIN_LENGTH - 1; at++) {
      if (at === 19) continue
      const digit = (bytes[at] ?? 0) - 0x30
      if (digit < 0 || digit > 9) return -1
      value = value * 10 + digit
    }
    return value < 60_000 ? value : -1
  }
}

/** The date as readTimestamp knows it. */
function withKnownDate(text: string): string {
  return text.replace(SHORT_YEAR, '20$1-$2-$3').replace(JOINED, '$1-$2-$3')
}
