/**
 * Logs of application servers that put a line's time, level and thread into a form of their own; rows are what log4j would have written.
 *
 *   ####<Nov 22, 2026 9:00:00,123 AM CET> <Error> <Kernel> <host1> <srv1> <thread> <<WLS Kernel>> <> <> <1795338000123> <BEA-000802> <text>
 *   <Nov 22, 2026 9:00:00,123 AM CET> <Error> <Kernel> <BEA-000802> <text>                    WebLogic: log and console
 *   [11/22/26 9:00:00:123 CET] 0000004a ThreadMonitor W   text                                WebSphere (SystemOut.log, trace.log)
 *   [11/22/26, 9:00:00:123 CET] 0000004a com.ibm.ws.logging      E text                       Liberty (messages.log)
 *
 * Oracle: "Configuring Log Files and Filtering Log Messages", message attributes. IBM: "JVM log interpretation", event types.
 */
import { zoneOffsetMinutes } from '../../../../shared/model/zones.ts'
import type { EpochMs } from '../../../../shared/model/units.ts'
import type { WrapperObject } from './wrapper.ts'

type Rows = ReturnType<WrapperObject['read']>

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
/** Behind what stands before them: banners, and the end of a trace. */
const LOOKED_AT = 60

// ####<Nov 22, 2026 9:00:00,123 AM CET> <Error> <Kernel> <         <Nov 22, 2026, 9:00:00,123 AM Central European Time> <Error> <
const WEBLOGIC =
  /^(?:####)?<([A-Z][a-z]{2}) (\d{1,2}), (\d{4}),? (\d{1,2}):(\d\d):(\d\d)(?:,(\d{3}))? ([AP])M ([^<>]{1,60})> <(\w{4,9})> <([^<>]{0,80})> (.*)$/
// <1795338000123>
const RAW_TIME = /<(\d{13})> /
// <BEA-000802> <text
const MESSAGE = /<(?:[A-Z]{2,12}-\d{1,7})?> <((?:[^<]|<(?!BEA-))*)$/
const WEBLOGIC_LEVELS: Readonly<Record<string, string>> = {
  Emergency: 'FATAL',
  Alert: 'FATAL',
  Critical: 'FATAL',
  Error: 'ERROR',
  Warning: 'WARN',
  Notice: 'INFO',
  Info: 'INFO',
  Debug: 'DEBUG',
  Trace: 'TRACE',
}

// [11/22/26 9:00:00:123 CET] 0000004a ThreadMonitor W   text
const WEBSPHERE =
  /^\[(\d{1,2})[/.](\d{1,2})[/.](\d\d|\d{4}),? (\d{1,2}):(\d\d):(\d\d):(\d{3}) ([A-Z]{1,5}|[A-Z]{3}[+-]\d\d:\d\d)\] [\da-f]{8} (\S{1,120}) {1,30}([FEWAICDORZ1-3]) {1,4}(.*)$/
const WEBSPHERE_LEVELS: Readonly<Record<string, string>> = {
  F: 'FATAL',
  E: 'ERROR',
  W: 'WARN',
  A: 'INFO',
  I: 'INFO',
  C: 'INFO',
}
/** What the program itself wrote, line by line: standard output and standard error. */
const CONSOLES = new Set(['O', 'R'])
// java.lang.OutOfMemoryError: Map failed        Exception in thread "main" java.lang.IllegalStateException
const THROWN = /^(?:Exception in thread "[^"]{0,200}" )?(?:[\w$]{1,80}\.){1,20}[\w$]{0,80}(?:Exception|Error)(?![\w$.])/
/** Where month comes before day. */
const AMERICAN = /^(?:E|C|M|P|AK|H)[SD]T$/

/** Null where none of the first lines has the form of such a server. */
export function serverLogOf(sample: readonly string[]): WrapperObject | null {
  const head = sample.slice(0, LOOKED_AT)
  if (head.some((line) => WEBLOGIC.test(line))) return { kind: 'object', read: readWeblogic }
  if (!head.some((line) => WEBSPHERE.test(line))) return null
  const order = orderOf(sample.flatMap(dateOf))
  return { kind: 'object', read: (text) => readWebsphere(text, order) }
}

function readWeblogic(text: string): Rows {
  const match = WEBLOGIC.exec(text)
  if (match === null) return null
  const [
    ,
    month,
    day,
    year,
    hour,
    minute,
    second,
    millis = '000',
    half,
    zone = '',
    level = '',
    subsystem = '',
    rest = '',
  ] = match
  const hours = (Number(hour) % 12) + (half === 'P' ? 12 : 0)
  const local = Date.UTC(
    Number(year),
    MONTHS.indexOf(month ?? ''),
    Number(day),
    hours,
    Number(minute),
    Number(second),
    Number(millis),
  )
  const raw = RAW_TIME.exec(rest)?.[1]
  const message = (MESSAGE.exec(` ${rest}`)?.[1] ?? rest).replace(/> ?$/, '')
  return rowOf(
    raw === undefined ? timeOf(local, zone) : { at: Number(raw), zone: null },
    WEBLOGIC_LEVELS[level] ?? 'INFO',
    message,
    subsystem,
  )
}

type Order = 'month' | 'day' | null

/** Numbers of a date, and its zone, for the order that they stand in: the server's locale decides that. */
function dateOf(line: string): { first: number; second: number; zone: string }[] {
  const [, first, second, , , , , , zone = ''] = WEBSPHERE.exec(line) ?? []
  return first === undefined ? [] : [{ first: Number(first), second: Number(second), zone }]
}

/** Null where both would do: a date that may be another one is none. */
function orderOf(dates: readonly { first: number; second: number; zone: string }[]): Order {
  if (dates.some(({ first }) => first > 12)) return 'day'
  if (dates.some(({ second }) => second > 12)) return 'month'
  if (dates.every(({ first, second }) => first === second)) return 'month'
  return dates.some(({ zone }) => AMERICAN.test(zone)) ? 'month' : null
}

function readWebsphere(text: string, order: Order): Rows {
  const match = WEBSPHERE.exec(text)
  if (match === null) return null
  const [, first, second, year = '', hour, minute, seconds, millis, zone = '', name = '', event = '', message = ''] =
    match
  const [month, day] = order === 'day' ? [second, first] : [first, second]
  const full = year.length === 2 ? 2000 + Number(year) : Number(year)
  const local = Date.UTC(
    full,
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(seconds),
    Number(millis),
  )
  const time = order === null ? null : timeOf(local, zone)
  if (CONSOLES.has(event)) {
    const at = time === null || time.zone !== null ? null : { at: time.at, zoned: true }
    // A trace has the time of the line that it begins with, not that of the last message before it.
    const heads = THROWN.test(message) ? (rowOf(time, 'ERROR', message, name)?.rows ?? []) : []
    return { rows: [...heads, message], time: at }
  }
  return rowOf(time, WEBSPHERE_LEVELS[event] ?? 'DEBUG', message, name)
}

interface Time {
  at: EpochMs
  /** As printed, where several zones have that name: `at` is then the clock. Null: `at` is UTC. */
  zone: string | null
}

function timeOf(local: EpochMs, zone: string): Time {
  const minutes = zoneOffsetMinutes(zone)
  return minutes === null ? { at: local, zone } : { at: local - minutes * 60_000, zone: null }
}

function rowOf(time: Time | null, level: string, message: string, source: string): Rows {
  const text = `${level} ${message} (${source})`
  if (time === null || !Number.isFinite(time.at)) return { rows: [text], time: null }
  const clock = new Date(time.at).toISOString().slice(0, 23).replace('T', ' ').replace('.', ',')
  if (time.zone === null) return { rows: [`[${clock} +0000] ${text}`], time: { at: time.at, zoned: true } }
  const zone = /^[A-Z]{3,5}$/.test(time.zone) ? ` ${time.zone}` : ''
  return { rows: [`[${clock}${zone}] ${text}`], time: null }
}
