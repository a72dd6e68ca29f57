/** Heap and code cache: MEMINFO. */
import type { RangeRole } from '../../../../shared/model/records.ts'
import { parseHex } from '../lib/hex.ts'
import { quoteOf } from '../lib/quote.ts'
import type { Dump, JavacoreLine } from './parser.ts'

// Total memory:                     8388608 (0x0000000000800000)
const TOTAL = /^Total memory(?: in use)?: +(\d{1,16}) \(/
// Bytes of Heap Space Free: 1bee0198        Bytes of Heap Space Allocated: 40000000             (VMs of Java 5 and 6: hexadecimal)
const OLD_TOTAL = /^Bytes of Heap Space (?:Free|Allocated): ([0-9a-f]{1,16})$/i
// 0x00007FF4F0074CE0 0x0000000087F40000 0x0000000088540000 0x0000000000600000 Generational/Tenured Region
const REGION = /^0x[0-9A-F]{1,16} (0x[0-9A-F]{1,16}) (0x[0-9A-F]{1,16}) 0x[0-9A-F]{1,16} (.+)$/i
// 0x00007FF4F004CBC8 0x00007FF4CD33C000 0x00007FF4CD33C000 0x00007FF4CE33C000 0x01000440 0x0000000001000000
// 0000000110C1E178 0000000700000000 0000000700080000 0000000700080000 00000068 80000               (VMs of Java 5 and 6)
const SEGMENT =
  /^(?:0x)?[0-9A-F]{1,16} ((?:0x)?[0-9A-F]{1,16}) (?:0x)?[0-9A-F]{1,16} ((?:0x)?[0-9A-F]{1,16}) (?:0x)?[0-9A-F]/i

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
    case '1STHEAPFREE':
      dump.heapFree = oldTotal(line) ?? dump.heapFree
      return true
    case '1STHEAPALLOC':
      readAllocated(dump, line)
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

function oldTotal(line: JavacoreLine): number | null {
  const bytes = parseHex(OLD_TOTAL.exec(line.rest)?.[1] ?? '')
  return Number.isNaN(bytes) ? null : bytes
}

/** What is free stands above what is allocated; of what is used there is no line. */
function readAllocated(dump: Dump, line: JavacoreLine): void {
  const bytes = oldTotal(line)
  if (bytes === null) return
  dump.fact('heap.committed', bytes, line)
  if (dump.heapFree !== null && dump.heapFree <= bytes) dump.fact('heap.used', bytes - dump.heapFree, line)
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
