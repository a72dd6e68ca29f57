import type { FactKey } from '../../../../shared/model/facts.ts'
import type { SeriesId } from '../../../../shared/model/records.ts'
import type { EpochMs, LineNumber } from '../../../../shared/model/units.ts'
import type { Confidence, Head, LineParser, ParseContext } from '../format.ts'
import { quoteOf } from '../lib/quote.ts'

// Linux 6.1.0-18-amd64 (kafka-13) 	11/27/26 	_x86_64_	(2 CPU)          ... 2026-11-27 ...        ... 27.11.2026 ...
const BANNER = /^Linux (\S{1,100}) \((\S{1,253})\)\s{1,8}(\S{6,12})\s{1,8}_\w{1,20}_\s/
// 06:12:59      UID       PID  minflt/s  majflt/s     VSZ     RSS   %MEM  Command          06:12:59 AM   UID ...        # Time        UID
const HEADER = /^(?:\d{2}:\d{2}:\d{2}(?: [AP]M)?|#\s{0,4}Time)\s{1,12}(?:UID|USER)\s{1,12}PID\s/
const CLOCK = /^(\d{2}):(\d{2}):(\d{2})(?: ([AP])M)?\s/
// 11/27/26        11/27/2026        27.11.2026        2026-11-27
const DATE = /^(\d{1,4})[/.-](\d{1,2})[/.-](\d{1,4})$/
const NUMBER = /^\d{1,15}$/
const KIB = 1024
const DAY: EpochMs = 86_400_000
const MOST_POINTS = 1_000_000

interface Measure {
  series: SeriesId
  title: string
  unit: 'bytes' | 'count'
  factor: number
}

const MEASURES = new Map<string, Measure>([
  ['VSZ', { series: 'virtual-size', title: 'Virtual size', unit: 'bytes', factor: KIB }],
  ['RSS', { series: 'rss', title: 'Resident set size', unit: 'bytes', factor: KIB }],
  ['threads', { series: 'threads', title: 'Threads', unit: 'count', factor: 1 }],
])

export function sniffPidstat({ lines }: Head): Confidence {
  const at = lines.findIndex((line) => BANNER.test(line))
  if (at < 0 || at > 3) return 'no'
  return lines.slice(at, at + 6).some((line) => HEADER.test(line)) ? 'certain' : 'no'
}

interface Column {
  measure: Measure
  at: number[]
  value: number[]
  line: LineNumber[]
  first: string
}

export function openPidstat(context: ParseContext): LineParser {
  const columns = new Map<string, Column>()
  const pids = new Set<string>()
  let names: readonly string[] = []
  let day: EpochMs | null = null
  let last = -1
  let pidPlace: { line: LineNumber; quote: string } | null = null

  function fact(key: FactKey, value: string | number, line: LineNumber, quote: string): void {
    context.emit({ kind: 'fact', key, value, at: null, span: { line, endLine: line }, quote: quoteOf(quote) })
  }

  function banner(text: string, line: LineNumber): boolean {
    const match = BANNER.exec(text)
    if (!match) return false
    fact('os.kernel', match[1] ?? '', line, text)
    fact('host.name', match[2] ?? '', line, text)
    day = dayOf(match[3] ?? '', (why) => context.report('time-assumed', line, why))
    if (day !== null) context.report('no-time-zone', line, 'Times have no zone; they were taken as UTC')
    last = -1
    return true
  }

  /** The clock of a row; past midnight the next day begins. */
  function timeOf(text: string): EpochMs | null {
    const match = CLOCK.exec(text)
    if (!match || day === null) return null
    const hour = match[4] === undefined ? Number(match[1]) : (Number(match[1]) % 12) + (match[4] === 'P' ? 12 : 0)
    const clock = ((hour * 60 + Number(match[2])) * 60 + Number(match[3])) * 1000
    if (clock < last - DAY / 2) day += DAY
    last = clock
    return day + clock
  }

  function row(text: string, line: LineNumber): void {
    const at = timeOf(text)
    const cells = text
      .replace(CLOCK, '')
      .trim()
      .split(/\s{1,20}/)
    const pid = cells[names.indexOf('PID')] ?? ''
    if (!NUMBER.test(pid)) return
    pids.add(pid)
    pidPlace ??= { line, quote: text }
    for (const [name, measure] of MEASURES) {
      const cell = cells[names.indexOf(name)]
      if (at === null || cell === undefined || !NUMBER.test(cell)) continue
      let column = columns.get(name)
      if (column === undefined) columns.set(name, (column = { measure, at: [], value: [], line: [], first: text }))
      if (column.at.length >= MOST_POINTS) continue
      column.at.push(at)
      column.value.push(Number(cell) * measure.factor)
      column.line.push(line)
    }
  }

  return {
    line(line) {
      const text = line.text()
      if (text.trim() === '' || banner(text, line.number)) return
      if (HEADER.test(text))
        names = text
          .replace(CLOCK, '')
          .replace(/^#\s{0,4}Time/, '')
          .trim()
          .split(/\s{1,20}/)
      else if (CLOCK.test(text)) row(text, line.number)
      // "Average:" is in the language of the host.
      else if (!/^\S{3,20}:\s/.test(text)) context.report('malformed-line', line.number, 'Not a row of pidstat')
    },
    end(lines, cut) {
      if (lines === 0) return
      if (cut) context.report('truncated', lines, 'The table ends early')
      const [pid] = pids
      if (pids.size === 1 && pid !== undefined && pidPlace) {
        fact('process.pid', Number(pid), pidPlace.line, pidPlace.quote)
        for (const { measure, at, value, line, first } of columns.values()) {
          const { series, title, unit } = measure
          const span = { line: line[0] ?? 1, endLine: line.at(-1) ?? 1 }
          const points = { at: Float64Array.from(at), value: Float64Array.from(value), line: Uint32Array.from(line) }
          context.emit({ kind: 'series', series, title, unit, ...points, span, quote: quoteOf(first) })
        }
      }
      context.emit({
        kind: 'region',
        id: 'pidstat',
        title: pids.size === 1 ? 'Sizes of a process' : `Sizes of ${pids.size} processes`,
        note: '',
        depth: 0,
        span: { line: 1, endLine: lines },
      })
    },
  }
}

/** `%x` of the locale: the C locale has the month first. Null for what is no date. */
function dayOf(text: string, assumed: (why: string) => void): EpochMs | null {
  const match = DATE.exec(text)
  if (!match) return null
  const [first = 0, second = 0, third = 0] = match.slice(1).map(Number)
  if (first > 31) return utc(first, second, third)
  const year = third < 100 ? 2000 + third : third
  // A point stands between day and month where the day comes first.
  if (first > 12 || text.includes('.')) return utc(year, second, first)
  if (second <= 12 && first !== second) assumed('The day may stand before the month; the month was taken to come first')
  return utc(year, first, second)
}

function utc(year: number, month: number, day: number): EpochMs | null {
  return month < 1 || month > 12 || day < 1 || day > 31 ? null : Date.UTC(year, month - 1, day)
}
