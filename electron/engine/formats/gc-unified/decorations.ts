/**
 * Decorations of unified logging (JEP 158, logDecorators.hpp): any of them, always in the order
 * time, utctime, uptime, timemillis, uptimemillis, timenanos, uptimenanos, hostname, pid, tid, level, tags.
 *
 *   [2026-11-22T08:46:45.124+0000][27.529s][info ][gc,start    ] GC(0) Pause Young ...
 */
import type { EpochMs, Pid, Seconds } from '../../../../shared/model/units.ts'
import { readTimestamp } from '../lib/time.ts'

export interface Stamp {
  at: EpochMs | null
  uptime: Seconds | null
  host: string | null
  pid: Pid | null
  /** Whether the printed date named no zone. */
  unzoned: boolean
}

const OPEN = 0x5b
const CLOSE = 0x5d
const SPACE = 0x20
/** Tags and host names are shorter. */
const LONGEST = 280
/** Milliseconds from here on are since 1970 (timemillis); before they are uptime, of less than 31 years. */
const EPOCH_FROM = 1e12

/** Finds where the message begins, without decoding. */
export class Decorated {
  /** Whether the line begins with decorations. */
  decorated = false
  messageAt = 0
  /** First letter of the level, `w` for warnings; 0 when no level is printed. */
  level = 0

  read(buffer: Uint8Array, start: number, end: number): void {
    let at = start
    this.level = 0
    while (at < end && buffer[at] === OPEN) {
      const limit = Math.min(end, at + LONGEST)
      let close = at + 1
      while (close < limit && buffer[close] !== CLOSE) close++
      if (close === limit) break
      if (this.level === 0) this.level = levelAt(buffer, at + 1, close)
      at = close + 1
    }
    this.decorated = at > start && (at === end || buffer[at] === SPACE)
    this.messageAt = !this.decorated ? start : at < end ? at + 1 : end
  }
}

/** `info`, `debug`, `trace`, `warning`, `error`, padded with blanks to one width. */
function levelAt(buffer: Uint8Array, at: number, close: number): number {
  const first = buffer[at] ?? 0
  const second = buffer[at + 1]
  const length = close - at
  if (length < 4 || length > 8) return 0
  if (first === 0x69 && second === 0x6e && buffer[at + 2] === 0x66) return first
  if (first === 0x64 && second === 0x65 && buffer[at + 2] === 0x62) return first
  if (first === 0x74 && second === 0x72 && buffer[at + 2] === 0x61) return first
  if (first === 0x77 && second === 0x61 && buffer[at + 2] === 0x72) return first
  if (first === 0x65 && second === 0x72 && buffer[at + 2] === 0x72) return first
  return 0
}

// 27.529s   27,529s   27529ms   27529124000ns
const AMOUNT = /^(\d{1,20}(?:[.,]\d{1,9})?)(s|ms|ns)$/
const NUMBER = /^\d{1,10}$/
const LEVEL = /^(?:error|warning|info|debug|trace) *$/
const HOST = /^[\w.-]{1,255}$/

/** The stamp that decorations (`[...][...]`, decoded) give. */
export function stampOf(decorations: string): Stamp {
  const stamp: Stamp = { at: null, uptime: null, host: null, pid: null, unzoned: false }
  const parts = decorations.trim().slice(1, -1).split('][')
  const numbers: string[] = []
  const level = parts.findIndex((part) => LEVEL.test(part))
  // The pid and the tid come behind the name of the host, the tags behind all (LogDecorators::Decorator, logDecorators.hpp).
  const number = parts.findLastIndex((part) => NUMBER.test(part))
  let millis: Seconds | null = null
  let nanos: Seconds | null = null
  for (const [index, part] of parts.entries()) {
    const amount = AMOUNT.exec(part)
    if (amount) {
      const value = Number((amount[1] ?? '').replace(',', '.'))
      if (amount[2] === 's') stamp.uptime = value
      else if (amount[2] === 'ns') nanos = value / 1e9
      else if (value >= EPOCH_FROM) stamp.at ??= value
      else millis = value / 1000
    } else if (NUMBER.test(part)) numbers.push(part)
    else if (index < level || level < 0) {
      const time = readTimestamp(part)
      if (time?.length === part.trim().length) {
        // The first of time and utctime; both name their zone.
        stamp.at = time.at
        stamp.unzoned = !time.zoned
      } else if (index < Math.max(level, number) && HOST.test(part)) stamp.host = part
    }
  }
  // Of timenanos (the host's clock) and uptimenanos the last one counts.
  stamp.uptime ??= millis ?? nanos
  // A single number may be a thread: then nothing is said.
  if (numbers.length === 2) stamp.pid = Number(numbers[0])
  return stamp
}
