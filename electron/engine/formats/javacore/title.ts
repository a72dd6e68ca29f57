/** Why and when: the TITLE section, and the fault that GPINFO describes. */
import type { EventRecord, EventType } from '../../../../shared/model/records.ts'
import type { EpochMs } from '../../../../shared/model/units.ts'
import { parseHex } from '../lib/hex.ts'
import { quoteOf } from '../lib/quote.ts'
import { signalCodeName, signalName } from '../lib/signals.ts'
import type { Dump, JavacoreLine } from './parser.ts'

export interface Title {
  at: EpochMs | null
  zoned: boolean
  /** The VM ended with it. */
  crashed: boolean
  /** Number of the signal, once GPINFO has told it. */
  signal: number | null
  /** The error that was thrown, until the line with its time has come. */
  refusal: EventRecord | null
}

// 1TISIGINFO     Dump Event "systhrow" (00040000) Detail "java/lang/OutOfMemoryError" "Java heap space" received
const EVENT = /^Dump Event "(\w{1,20})"(?: \([0-9A-F]{1,16}\))?(?: Detail "([^"]*)")?(?: "([^"]*)")?/
// 1TISIGINFO     signal 11 received
const SIGNAL = /^signal (\d{1,3}) received/
// 1TIDATETIME    Date: 2018/08/30 at 21:55:47:607    1TIDATETIMEUTC Date: 2021/02/09 at 12:44:05:105 (UTC)
const DATE = /(\d{4})\/(\d{2})\/(\d{2}) at (\d{2}):(\d{2}):(\d{2})(?::(\d{3}))?/
// 1XHEXCPCODE    Signal_Number: 0000000B    1XHEXCPCODE    Signal_Code: 00000001    1XHEXCPCODE    InaccessibleAddress: 0000000000000008
// 1XHEXCPCODE    ExceptionCode: C0000005    1XHEXCPCODE    InaccessibleReadAddress: 0000000000000018          (Windows: omrsignal.c)
const FAULT =
  /^(Signal_Number|Signal_Code|ExceptionCode|Inaccessible(?:Read|Write)?Address|DEPAddress): ?([0-9A-Fa-f]{1,16})$/
// 1TISIGINFO     OUTOFMEMORY received                                                            (up to 5)
const OLD_MEMORY = 'OUTOFMEMORY received'
// Failed to create a thread: retVal -1073741830, errno 11
const THREAD = /^Failed to (?:create|fork) (?:a |OS )?thread/i
const ERRNO = /errno:? ?(\d{1,3})/
/** Of the old VMs' signals only faults end them: 3 (SIGQUIT) and 21 (Windows, break) ask for a dump. */
const ENDING: ReadonlySet<number> = new Set([4, 5, 6, 7, 8, 11])
/** As HotSpot names them (os_windows.cpp, exceptlabels). */
const exceptions = new Map([
  [0xc0000005, 'EXCEPTION_ACCESS_VIOLATION'],
  [0xc0000006, 'EXCEPTION_IN_PAGE_ERROR'],
  [0xc000001d, 'EXCEPTION_ILLEGAL_INSTRUCTION'],
  [0xc0000094, 'EXCEPTION_INT_DIVIDE_BY_ZERO'],
  [0xc00000fd, 'EXCEPTION_STACK_OVERFLOW'],
])
const errnos = new Map([
  ['11', 'EAGAIN'],
  ['12', 'ENOMEM'],
])

/** False if the line is of another kind. */
export function readTitle(dump: Dump, line: JavacoreLine): boolean {
  switch (line.tag) {
    case '1TISIGINFO':
      readEvent(dump, line)
      return true
    case '1TIDATETIMEUTC':
    case '1TIDATETIME':
      readDate(dump, line)
      return true
    case '1XHEXCPCODE':
      readFault(dump, line)
      return true
    case '1XHEXCPMODULE':
      if (line.rest.startsWith('Symbol: ')) dump.fact('crash.problematic-frame', line.rest.slice(8), line)
      return true
    default:
      return false
  }
}

function readEvent(dump: Dump, line: JavacoreLine): void {
  const [, event = '', detail = '', message = ''] = EVENT.exec(line.rest) ?? []
  const signal = SIGNAL.exec(line.rest)?.[1]
  if (event === 'gpf' || event === 'abort' || signal !== undefined) {
    if (signal !== undefined && !ENDING.has(Number(signal))) return
    const name = event === 'abort' ? 'SIGABRT' : signal === undefined ? undefined : signalName(Number(signal))
    dump.title.crashed = true
    dump.fact('crash.kind', 'signal', line)
    dump.fact('crash.headline', line.rest, line)
    if (name !== undefined) dump.fact('crash.signal', name, line)
  } else if (event === 'traceassert') {
    dump.title.crashed = true
    dump.fact('crash.kind', 'internal-error', line)
    dump.fact('crash.headline', line.rest, line)
  } else if (detail === 'java/lang/OutOfMemoryError' || line.rest.startsWith(OLD_MEMORY)) {
    dump.title.refusal = refusalOf(line, message)
  }
}

function refusalOf(line: JavacoreLine, reason: string): EventRecord {
  const number = ERRNO.exec(reason)?.[1]
  const errno = number === undefined ? undefined : (errnos.get(number) ?? number)
  return {
    kind: 'event',
    type: refusalType(reason),
    at: null,
    uptime: null,
    level: 'error',
    source: 'javacore',
    values: { reason, ...(errno === undefined ? {} : { errno }) },
    span: { line: line.number, endLine: line.number },
    quote: quoteOf(line.text),
  }
}

function refusalType(reason: string): EventType {
  if (THREAD.test(reason)) return 'thread-start-failed'
  return reason === 'Map failed' ? 'map-failed' : 'out-of-memory'
}

/** Emits the error of the TITLE section; to be called when that has ended. */
export function endTitle(dump: Dump): void {
  const { refusal, at } = dump.title
  if (refusal !== null) dump.context.emit({ ...refusal, at })
  dump.title.refusal = null
}

/** The UTC line precedes the local one in dumps that have both. */
function readDate(dump: Dump, line: JavacoreLine): void {
  const at = parseDate(line.rest)
  if (at === null || dump.title.at !== null) return
  const zoned = line.tag === '1TIDATETIMEUTC'
  dump.title.at = at
  dump.title.zoned = zoned
  if (!zoned) dump.noteZone(line.number)
  if (dump.title.crashed) dump.fact('crash.time', at, line)
}

export function parseDate(text: string): EpochMs | null {
  const match = DATE.exec(text)
  if (!match) return null
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, milli = 0] = match
    .slice(1)
    .map((part) => Number(part ?? 0))
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) return null
  return Date.UTC(year, month - 1, day, hour, minute, second, milli)
}

function readFault(dump: Dump, line: JavacoreLine): void {
  const [, name, hex = ''] = FAULT.exec(line.rest) ?? []
  const value = parseHex(hex)
  if (Number.isNaN(value)) return
  if (name?.endsWith('Address') === true) dump.fact('crash.signal-address', value, line)
  else if (name === 'ExceptionCode') dump.fact('crash.signal', exceptions.get(value) ?? `0x${hex.toLowerCase()}`, line)
  else if (name === 'Signal_Number') {
    dump.title.signal = value
    dump.fact('crash.signal', signalName(value), line)
  } else if (dump.title.signal !== null) {
    // A negative code is printed as 32 bits.
    dump.fact('crash.signal-code', signalCodeName(dump.title.signal, value | 0), line)
  }
}
