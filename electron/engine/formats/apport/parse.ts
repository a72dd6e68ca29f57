/**
 * Fields of a problem report, in the style of Debian's control files: `Key: value`, or `Key:` and lines that begin with one space.
 * The core stands in it as base64, one line a chunk of up to a megabyte; those lines are passed over undecoded.
 */
import type { EpochMs, LineNumber } from '../../../../shared/model/units.ts'
import type { Confidence, Head, LineParser, ParseContext } from '../format.ts'
import { CoreReport, type CoreFile } from '../lib/core-report.ts'
import { parseHotSpotDate } from '../lib/hotspot-time.ts'
import { quoteOf } from '../lib/quote.ts'
import { zoneClock } from '../lib/zone-clock.ts'

// ProblemType: Crash       _LogindSession: 5       CoreDump: base64       ProcMaps:
const FIELD = /^([A-Za-z_][\w.-]{0,60}):(?: (.{0,8000}))?$/
// Uname: Linux 6.8.0-45-generic x86_64
const UNAME = /^Linux (\S{1,100}) (\S{1,40})$/
// Title: java crashed with SIGABRT in __pthread_kill_implementation()
const TITLE_SIGNAL = /\bcrashed with (SIG[A-Z]{2,8})\b/
const SPACE = 0x20
const SNIFFED_LINES = 60

const PROC_FILES = new Map<string, CoreFile>([
  ['ProcMaps', 'maps'],
  ['ProcStatus', 'status'],
])
const TITLES = new Map([
  ['ProcMaps', 'Mappings at the end of the process'],
  ['ProcStatus', 'Status of the process'],
  ['ProcEnviron', 'Environment of the process'],
  ['CoreDump', 'Core dump, packed; not read here'],
  ['Stacktrace', 'Stack of the failing thread'],
  ['ThreadStacktrace', 'Stacks of all threads'],
  ['Registers', 'Registers'],
  ['Disassembly', 'Instructions at the fault'],
])

export function sniffApport({ lines }: Head): Confidence {
  const names = new Set(lines.slice(0, SNIFFED_LINES).map((line) => FIELD.exec(line)?.[1]))
  if (!names.has('ProblemType')) return 'no'
  return names.has('ExecutablePath') || names.has('ProcCmdline') || names.has('ProcMaps') ? 'certain' : 'maybe'
}

/** The block of a field that goes over several lines. */
interface Block {
  name: string
  line: LineNumber
  endLine: LineNumber
}

export function openApport(context: ParseContext): LineParser {
  const report = new CoreReport(context)
  let block: Block | null = null
  let fields = 0
  let title = ''
  let date: { at: EpochMs; zoned: boolean; line: LineNumber } | null = null
  let zone = ''

  function field(name: string, value: string, line: LineNumber, quote: string): void {
    fields++
    const place = { span: { line, endLine: line }, quote: quoteOf(quote) }
    switch (name) {
      case 'Date': {
        const found = parseHotSpotDate(value)
        if (found === null) context.report('malformed-line', line, 'Not a date')
        else date = { at: found.at, zoned: found.zone === 'known', line }
        break
      }
      case 'ExecutablePath':
        report.state('executable', value, place)
        title = value
        break
      case 'ProcCmdline':
        report.state('command', value, place)
        break
      case 'Signal':
        report.state('signal', value, place)
        break
      case 'SignalName':
        report.state('signal', value, place)
        break
      case 'Title': {
        const signal = TITLE_SIGNAL.exec(value)?.[1]
        if (signal !== undefined) report.state('signal', signal, place)
        break
      }
      case 'DistroRelease':
        context.emit({ kind: 'fact', key: 'os.name', value, at: null, ...place })
        break
      case 'Uname': {
        const uname = UNAME.exec(value)
        if (!uname) break
        context.emit({ kind: 'fact', key: 'os.kernel', value: uname[1] ?? '', at: null, ...place })
        context.emit({ kind: 'fact', key: 'os.arch', value: uname[2] ?? '', at: null, ...place })
      }
    }
  }

  /** Without the zone that the process had in its environment, the printed time is taken as UTC. */
  function endedAt(): EpochMs | null {
    if (date === null || date.zoned) return date?.at ?? null
    const known = zone === '' ? null : (zoneClock(zone)?.toUtc(date.at) ?? null)
    if (known === null) context.report('no-time-zone', date.line, 'The date has no zone; it was taken as UTC')
    return known ?? date.at
  }

  function close(): void {
    if (block === null) return
    const { name, line, endLine } = block
    block = null
    if (endLine === line) return
    context.emit({
      kind: 'region',
      id: `apport-${name.toLowerCase().replaceAll(/[^a-z]/g, '')}`,
      title: TITLES.get(name) ?? name,
      note: '',
      depth: 1,
      span: { line, endLine },
    })
  }

  return {
    line(line) {
      const { buffer, start, end, number } = line
      if (end === start) return
      if (buffer[start] === SPACE) {
        if (block === null) {
          context.report('malformed-line', number, 'A continued line that continues nothing')
          return
        }
        block.endLine = number
        const file = PROC_FILES.get(block.name)
        if (file === 'maps') report.map(buffer, start + 1, end, number, () => line.text())
        else if (file !== undefined)
          report.line(file, line.text().slice(1), {
            span: { line: number, endLine: number },
            quote: quoteOf(line.text()),
          })
        else if (block.name === 'ProcEnviron') zone = /^ TZ=(.{1,60})$/.exec(line.text())?.[1] ?? zone
        return
      }
      close()
      const text = line.text()
      const found = FIELD.exec(text)
      if (!found) {
        context.report('malformed-line', number, 'Not a field of a crash report')
        return
      }
      block = { name: found[1] ?? '', line: number, endLine: number }
      field(block.name, (found[2] ?? '').trim(), number, text)
    },
    end(lines, cut) {
      // The listing may be what was cut: it has no end of its own.
      const listing = block?.name === 'ProcMaps'
      close()
      if (lines === 0) return
      if (cut) context.report('truncated', lines, 'The report ends early')
      report.at = endedAt()
      report.end(!(cut && listing))
      const what = title === '' ? '' : ` of ${title}`
      const listed = report.mappings === 0 ? '' : ` ${report.mappings} mappings are listed.`
      context.emit({
        kind: 'region',
        id: 'apport',
        title: `Crash report${what}`,
        note: `${fields} fields of Apport.${listed}`,
        depth: 0,
        span: { line: 1, endLine: lines },
      })
    },
  }
}
