import type { FactKey } from '../../../../shared/model/facts.ts'
import type { LineNumber } from '../../../../shared/model/units.ts'
import type { LineParser, ParseContext } from '../format.ts'
import { emitJcmdPid } from '../lib/jcmd.ts'
import {
  isNativeMemoryOff,
  readNativeRange,
  readNativeThreads,
  readNativeTotals,
  type NativeTotals,
} from '../lib/native-memory-lines.ts'
import { quoteOf } from '../lib/quote.ts'

const KEYS = new Map<string, FactKey>([
  ['Thread', 'nmt.thread-committed'],
  ['Other', 'nmt.other-committed'],
  ['GC', 'nmt.gc-committed'],
  ['Code', 'nmt.code-committed'],
])
/** The two that hold the metadata of classes: Class alone up to JDK 16. */
const METADATA = new Set(['Class', 'Metaspace'])
// Details:      Virtual memory map:
const PARTS = new Map<string, [id: string, title: string]>([
  ['Details:', ['allocation-sites', 'Allocation sites']],
  ['Virtual memory map:', ['virtual-memory', 'Reserved and committed ranges']],
])
const SPACE = 0x20
const TAB = 0x09
const BRACKET = 0x5b

interface Open {
  id: string
  title: string
  line: LineNumber
  endLine: LineNumber
}

export function openNativeMemory(context: ParseContext): LineParser {
  let open: Open | null = null
  let metadata: { line: LineNumber; endLine: LineNumber; quote: string; committed: number } | null = null
  let totals = 0
  let off = false

  function fact(key: FactKey, value: number, line: LineNumber, text: string, endLine = line): void {
    context.emit({ kind: 'fact', key, value, at: null, span: { line, endLine }, quote: quoteOf(text) })
  }

  function close(): void {
    if (open === null) return
    const { id, title, line, endLine } = open
    open = null
    context.emit({ kind: 'region', id, title, note: '', depth: 1, span: { line, endLine } })
  }

  function state({ category, reserved, committed, rounded }: NativeTotals, line: LineNumber, text: string): void {
    totals++
    if (category === '') {
      if (rounded) return
      fact('nmt.total-reserved', reserved, line, text)
      fact('nmt.total-committed', committed, line, text)
      return
    }
    close()
    open = { id: 'category', title: category, line, endLine: line }
    const key = KEYS.get(category)
    if (rounded) return
    if (key) fact(key, committed, line, text)
    if (!METADATA.has(category)) return
    metadata ??= { line, endLine: line, quote: text, committed: 0 }
    metadata.endLine = line
    metadata.committed += committed
  }

  function part(text: string, line: LineNumber): boolean {
    const found = PARTS.get(text.trim())
    if (!found) return false
    close()
    open = { id: found[0], title: found[1], line, endLine: line }
    return true
  }

  return {
    line(line) {
      const { buffer, start, end, number } = line
      if (end === start) return
      const first = buffer[start] ?? 0
      const indented = first === SPACE || first === TAB
      // Most of a detail report is frames of stacks.
      if (indented ? open?.title === 'Thread' : first !== BRACKET || open?.id === 'virtual-memory') {
        const text = line.text()
        const sums = readNativeTotals(text)
        if (sums) state(sums, number, text)
        else if (first === BRACKET) range(text, number)
        else if (indented) threads(text, number)
        else if (isNativeMemoryOff(text)) off = true
        else if (!part(text, number)) emitJcmdPid(context, text, number)
      }
      if (open !== null && (indented || open.id !== 'category')) open.endLine = number
    },
    end(lines, cut) {
      close()
      if (lines === 0) return
      if (cut) context.report('truncated', lines, 'The report ends early')
      if (totals === 0 && !off && !cut) context.report('malformed-line', null, 'A report without totals')
      if (metadata) fact('nmt.metadata-committed', metadata.committed, metadata.line, metadata.quote, metadata.endLine)
      context.emit({
        kind: 'region',
        id: 'native-memory',
        title: 'Native memory of the JVM',
        note: off
          ? 'Tracking is off: -XX:NativeMemoryTracking=summary turns it on at the start.'
          : 'What HotSpot itself counts: memory of native libraries and mapped files is not in it.',
        depth: 0,
        span: { line: 1, endLine: lines },
      })
    },
  }

  function threads(text: string, line: LineNumber): void {
    const count = readNativeThreads(text)
    if (count !== null) fact('nmt.thread-count', count, line, text)
  }

  function range(text: string, line: LineNumber): void {
    const found = readNativeRange(text)
    if (!found || found.role === null || found.end <= found.start) return
    const { role, name, start, end } = found
    context.emit({ kind: 'range', role, name, start, end, span: { line, endLine: line }, quote: quoteOf(text) })
  }
}
