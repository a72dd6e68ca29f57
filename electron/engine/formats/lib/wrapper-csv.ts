/**
 * Exports of log stores as CSV (RFC 4180), a record a log entry, whose cell may have several lines:
 *
 *   "@timestamp","kubernetes.pod.name",message                 Kibana (Discover)
 *   Date,Host,Service,Content                                  Datadog
 *   "_raw","_time",host,source                                 Splunk
 *   timestamp,message          @timestamp,@message             CloudWatch, Logs Insights
 */
import { readTimestamp } from './time.ts'
import type { Wrapped, WrapperObject } from './wrapper.ts'

const MESSAGE = /^(?:@?message|log\.message|event\.original|content|_raw|log|line|textpayload)$/
const TIME = /^(?:@?timestamp|_time|date|time)$/
const LEVEL = /^(?:log\.level|level|severity|status)$/
const LOGGER = /^(?:log\.logger|logger|logger_name)$/
const TRACE = /^(?:error\.stack_trace|error\.stack|stack_trace|stacktrace|exception|throwable)$/
const MOST_COLUMNS = 500
const HEADER_CHARACTERS = 20_000
/** A line that says its level itself. */
const HAS_LEVEL = /^.{0,80}\b(?:TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FATAL|SEVERE|CRITICAL)\b/
const IS_LEVEL = /^(?:trace|debug|info|warn|warning|error|fatal|severe|critical)$/i

/** Null when `sample` does not begin with the names of such columns. */
export function csvOf(sample: readonly string[]): WrapperObject | null {
  const [header = '', second] = sample
  if (second === undefined || header.length > HEADER_CHARACTERS || !/^["\w@]/.test(header) || !header.includes(','))
    return null
  const cells = new Cells()
  const names = cells.of(header).map(({ text }) => text.trim().toLowerCase())
  const known = names.some((name) => MESSAGE.test(name)) && names.some((name) => TIME.test(name))
  return known && !cells.isOpen && names.length <= MOST_COLUMNS ? new CsvLines(names) : null
}

interface Cell {
  column: number
  /** What of it stands in this line. */
  text: string
  /** Whether it began in this line, and whether it ends in it. */
  begins: boolean
  ends: boolean
}

class Cells {
  #column = 0
  #quoted = false

  /** Whether the last cell goes on in the next line. */
  get isOpen(): boolean {
    return this.#quoted
  }

  /** The cells of a line, the first of which may have begun above. */
  of(line: string): Cell[] {
    const cells: Cell[] = []
    let at = 0
    let begins = !this.#quoted
    if (begins) this.#column = 0
    for (;;) {
      if (begins && line[at] === '"') {
        this.#quoted = true
        at++
      }
      const end = this.#quoted ? closingQuote(line, at) : comma(line, at)
      const part = line.slice(at, end)
      const ends = !this.#quoted || end < line.length
      cells.push({ column: this.#column, text: this.#quoted ? part.replaceAll('""', '"') : part, begins, ends })
      if (!ends) return cells
      const next = this.#quoted ? comma(line, end) : end
      this.#quoted = false
      if (next >= line.length) return cells
      this.#column++
      begins = true
      at = next + 1
    }
  }
}

function comma(line: string, from: number): number {
  const at = line.indexOf(',', from)
  return at < 0 ? line.length : at
}

function closingQuote(line: string, from: number): number {
  let at = line.indexOf('"', from)
  while (at >= 0 && line[at + 1] === '"') at = line.indexOf('"', at + 2)
  return at < 0 ? line.length : at
}

/** Reads lines in their order: a cell may go on in the next. */
class CsvLines implements WrapperObject {
  readonly kind = 'object'
  readonly #names: readonly string[]
  readonly #cells = new Cells()
  #isHeader = true
  #time: Wrapped['time'] = null
  #level = ''
  #logger = ''

  constructor(names: readonly string[]) {
    this.#names = names
  }

  read(line: string): (Wrapped & { rows: readonly string[] }) | null {
    const rows: string[] = []
    const { isOpen } = this.#cells
    const cells = this.#cells.of(line)
    if (this.#isHeader) {
      this.#isHeader = false
      return { rows, time: null }
    }
    if (!isOpen) {
      this.#time = null
      this.#level = ''
      this.#logger = ''
    }
    for (const { column, text, begins, ends } of cells) {
      const name = this.#names[column] ?? ''
      if (MESSAGE.test(name)) rows.push(begins ? this.#headed(text) : text)
      else if (TRACE.test(name) && (text !== '' || !ends)) rows.push(text)
      else if (TIME.test(name)) this.#time = timeOf(text)
      else if (LEVEL.test(name) && IS_LEVEL.test(text)) this.#level = text.toUpperCase()
      else if (LOGGER.test(name)) this.#logger = text.replaceAll(/[^\w.$-]+/g, '_')
    }
    return { rows, time: this.#time }
  }

  /** The text of an entry as a line of a log, where columns say what the text does not. */
  #headed(text: string): string {
    if (this.#level === '' || this.#time === null || HAS_LEVEL.test(text)) return text
    const { at, zoned } = this.#time
    const iso = new Date(at).toISOString()
    return `[${zoned ? iso : iso.slice(0, -1)}] ${this.#level} ${text} (${this.#logger === '' ? 'log' : this.#logger})`
  }
}

function timeOf(text: string): Wrapped['time'] {
  const time = /^\d{13}$/.test(text) ? { at: Number(text), zoned: true } : readTimestamp(text)
  return time && { at: time.at, zoned: time.zoned }
}
