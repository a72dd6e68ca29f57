/**
 * Lines that are JSON objects about a line.
 *
 *   {"log":"[2026-11-22 08:46:17,797] INFO ...\n","stream":"stdout","time":"2026-11-22T08:46:17.123456789Z"}   docker, json-file
 *   {"type":"server","timestamp":"2026-11-22T08:46:17,797Z","level":"INFO","component":"o.e.n.Node","message":...}   Elasticsearch 7
 *   {"@timestamp":"...","log.level":"INFO","message":"...","log.logger":"...","error.stack_trace":"..."}       ECS
 *   {"level":"ERROR","timestamp":"...","logger":"kafka.server.KafkaServer","message":"...","exception":"..."}  log4j2 JSON templates
 *   {"instant":{"epochSecond":1795337160,...},"level":"INFO","loggerName":"...","thrown":{...}}                log4j2 JsonLayout
 *   {"@timestamp":"...","logger_name":"...","level":"INFO","message":"...","stack_trace":"..."}                logstash-logback-encoder
 *   {"timestamp":"...","loggerName":"...","level":"ERROR","message":"...","exception":{"exceptionType":"...","frames":[...],"causedBy":...}}   jboss-logmanager
 *   {"timestampSeconds":...,"timestampNanos":...,"severity":"ERROR","message":"...","exception":"..."}          Stackdriver
 *   {"timestamp":...,"level":"ERROR","loggerName":"...","message":"...","throwable":{"className":"...","stepArray":[...],"cause":...}}   logback's JsonEncoder
 *   {"name":"app","pid":7,"level":50,"msg":"...","time":"...","err":{"stack":"..."},"v":0}                      bunyan, pino
 *   {"version":"1.1","short_message":"...","full_message":"...","timestamp":1795337160.123,"level":3}           GELF
 *   {"_index":"logs","_source":{"@timestamp":"...","message":"..."}}                                            Elasticsearch's hits
 *   {"labels":{...},"line":"[2026-11-22 ...","timestamp":"..."}                                                 logcli -o jsonl
 */
import { isObject, listAt, objectOf, textAt, type JsonObject } from './json-text.ts'
import { readTimestamp } from './time.ts'
import type { WrapperObject } from './wrapper.ts'

/** Larger ones are no line of a log. */
const MOST_CHARACTERS = 1024 * 1024
/** A trace with more has nothing to tell in them. */
const MOST_ROWS = 1000
const MOST_CAUSES = 20

const LEVELS = new Map([
  ['WARNING', 'WARN'],
  ['SEVERE', 'ERROR'],
  ['CRITICAL', 'FATAL'],
  ['DEPRECATION', 'WARN'],
])
const KNOWN_LEVELS = new Set(['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'])
/** Names as paths into the object; a name with points may be flat or nested. */
/** What bunyan and pino count in tens; syslog's severities of GELF are less (RFC 5424). */
const BUNYAN = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL']
const SYSLOG = ['FATAL', 'FATAL', 'FATAL', 'ERROR', 'WARN', 'INFO', 'INFO', 'DEBUG']
const LEVEL_NAMES = ['level', 'log.level', 'severity', 'levelname', 'log_level']
const TIME_NAMES = ['@timestamp', 'timestamp', 'time', 'ts', 'timeMillis', '@t', 'date', '_source.@timestamp']
const MESSAGE_NAMES = ['message', 'msg', '@m', 'log.message', 'short_message']
const LOGGER_NAMES = [
  'component',
  'log.logger',
  'logger',
  'loggerName',
  'logger_name',
  'staticContext.loggerName',
  'category',
  'class',
  '_logger',
]
const TRACE_NAMES = [
  'stacktrace',
  'error.stack_trace',
  'stack_trace',
  'stackTrace',
  'exception.stacktrace',
  'exception',
  'throwable',
  'thrown',
  'err.stack',
  'error',
  'full_message',
]

export const dockerJson: WrapperObject = {
  kind: 'object',
  read(text) {
    const object = parsed(text)
    if (object === null) return null
    const log = lineWithin(object)
    if (log === null) return null
    return { rows: rowsOf(log.replace(/\r?\n$/, '')), time: timeOf(object) }
  },
}

/** What an object says that is about one line and has its text. */
function lineWithin(object: JsonObject): string | null {
  if (Object.hasOwn(object, 'stream')) return textAt(object, 'log')
  if (isObject(object['labels'])) return textAt(object, 'line')
  const source = object['_source']
  // A level beside the text makes it a library's object.
  if (!isObject(source) || firstOf(source, LEVEL_NAMES, levelOf) !== null) return null
  return firstOf(source, MESSAGE_NAMES, asText)
}

/** What a logging library writes as JSON, turned into the lines it would have written as text. */
export const jsonLog: WrapperObject = {
  kind: 'object',
  read(text) {
    const hit = parsed(text)
    if (hit === null) return null
    const object = isObject(hit['_source']) ? hit['_source'] : hit
    const level = firstOf(object, LEVEL_NAMES, levelOf)
    const message = firstOf(object, MESSAGE_NAMES, asText)
    const time = timeOf(object)
    if (level === null || message === null || time === null) return null
    const word = level.toUpperCase()
    const name = LEVELS.get(word) ?? (KNOWN_LEVELS.has(word) ? word : 'INFO')
    const logger = firstOf(object, LOGGER_NAMES, asText)?.replaceAll(/[^\w.$-]+/g, '_')
    const [head = '', ...rest] = rowsOf(message)
    const trace = firstOf(object, TRACE_NAMES, traceOf) ?? []
    return { rows: [`${stampOf(time)} ${name} ${head} (${logger ?? 'log'})`, ...rest, ...trace], time }
  },
}

