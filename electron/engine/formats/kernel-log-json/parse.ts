import type { FactKey, FactValue } from '../../../../shared/model/facts.ts'
import type { EpochMs, LineNumber } from '../../../../shared/model/units.ts'
import type { Confidence, Head, LineParser, ParseContext } from '../format.ts'
import { isObject, JSON_BYTES, textAt, wholeAt, type JsonObject } from '../lib/json-text.ts'
import { KernelEvents } from '../lib/kernel-events.ts'
import { MappingTableBuilder } from '../lib/mapping-lines.ts'
import { quoteOf } from '../lib/quote.ts'
import { exportField, isExport } from './export.ts'

/** systemd's id of "a process dumped core" (sd-messages.h, SD_MESSAGE_COREDUMP). */
const COREDUMP = 'fc2e22bc6ee647b6b90729ab34a250b1'
const FIELDS = /"(?:__CURSOR|__REALTIME_TIMESTAMP|COREDUMP_PID)"\s{0,4}:/
/** `-o json-seq` puts this before each entry. */
const RECORD_SEPARATOR = '\u001e'

interface Entry {
  fields: JsonObject
  line: LineNumber
  endLine: LineNumber
  quote: string
}

export function sniffJournal(head: Head): Confidence {
  if (isExport(head.lines)) return 'certain'
  const first = head.lines.find((line) => line.trim() !== '') ?? head.text
  return first.slice(0, 8).replace(RECORD_SEPARATOR, '').trimStart().startsWith('{') && FIELDS.test(head.text)
    ? 'certain'
    : 'no'
}

export function openJournal(context: ParseContext): LineParser {
  const events = new KernelEvents(context)
  let entries = 0
  let hosted = false
  /** Lines of an entry that goes over several (`-o json-pretty`). */
  let open: { line: LineNumber; quote: string; parts: string[]; bytes: number } | null = null

  function read(text: string, line: LineNumber, endLine: LineNumber, quote: string): void {
    const fields = parse(text)
    if (fields === null) {
      context.report('malformed-line', line, 'Not an entry of a journal')
      return
    }
    take(fields, line, endLine, quote)
  }

  function take(fields: JsonObject, line: LineNumber, endLine: LineNumber, quote: string): void {
    entries++
    const entry = { fields, line, endLine, quote: quoteOf(quote) }
    const host = textAt(fields, '_HOSTNAME')
    if (host !== null && !hosted) {
      hosted = true
      fact(context, 'host.name', host, null, entry)
    }
    if (textAt(fields, 'MESSAGE_ID') === COREDUMP || Object.hasOwn(fields, 'COREDUMP_PID')) readCoredump(context, entry)
    else if (textAt(fields, '_TRANSPORT') === 'kernel' || textAt(fields, 'SYSLOG_IDENTIFIER') === 'kernel') {
      const monotonic = wholeAt(fields, '_SOURCE_MONOTONIC_TIMESTAMP') ?? wholeAt(fields, '__MONOTONIC_TIMESTAMP')
      const seconds = monotonic === null ? null : monotonic / 1e6
      events.take({ text: messageOf(fields), at: timeOf(fields), seconds, line, quote })
    }
  }

  /** An entry of `-o export` ends with a blank line. */
  let exported: { line: LineNumber; endLine: LineNumber; quote: string; fields: Record<string, string> } | null = null

  function flush(): void {
    if (exported === null) return
    const { fields, line, endLine, quote } = exported
    exported = null
    take(fields, line, endLine, quote)
  }

  function exportLine(text: string, line: LineNumber): boolean {
    const field = exportField(text)
    if (field === null) return false
    exported ??= { line, endLine: line, quote: text, fields: Object.create(null) as Record<string, string> }
    exported.endLine = line
    exported.fields[field.name] = field.value
    return true
  }

  return {
    line(line) {
      const printed = line.text()
      // Before a record it is framing (RFC 7464); anywhere else it stands in the text, and in what is quoted of it.
      const text = printed.startsWith(RECORD_SEPARATOR) ? printed.slice(1) : printed
      const words = text.trim()
      if (open === null) {
        if (words === '') {
          flush()
          return
        }
        if (exportLine(printed, line.number)) return
        // The rest of a field that is no text.
        if (exported !== null) return
        if (words === '{') open = { line: line.number, quote: text, parts: [text], bytes: text.length }
        else read(words, line.number, line.number, text)
        return
      }
      open.bytes += text.length
      if (open.bytes <= JSON_BYTES) open.parts.push(text)
      if (words !== '}' && words !== '},') return
      const { line: first, quote, parts, bytes } = open
      open = null
      if (bytes > JSON_BYTES)
        context.report('too-large', first, `An entry of more than ${JSON_BYTES} bytes is not read`)
      else read(parts.join('\n').replace(/,\s*$/, ''), first, line.number, quote)
    },
    end(lines, cut) {
      flush()
      if (open !== null && !cut) context.report('malformed-line', open.line, 'The last entry has no end')
      const found = events.end()
      if (lines === 0) return
      if (cut) context.report('truncated', lines, 'The journal ends early')
      context.emit({
        kind: 'region',
        id: 'journal',
        title: `Journal, ${entries} ${entries === 1 ? 'entry' : 'entries'}`,
        note: found === '' ? '' : `Of the whole host. Found: ${found}.`,
        depth: 0,
        span: { line: 1, endLine: lines },
      })
    },
  }
}

