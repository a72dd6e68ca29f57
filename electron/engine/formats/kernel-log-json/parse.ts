import type { LineNumber } from '../../../../shared/model/units.ts'
import type { Confidence, Head, LineParser, ParseContext } from '../format.ts'
import { Journal, type JournalValue } from '../lib/journal.ts'
import { JSON_BYTES, objectOf, type JsonObject } from '../lib/json-text.ts'
import { quoteOf } from '../lib/quote.ts'
import { journalOf } from '../lib/wrapper-journal.ts'

// The order is that of a hash table (systemd: src/shared/logs-show.c, output_json): what comes first may be a listing of 7 MB.
const FIELDS = /"(?:__CURSOR|__REALTIME_TIMESTAMP|COREDUMP_[A-Z_]{2,30})"\s{0,4}:/
/** `-o json-seq` puts this before each entry. */
const RECORD_SEPARATOR = '\u001e'

export function sniffKernelLogJson(head: Head): Confidence {
  const lines = head.lines.filter((line) => line.trim() !== '')
  const first = lines[0] ?? head.text
  if (!first.slice(0, 8).replace(RECORD_SEPARATOR, '').trimStart().startsWith('{') || !FIELDS.test(head.text))
    return 'no'
  // The output of a service, if it is a JVM's, is read as what it is.
  return journalOf(lines) === null ? 'certain' : 'maybe'
}

export function openKernelLogJson(context: ParseContext): LineParser {
  const journal = new Journal(context)
  /** Lines of an entry that goes over several (`-o json-pretty`). */
  let open: { line: LineNumber; quote: string; parts: string[]; bytes: number } | null = null

  function read(text: string, line: LineNumber, endLine: LineNumber, quote: string): void {
    const fields = objectOf(text)
    if (fields === null) {
      context.report('malformed-line', line, 'Not an entry of a journal')
      return
    }
    journal.take({ line, endLine, quote: quoteOf(quote), get: (name) => valueOf(fields, name, line) })
  }

  return {
    line(line) {
      const printed = line.text()
      // Before a record it is framing (RFC 7464); anywhere else it stands in the text, and in what is quoted of it.
      const text = printed.startsWith(RECORD_SEPARATOR) ? printed.slice(1) : printed
      const words = text.trim()
      if (open === null) {
        if (words === '') return
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
      if (open !== null && !cut) context.report('malformed-line', open.line, 'The last entry has no end')
      // An entry without an end is not read at all.
      journal.end(lines, cut, true)
    },
  }
}

/** journalctl prints null for a field that is too large, and what is no UTF-8 as a list of bytes. */
function valueOf(fields: JsonObject, name: string, line: LineNumber): JournalValue | null | undefined {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined
  if (value === null || value === undefined) return value
  if (typeof value === 'string') return { text: value, line, rows: false }
  if (typeof value === 'number') return { text: String(value), line, rows: false }
  if (!Array.isArray(value)) return undefined
  const bytes = Uint8Array.from(value as unknown[], (byte) => (typeof byte === 'number' ? byte : 0))
  return { text: new TextDecoder().decode(bytes), line, rows: false }
}
