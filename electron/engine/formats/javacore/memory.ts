/** Heap and code cache: MEMINFO. */
import type { RangeRole } from '../../../../shared/model/records.ts'
import { parseHex } from '../lib/hex.ts'
import { quoteOf } from '../lib/quote.ts'
import type { Dump, JavacoreLine } from './parser.ts'

// Total memory:                     8388608 (0x0000000000800000)
const TOTAL = /^Total memory(?: in use)?: +(\d{1,16}) \(/
// 0x00007FF4F0074CE0 0x0000000087F40000 0x0000000088540000 0x0000000000600000 Generational/Tenured Region
const REGION = /^0x[0-9A-F]{1,16} (0x[0-9A-F]{1,16}) (0x[0-9A-F]{1,16}) 0x[0-9A-F]{1,16} (.+)$/i
// 0x00007FF4F004CBC8 0x00007FF4CD33C000 0x00007FF4CD33C000 0x00007FF4CE33C000 0x01000440 0x0000000001000000
const SEGMENT = /^0x[0-9A-F]{1,16} (0x[0-9A-F]{1,16}) 0x[0-9A-F]{1,16} (0x[0-9A-F]{1,16}) 0x/i

/** False if the line is of another kind. */
export function readMemory(dump: Dump, line: JavacoreLine): boolean {
  switch (line.tag) {
    case '1STHEAPTYPE':
    case '1STSEGTYPE':
      dump.memory = line.rest
      return true
    case '1STHEAPTOTAL':
      readTotal(dump, line, 'heap.committed')
      return true
    case '1STHEAPINUSE':
      readTotal(dump, line, 'heap.used')
      return true
    case '1STHEAPREGION':
      readRange(dump, line, REGION.exec(line.rest), 'java-heap')
      return true
    case '1STSEGMENT':
      if (dump.memory === 'JIT Code Cache') readRange(dump, line, SEGMENT.exec(line.rest), 'code-cache')
      return true
    default:
      return false
  }
}

function readTotal(dump: Dump, line: JavacoreLine, key: 'heap.committed' | 'heap.used'): void {
  const bytes = TOTAL.exec(line.rest)?.[1]
  if (bytes !== undefined) dump.fact(key, Number(bytes), line)
}

function readRange(dump: Dump, line: JavacoreLine, match: RegExpExecArray | null, role: RangeRole): void {
  const [start, end] = [parseHex(match?.[1] ?? ''), parseHex(match?.[2] ?? '')]
  if (!(start < end)) {
    dump.context.report('malformed-line', line.number, `No address range in ${line.tag}`)
    return
  }
  const name = match?.[3] ?? dump.memory
  const span = { line: line.number, endLine: line.number }
  dump.context.emit({ kind: 'range', role, name, start, end, span, quote: quoteOf(line.text) })
}
