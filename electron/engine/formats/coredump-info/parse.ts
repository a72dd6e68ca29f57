import type { EpochMs, LineNumber } from '../../../../shared/model/units.ts'
import type { Confidence, Head, LineParser, ParseContext } from '../format.ts'
import { CoreReport, CoreReports, type CoreField } from '../lib/core-report.ts'
import { quoteOf } from '../lib/quote.ts'
import { readTimestamp } from '../lib/time.ts'
import { zoneOffsetMinutes } from '../../../../shared/model/zones.ts'

//            PID: 4711 (java)
//   Command Line: /usr/lib/jvm/java-17/bin/java -Xmx512m kafka.Kafka server.properties
const FIELD = /^ {0,16}([A-Z][A-Za-z]{1,12}(?: [A-Za-z]{1,8}){0,2}): (.{0,8000})$/
// 4711 (java)        1000 (kafka)        6 (ABRT)
const NUMBER = /^(\d{1,10})(?: \((.{1,60})\))?$/
// Sun 2026-11-22 08:59:23 UTC (2h 3min ago)
const WEEKDAY = /^[A-Z][a-z]{2} /
const ZONE = /^ ([A-Z][A-Za-z]{1,4})\b/
//                 Stack trace of thread 4712:
const STACK = /^ {4,24}Stack trace of thread (\d{1,10}):$/
//                 #0  0x00007f3c1a08b52c __pthread_kill_implementation (libc.so.6 + 0x8b52c)
const FRAME = /^ {4,24}#(\d{1,4}) {1,2}(0x[0-9a-f]{1,16}) (\S.{0,2000}?)(?: \((\S{1,200}) \+ (0x[0-9a-f]{1,16})\))?$/

const FIELDS = new Map<string, CoreField>([
  ['Hostname', 'host'],
  ['Executable', 'executable'],
  ['Command Line', 'command'],
])

export function sniffCoredumpInfo({ lines }: Head): Confidence {
  const names = new Set(lines.slice(0, 40).map((line) => FIELD.exec(line)?.[1]))
  if (!names.has('PID') || !names.has('Signal')) return 'no'
  return names.has('Executable') || names.has('Storage') || names.has('Command Line') ? 'certain' : 'maybe'
}

interface Told {
  report: CoreReport
  title: string
  line: LineNumber
  endLine: LineNumber
  /** The first stack is that of the thread that got the signal. */
  stacks: number
}

export function openCoredumpInfo(context: ParseContext): LineParser {
  const cores = new CoreReports()
  let told: Told | null = null
  let count = 0
  let zoneAssumed = false

  function close(): void {
    if (told === null) return
    const { report, title, line, endLine } = told
    told = null
    const span = { line, endLine }
    cores.add(report, span)
    context.emit({ kind: 'region', id: 'coredump', title, note: '', depth: 1, span })
  }

  function timeOf(text: string, line: LineNumber): EpochMs | null {
    const clock = text.replace(WEEKDAY, '')
    const time = readTimestamp(clock)
    if (time === null || time.zoned) return time?.at ?? null
    const offset = zoneOffsetMinutes(ZONE.exec(clock.slice(time.length))?.[1] ?? '')
    if (offset === null && !zoneAssumed) {
      zoneAssumed = true
      context.report('no-time-zone', line, 'The zone of the time is not known; it was taken as UTC')
    }
    return time.at - (offset ?? 0) * 60_000
  }

  function field(name: string, value: string, line: LineNumber, quote: string): void {
    const place = { span: { line, endLine: line }, quote }
    const number = NUMBER.exec(value)
    if (name === 'PID') {
      close()
      count++
      const of = number?.[2] === undefined ? '' : ` of ${number[2]}`
      const title = `Core dump${of}${number ? ` (${number[1]})` : ''}`
      told = { report: new CoreReport(context), title, line, endLine: line, stacks: 0 }
      if (number) told.report.state('pid', number[1] ?? '', place)
    }
    if (told === null) return
    const known = FIELDS.get(name)
    if (known !== undefined) told.report.state(known, value, place)
    else if (name === 'UID' && number) told.report.state('uid', number[1] ?? '', place)
    else if (name === 'Signal' && number) told.report.state('signal', number[1] ?? '', place)
    else if (name === 'Timestamp') told.report.at = timeOf(value, line)
  }

  function stackLine(text: string, line: LineNumber): void {
    if (told === null) return
    const stack = STACK.exec(text)
    if (stack) {
      told.stacks++
      if (told.stacks === 1) told.report.state('tid', stack[1] ?? '', { span: { line, endLine: line }, quote: text })
      return
    }
    const frame = FRAME.exec(text)
    if (frame === null || told.stacks !== 1) return
    const [, index, , symbol = '', library, offset] = frame
    told.report.frame({
      kind: 'frame',
      stack: 'native',
      index: Number(index),
      type: library === 'libjvm.so' ? 'V' : 'C',
      library: library ?? null,
      libraryOffset: offset ?? null,
      symbol: symbol === 'n/a' ? null : symbol,
      span: { line, endLine: line },
      quote: quoteOf(text),
    })
  }

  return {
    line(line) {
      if (line.end === line.start) return
      const text = line.text()
      const found = FIELD.exec(text)
      if (found) field(found[1] ?? '', (found[2] ?? '').trim(), line.number, text)
      else stackLine(text, line.number)
      if (told !== null) told.endLine = line.number
    },
    end(lines, cut) {
      close()
      if (lines === 0) return
      if (cut) context.report('truncated', lines, 'The output ends early')
      const apart = cores.end(context, !cut, 'coredumpctl info PID')
      context.emit({
        kind: 'region',
        id: 'coredump-info',
        title: count === 1 ? 'A core dump' : `${count} core dumps`,
        note: `As systemd-coredump kept it; the stacks are its own reading of the core. ${apart}`.trimEnd(),
        depth: 0,
        span: { line: 1, endLine: lines },
      })
    },
  }
}
