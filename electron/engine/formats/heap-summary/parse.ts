import type { FactKey, FactValue } from '../../../../shared/model/facts.ts'
import type { LineNumber } from '../../../../shared/model/units.ts'
import type { LineParser, ParseContext } from '../format.ts'
import { agentPid } from '../lib/agent-lines.ts'
import { quoteOf } from '../lib/quote.ts'

//    MaxHeapSize              = 2147483648 (2048.0MB)
const LIMIT = /^\s{1,8}MaxHeapSize\s{1,30}= (\d{1,18}) \(/
//    capacity = 551026688 (525.5MB)          used     = 518816080 (494.78MB)
const SIZE = /^\s{1,8}(capacity|used)\s{1,8}= (\d{1,18}) \(/
// Eden Space:        PS Old Generation        concurrent mark-sweep generation:        G1 Heap:
const SPACE = /^[A-Za-z][A-Za-z0-9 ()+-]{2,60}:?\s*$/
/** Spaces that add up to the heap. What holds others (New Generation, G1 Young Generation) and what is none of it (Perm) is left out. */
const PARTS = new Set([
  'Eden Space',
  'From Space',
  'To Space',
  'PS Old Generation',
  'tenured generation',
  'concurrent mark-sweep generation',
  'Survivor Space',
  'G1 Old Generation',
])
/** Its capacity is what is reserved (HeapRegionManager.capacity of the agent); its used part is exact, that of the spaces whole regions. */
const WHOLE = 'G1 Heap'
// Parallel GC with 43 thread(s)        Concurrent Mark-Sweep GC        Mark Sweep Compact GC        Garbage-First (G1) GC with 2 thread(s)
const COLLECTORS: readonly (readonly [RegExp, string])[] = [
  [/^Parallel GC with \d/, 'parallel'],
  [/^Concurrent Mark-Sweep GC/, 'cms'],
  [/^Mark Sweep Compact GC/, 'serial'],
  [/^Garbage-First \(G1\) GC/, 'g1'],
]

export function openHeapSummary(context: ParseContext): LineParser {
  const sums = { capacity: 0, used: 0 }
  let used: number | null = null
  let space = ''
  let inUsage = false
  let place: { line: LineNumber; endLine: LineNumber; quote: string } | null = null

  function fact(key: FactKey, value: FactValue, line: LineNumber, text: string): void {
    context.emit({ kind: 'fact', key, value, at: null, span: { line, endLine: line }, quote: quoteOf(text) })
  }

  function size(name: 'capacity' | 'used', value: number, line: LineNumber, text: string): void {
    if (space === WHOLE && name === 'used') used = value
    else if (PARTS.has(space)) sums[name] += value
    else return
    place ??= { line, endLine: line, quote: quoteOf(text) }
    place.endLine = line
  }

  return {
    line(line) {
      const text = line.text()
      const pid = agentPid(text)
      if (pid !== null) fact('process.pid', pid, line.number, text)
      const limit = LIMIT.exec(text)?.[1]
      if (limit !== undefined) fact('heap.max', Number(limit), line.number, text)
      const collector = COLLECTORS.find(([pattern]) => pattern.test(text))?.[1]
      if (collector !== undefined) fact('jvm.gc', collector, line.number, text)
      if (text.startsWith('Heap Usage:')) inUsage = true
      else if (inUsage && SPACE.test(text)) space = text.trim().replace(/:$/, '')
      const stated = inUsage ? SIZE.exec(text) : null
      if (stated) size(stated[1] === 'used' ? 'used' : 'capacity', Number(stated[2]), line.number, text)
    },
    end(lines, cut) {
      if (lines === 0) return
      if (cut) context.report('truncated', lines, 'The summary ends early')
      if (place !== null && !cut) {
        const { line, endLine, quote } = place
        const base = { kind: 'fact', at: null, span: { line, endLine }, quote } as const
        context.emit({ ...base, key: 'heap.committed', value: sums.capacity })
        context.emit({ ...base, key: 'heap.used', value: used ?? sums.used })
      }
      context.emit({
        kind: 'region',
        id: 'heap',
        title: 'Java heap',
        note: 'What was configured, and what each space holds.',
        depth: 0,
        span: { line: 1, endLine: lines },
      })
    },
  }
}
