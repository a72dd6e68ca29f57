/** Entries of a systemd journal, whatever they are printed as: the kernel's messages, and core dumps that systemd-coredump kept. */
import type { EpochMs, LineNumber } from '../../../../shared/model/units.ts'
import type { ParseContext } from '../format.ts'
import { CoreReport, CoreReports, type CoreField } from './core-report.ts'
import { JvmOutputs } from './jvm-outputs.ts'
import { KernelEvents } from './kernel-events.ts'
import { UnitEnd } from './unit-end.ts'
import { KILLERS } from './user-kills.ts'

/** systemd's id of "a process dumped core" (sd-messages.h, SD_MESSAGE_COREDUMP). */
const COREDUMP = 'fc2e22bc6ee647b6b90729ab34a250b1'

/** A field's text and where it begins; `rows` tells whether each of its lines is a line of the artifact. */
export interface JournalValue {
  text: string
  line: LineNumber
  rows: boolean
}

export interface JournalEntry {
  /** Null for a field that was left out for its size, undefined where there is none. */
  get(name: string): JournalValue | null | undefined
  line: LineNumber
  endLine: LineNumber
  quote: string
}

/** systemd: src/coredump/coredump.c, gather_pid_metadata and submit_coredump. */
const CORE_FIELDS: readonly (readonly [string, CoreField])[] = [
  ['COREDUMP_HOSTNAME', 'host'],
  ['_HOSTNAME', 'host'],
  ['COREDUMP_PID', 'pid'],
  ['COREDUMP_TID', 'tid'],
  ['COREDUMP_UID', 'uid'],
  ['COREDUMP_SIGNAL_NAME', 'signal'],
  ['COREDUMP_SIGNAL', 'signal'],
  ['COREDUMP_EXE', 'executable'],
  ['COREDUMP_COMM', 'executable'],
  ['COREDUMP_CMDLINE', 'command'],
]

export class Journal {
  readonly #context: ParseContext
  readonly #kernel: KernelEvents
  #entries = 0
  #hosted = false
  readonly #cores = new CoreReports()
  readonly #outputs = new JvmOutputs()
  readonly #unit: UnitEnd

  constructor(context: ParseContext) {
    this.#context = context
    this.#kernel = new KernelEvents(context)
    this.#unit = new UnitEnd(context, false)
  }

  take(entry: JournalEntry): void {
    this.#entries++
    const { line, endLine, quote } = entry
    const host = textOf(entry, '_HOSTNAME')
    if (host !== null && !this.#hosted) {
      this.#hosted = true
      const span = { line, endLine }
      this.#context.emit({ kind: 'fact', key: 'host.name', value: host, at: null, span, quote })
    }
    const program = textOf(entry, 'SYSLOG_IDENTIFIER') ?? textOf(entry, '_COMM') ?? ''
    if (textOf(entry, 'MESSAGE_ID') === COREDUMP || entry.get('COREDUMP_PID') !== undefined) this.#coredump(entry)
    else if (textOf(entry, '_TRANSPORT') === 'kernel' || textOf(entry, 'SYSLOG_IDENTIFIER') === 'kernel') {
      this.#unit.hear('kernel', '', line, quote)
      const monotonic = microsOf(entry, '_SOURCE_MONOTONIC_TIMESTAMP') ?? microsOf(entry, '__MONOTONIC_TIMESTAMP')
      const seconds = monotonic === null ? null : monotonic / 1e6
      this.#kernel.take({ text: textOf(entry, 'MESSAGE') ?? '', at: timeOf(entry), seconds, line, quote })
    } else this.#hear(program, entry)
  }