/** As Kafka writes it. With the zone, so that nobody has to assume one that is known. */
function stampOf({ at, zoned }: { at: number; zoned: boolean }): string {
  const iso = new Date(at).toISOString()
  return zoned ? `[${iso}]` : `[${iso.slice(0, -1)}]`
}

function parsed(text: string): JsonObject | null {
  return text.length > MOST_CHARACTERS || !text.startsWith('{') ? null : objectOf(text)
}

function rowsOf(text: string): string[] {
  return text.split(/\r?\n/, MOST_ROWS)
}

/** The first of `names` that stands in the object and that `read` understands. */
function firstOf<T>(object: JsonObject, names: readonly string[], read: (value: unknown) => T | null): T | null {
  for (const name of names) {
    const value = valueAt(object, name)
    const found = value === undefined || value === null ? null : read(value)
    if (found !== null) return found
  }
  return null
}

function valueAt(object: JsonObject, name: string): unknown {
  if (Object.hasOwn(object, name)) return object[name]
  const point = name.indexOf('.')
  if (point < 0) return undefined
  const inner = Object.hasOwn(object, name.slice(0, point)) ? object[name.slice(0, point)] : undefined
  return isObject(inner) ? valueAt(inner, name.slice(point + 1)) : undefined
}

function levelOf(value: unknown): string | null {
  if (typeof value !== 'number') return asText(value)
  return (value >= 10 ? BUNYAN[Math.floor(value / 10) - 1] : SYSLOG[value]) ?? null
}

function asText(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

/** ISO text, or seconds or milliseconds since 1970. */
function timeOf(object: JsonObject): { at: number; zoned: boolean } | null {
  const seconds = valueAt(object, 'instant.epochSecond') ?? valueAt(object, 'timestampSeconds')
  const nanoseconds = valueAt(object, 'instant.nanoOfSecond') ?? valueAt(object, 'timestampNanos')
  if (typeof seconds === 'number') return epoch(seconds, typeof nanoseconds === 'number' ? nanoseconds : 0)
  return firstOf(object, TIME_NAMES, (value) => {
    if (typeof value === 'number') return epoch(value, 0)
    const time = typeof value === 'string' ? readTimestamp(value) : null
    return time && { at: time.at, zoned: time.zoned }
  })
}

/** Above this a number counts milliseconds: as seconds it would be the year 5138. */
const MOST_SECONDS = 1e11

function epoch(value: number, nanoseconds: number): { at: number; zoned: boolean } | null {
  const at = Math.floor(value > MOST_SECONDS ? value : value * 1000 + nanoseconds / 1e6)
  return at > 0 && at < MOST_SECONDS * 1000 ? { at, zoned: true } : null
}

/** The lines of a trace: as text, as a list of lines, or as objects of an exception, its frames and causes. */
function traceOf(value: unknown): readonly string[] | null {
  if (typeof value === 'string') return value === '' ? null : rowsOf(value)
  if (Array.isArray(value)) {
    const rows = (value as unknown[]).filter((row) => typeof row === 'string')
    // Elasticsearch leaves the tabs out.
    return rows.length > 0 ? rows.slice(0, MOST_ROWS).map((row) => row.replace(/^(?=at |\.{3} \d)/, '\t')) : null
  }
  return isObject(value) ? exceptionOf(value) : null
}

function exceptionOf(thrown: JsonObject): readonly string[] | null {
  const printed = firstOf(thrown, ['extendedStackTrace', 'stackTrace', 'stack_trace', 'stacktrace'], traceOf)
  if (printed) return printed
  const rows: string[] = []
  let cause: JsonObject | null = thrown
  for (let depth = 0; cause !== null && depth < MOST_CAUSES && rows.length < MOST_ROWS; depth++) {
    const name = firstOf(cause, ['name', 'className', 'exception_class', 'exceptionType', 'type', 'class'], asText)
    if (name === null) break
    const message = firstOf(cause, ['message', 'exception_message', 'error.message', 'localizedMessage'], asText)
    rows.push(`${depth === 0 ? '' : 'Caused by: '}${name}${message === null ? '' : `: ${message}`}`)
    for (const frame of [
      ...listAt(cause, 'extendedStackTrace'),
      ...listAt(cause, 'frames'),
      ...listAt(cause, 'stepArray'),
    ])
      if (isObject(frame)) rows.push(frameOf(frame))
    const next: unknown = valueAt(cause, 'cause') ?? valueAt(cause, 'causedBy.exception')
    cause = isObject(next) ? next : null
  }
  return rows.length > 0 ? rows : null
}

function frameOf(frame: JsonObject): string {
  const text = (...names: string[]): string | undefined => firstOf(frame, names, textOf) ?? undefined
  const method = `${text('class', 'className') ?? ''}.${text('method', 'methodName') ?? ''}`
  const line = text('line', 'lineNumber')
  // StackTraceElement.isNativeMethod
  if (line === '-2') return `\tat ${method}(Native Method)`
  return `\tat ${method}(${text('file', 'fileName') ?? 'Unknown Source'}:${line ?? ''})`
}

function textOf(value: unknown): string | null {
  return typeof value === 'number' ? String(value) : asText(value)
}
