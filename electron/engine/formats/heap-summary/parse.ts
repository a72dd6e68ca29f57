import type { FactKey, FactValue } from '../../../../shared/model/facts.ts'
import type { LineParser, ParseContext } from '../format.ts'
import { agentPid } from '../lib/agent-lines.ts'
import { quoteOf } from '../lib/quote.ts'

const CONFIGURATION = 'Heap Configuration:'
const TOP = 40
//    MaxHeapSize              = 268435456 (256.0MB)                   used     = 3686336 (3.51556396484375MB)
const SIZE = /^ {2,8}(MaxHeapSize|used) {1,30}= (\d{1,19}) \(/
// Garbage-First (G1) GC with 2 thread(s)            Parallel GC with 8 thread(s)            Mark Sweep Compact GC            Concurrent Mark-Sweep GC
const COLLECTORS: readonly (readonly [RegExp, string])[] = [
  [/^Garbage-First \(G1\) GC\b/, 'g1'],
  [/^Parallel GC\b/, 'parallel'],
  [/^Mark Sweep Compact GC$/, 'serial'],
  [/^Concurrent Mark-Sweep GC$/, 'cms'],
]
/** Blocks that make up the heap; G1's own total stands for its regions. `New Generation` holds Eden and a survivor once more. */
const TOTAL = 'G1 Heap:'
const PARTS: ReadonlySet<string> = new Set([
  'Eden Space:',
  'From Space:',
  'To Space:',
  'PS Old Generation',
  'tenured generation:',
  'concurrent mark-sweep generation:',
])
// PS Old Generation        From Space:
const BLOCK = /^[A-Za-z][^=]{2,60}$/

export function startsSummary(lines: readonly string[]): boolean {
  const top = lines.slice(0, TOP)
  const at = top.indexOf(CONFIGURATION)
  return (
    at >= 0 &&
    top.slice(at + 1).some((line) => SIZE.test(line)) &&
    top.slice(0, at).every((line) => !line.includes('['))
  )
}

export function openHeapSummary(context: ParseContext): LineParser {
  let block = ''
  let sum: { bytes: number; line: number; quote: string } | null = null

  function state(key: FactKey, value: FactValue, line: number, quote: string): void {
    context.emit({ kind: 'fact', key, value, at: null, span: { line, endLine: line }, quote: quoteOf(quote) })
  }

  function used(bytes: number, line: number, text: string): void {
    if (block === TOTAL) state('heap.used', bytes, line, text)
    else if (PARTS.has(block))
      sum = { bytes: (sum?.bytes ?? 0) + bytes, line: sum?.line ?? line, quote: sum?.quote ?? text }
  }

  let total = false
  return {
    line(line) {
      if (line.end === line.start) return
      const text = line.text()
      const [, name, bytes] = SIZE.exec(text) ?? []
      if (name === 'MaxHeapSize') state('heap.max', Number(bytes), line.number, text)
      else if (name === 'used') {
        total ||= block === TOTAL
        used(Number(bytes), line.number, text)
      } else if (BLOCK.test(text)) {
        block = text.trimEnd()
        const pid = agentPid(text)
        if (pid !== null) state('process.pid', pid, line.number, text)
        const collector = COLLECTORS.find(([pattern]) => pattern.test(text))?.[1]
        if (collector !== undefined) state('jvm.gc', collector, line.number, text)
      }
    },
    end(lines, cut) {
      if (lines === 0) return
      if (cut) context.report('truncated', lines, 'The summary ends early')
      // A sum of what is not all there would be too low.
      if (sum && !total && !cut) state('heap.used', sum.bytes, sum.line, sum.quote)
      context.emit({
        kind: 'region',
        id: 'heap',
        title: 'Java heap',
        note: 'As the serviceability agent read it: limits, and what is used space by space.',
        depth: 0,
        span: { line: 1, endLine: lines },
      })
    },
  }
}