function parse(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : null
  } catch {
    return null
  }
}

/** journalctl prints what is no UTF-8 as a list of bytes. */
function messageOf(fields: JsonObject): string {
  const message = fields['MESSAGE']
  if (!Array.isArray(message)) return textAt(fields, 'MESSAGE') ?? ''
  return new TextDecoder().decode(
    Uint8Array.from(message as unknown[], (byte) => (typeof byte === 'number' ? byte : 0)),
  )
}

/** Microseconds since 1970, of the source where it gives them. */
function timeOf(fields: JsonObject): EpochMs | null {
  const micros = microsAt(fields, '_SOURCE_REALTIME_TIMESTAMP') ?? microsAt(fields, '__REALTIME_TIMESTAMP')
  return micros === null ? null : Math.floor(micros / 1000)
}

function microsAt(fields: JsonObject, key: string): number | null {
  const text = textAt(fields, key)
  return text !== null && /^\d{1,17}$/.test(text) ? Number(text) : null
}

function fact(context: ParseContext, key: FactKey, value: FactValue, at: EpochMs | null, entry: Entry): void {
  const { line, endLine, quote } = entry
  context.emit({ kind: 'fact', key, value, at, span: { line, endLine }, quote })
}

/** What systemd-coredump kept of a process: the listing of its mappings above all (systemd-coredump(8), COREDUMP_PROC_MAPS=). */
function readCoredump(context: ParseContext, entry: Entry): void {
  const { fields, line, endLine, quote } = entry
  const at = microsAt(fields, 'COREDUMP_TIMESTAMP')
  const time = at === null ? timeOf(fields) : Math.floor(at / 1000)
  const pid = wholeAt(fields, 'COREDUMP_PID')
  if (pid !== null) fact(context, 'process.pid', pid, time, entry)
  const signal = textAt(fields, 'COREDUMP_SIGNAL_NAME') ?? textAt(fields, 'COREDUMP_SIGNAL')
  if (signal !== null) fact(context, 'process.exit', `dumped core by signal ${signal}`, time, entry)
  context.emit({
    kind: 'region',
    id: 'coredump',
    title: `Core dump of ${textAt(fields, 'COREDUMP_COMM') ?? 'a process'}${pid === null ? '' : ` (${pid})`}`,
    note: 'Kept by systemd-coredump, with the listing of mappings where the journal was exported with --all.',
    depth: 1,
    span: { line, endLine },
  })
  const maps = fields['COREDUMP_PROC_MAPS']
  if (maps === null) {
    context.report('truncated', line, 'COREDUMP_PROC_MAPS was left out: journalctl prints large fields only with --all')
  }
  if (typeof maps !== 'string') return
  const builder = new MappingTableBuilder()
  let strange = 0
  for (const row of maps.split('\n')) {
    const bytes = new TextEncoder().encode(row)
    if (bytes.length > 0 && !builder.add(bytes, 0, bytes.length, line)) strange++
  }
  if (strange > 0) context.report('malformed-mapping', line, 'Not a line of a mapping listing')
  if (builder.count === 0) return
  const span = { line, endLine }
  context.emit({ kind: 'mappings', table: builder.finish(), complete: strange === 0, at: time, span, quote })
}