  /** @param whole Whether the last entry has its end. */
  end(lines: LineNumber, cut: boolean, whole: boolean): void {
    const found = this.#kernel.end(lines)
    this.#unit.end(lines)
    const apart = this.#cores.end(this.#context, whole, 'journalctl -o json --all COREDUMP_PID=...')
    const printed = this.#outputs.end(this.#context)
    if (lines === 0) return
    if (cut) this.#context.report('truncated', lines, 'The journal ends early')
    this.#context.emit({
      kind: 'region',
      id: 'journal',
      title: `Journal, ${this.#entries} ${this.#entries === 1 ? 'entry' : 'entries'}`,
      note: [found === '' ? '' : `Of the whole host. Found: ${found}.`, apart, printed]
        .filter((text) => text !== '')
        .join(' '),
      depth: 0,
      span: { line: 1, endLine: lines },
    })
  }

  /** A message of another program. */
  #hear(program: string, entry: JournalEntry): void {
    const text = textOf(entry, 'MESSAGE') ?? ''
    const { line, quote } = entry
    this.#unit.hear(program, text, line, quote)
    if (KILLERS.has(program)) this.#kernel.hear(program, { text, at: timeOf(entry), seconds: null, line, quote })
    const pid = textOf(entry, '_PID') ?? textOf(entry, 'SYSLOG_PID')
    // Entries of several lines are not read as output.
    if (pid !== null && entry.line === entry.endLine) this.#outputs.hear(program, pid, text, entry.line)
  }

  #coredump(entry: JournalEntry): void {
    const { line, endLine } = entry
    const pid = textOf(entry, 'COREDUMP_PID')
    this.#context.emit({
      kind: 'region',
      id: 'coredump',
      title: `Core dump of ${textOf(entry, 'COREDUMP_COMM') ?? 'a process'}${pid === null ? '' : ` (${pid})`}`,
      note: 'Kept by systemd-coredump, with the listing of mappings where the journal was exported with --all.',
      depth: 1,
      span: { line, endLine },
    })
    if (entry.get('COREDUMP_PROC_MAPS') === null)
      this.#context.report(
        'truncated',
        line,
        'COREDUMP_PROC_MAPS was left out: journalctl prints large fields only with --all',
      )
    this.#cores.add(this.#report(entry), { line, endLine })
  }

  #report(entry: JournalEntry): CoreReport {
    const report = new CoreReport(this.#context)
    const micros = microsOf(entry, 'COREDUMP_TIMESTAMP')
    report.at = micros === null ? timeOf(entry) : Math.floor(micros / 1000)
    for (const [name, field] of CORE_FIELDS) {
      const value = entry.get(name)
      // The host stands before all other facts already, unless the journal names another one.
      if (!value || (field === 'host' && (this.#hosted || value.text === ''))) continue
      report.state(field, value.text, placeOf(entry, value, 0, value.text))
    }
    eachRow(entry, 'COREDUMP_PROC_MAPS', (row, line, value) => {
      const bytes = encoder.encode(row)
      report.map(bytes, 0, bytes.length, line, () => (value.rows ? row : entry.quote))
    })
    for (const [name, file] of [
      ['COREDUMP_PROC_STATUS', 'status'],
      ['COREDUMP_PROC_LIMITS', 'limits'],
    ] as const)
      eachRow(entry, name, (row, line, value) => report.line(file, row, placeOf(entry, value, line - value.line, row)))
    return report
  }
}

const encoder = new TextEncoder()

function eachRow(
  entry: JournalEntry,
  name: string,
  take: (row: string, line: LineNumber, value: JournalValue) => void,
): void {
  const value = entry.get(name)
  if (!value) return
  let line = value.line
  for (const row of value.text.split('\n')) {
    take(row, line, value)
    if (value.rows) line++
  }
}

/** JSON has the whole entry in its lines, so all of that is the place; an export has each row in a line of its own. */
function placeOf(
  { line, endLine, quote }: JournalEntry,
  value: JournalValue,
  row: number,
  text: string,
): { span: { line: LineNumber; endLine: LineNumber }; quote: string } {
  if (!value.rows) return { span: { line, endLine }, quote }
  const at = value.line + row
  return { span: { line: at, endLine: at }, quote: text }
}

function textOf(entry: JournalEntry, name: string): string | null {
  return entry.get(name)?.text ?? null
}

/** Microseconds since 1970, of the source where it gives them. */
function timeOf(entry: JournalEntry): EpochMs | null {
  const micros = microsOf(entry, '_SOURCE_REALTIME_TIMESTAMP') ?? microsOf(entry, '__REALTIME_TIMESTAMP')
  return micros === null ? null : Math.floor(micros / 1000)
}

function microsOf(entry: JournalEntry, name: string): number | null {
  const text = textOf(entry, name)
  return text !== null && /^\d{1,17}$/.test(text) ? Number(text) : null
}
