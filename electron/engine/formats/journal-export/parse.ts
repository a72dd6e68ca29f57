/**
 * Entries are lines of `NAME=value`, with an empty line after each entry. What has line ends in it, or is no UTF-8, is written as the
 * bare name, a size (64 bits, little endian) and that many bytes: such a size may hold a line end itself, so it is read across lines.
 */
import type { LineNumber } from '../../../../shared/model/units.ts'
import type { Confidence, Head, Line, LineParser, ParseContext } from '../format.ts'
import { Journal, type JournalValue } from '../lib/journal.ts'
import { JSON_BYTES } from '../lib/json-text.ts'
import { quoteOf } from '../lib/quote.ts'

// __CURSOR=s=739ad463...       _TRANSPORT=kernel       COREDUMP_PROC_MAPS
const FIELD = /^([A-Z_][A-Z0-9_]{0,63})(?:=|$)/
const SIZE_BYTES = 8
const LF = 0x0a
const CR = 0x0d
/** Old releases kept the core itself in the journal. */
const CORE = 'COREDUMP'
const SNIFFED_LINES = 8

export function sniffJournalExport({ lines }: Head): Confidence {
  const first = lines.filter((line) => line !== '').slice(0, SNIFFED_LINES)
  const names = new Set(first.map((line) => FIELD.exec(line)?.[1]))
  return first[0]?.startsWith('__CURSOR=') === true && names.has('__REALTIME_TIMESTAMP') ? 'certain' : 'no'
}

interface Entry {
  fields: Map<string, JournalValue>
  line: LineNumber
  endLine: LineNumber
  quote: string
  bytes: number
}

/** A value of stated size that is being read. */
interface Binary {
  name: string
  /** Null until all bytes of the size were seen. */
  left: number | null
  size: number[]
  line: LineNumber
  parts: string[]
}

export function openJournalExport(context: ParseContext): LineParser {
  const journal = new Journal(context)
  let entry: Entry | null = null
  let binary: Binary | null = null

  function close(): void {
    if (entry === null) return
    const { fields, line, endLine, quote } = entry
    entry = null
    journal.take({ line, endLine, quote, get: (name) => fields.get(name) })
  }

  function keep({ name, line, parts }: Binary): void {
    entry?.fields.set(name, { text: parts.join('\n'), line, rows: true })
    binary = null
  }

  /** A line of a value of stated size. The line end is one of its bytes, unless the value ends before it. */
  function continued(open: Binary, { buffer, start, end, number }: Line): void {
    let at = start
    // A byte of the size may look like the CR of a line's end, which is no part of the line.
    const stop = buffer[end] === CR ? end + 1 : end
    while (open.left === null && open.size.length < SIZE_BYTES) {
      if (at > stop) return
      open.size.push(at === stop ? LF : (buffer[at] ?? 0))
      at++
      if (open.size.length === SIZE_BYTES) {
        open.left = sizeOf(open.size)
        open.line = number
      }
    }
    if (open.left === null) return
    const length = Math.max(0, end - at)
    const taken = Math.min(length, open.left)
    if (entry !== null) entry.bytes += taken
    if (open.name !== CORE && entry !== null && entry.bytes <= JSON_BYTES)
      open.parts.push(decoder.decode(buffer.subarray(at, at + taken)))
    // The line may have lost a CR: then the size is one short of a line end, never of a whole line.
    open.left -= taken + 1
    if (open.left < 0) keep(open)
  }

  return {
    line(line) {
      if (entry !== null) entry.endLine = line.number
      if (binary !== null) {
        continued(binary, line)
        return
      }
      if (line.end === line.start) {
        close()
        return
      }
      const text = line.text()
      const name = FIELD.exec(text)?.[1]
      if (name === undefined) {
        context.report('malformed-line', line.number, 'Not a field of a journal')
        return
      }
      entry ??= { fields: new Map(), line: line.number, endLine: line.number, quote: quoteOf(text), bytes: 0 }
      if (text.length > name.length) {
        entry.bytes += text.length
        if (entry.bytes <= JSON_BYTES)
          entry.fields.set(name, { text: text.slice(name.length + 1), line: line.number, rows: true })
      } else binary = { name, left: null, size: [], line: line.number + 1, parts: [] }
    },
    end(lines, cut) {
      const whole = !cut || entry === null
      if (binary !== null) {
        if (!cut) context.report('malformed-line', binary.line, 'The last field has no end')
        keep(binary)
      }
      close()
      journal.end(lines, cut, whole)
    },
  }
}

const decoder = new TextDecoder()

function sizeOf(bytes: readonly number[]): number {
  return bytes.reduce((sum, byte, index) => sum + byte * 256 ** index, 0)
}
