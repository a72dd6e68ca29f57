/** Lines that state where a part of the VM lies in the address space. */
import type { CrashRecords, LogLine } from './records.ts'
import type { SectionReader } from './section.ts'
import { parseHex } from '../lib/hex.ts'

// Heap address: 0x00000000e0000000, size: 512 MB, Compressed Oops mode: 32-bit        (8: `heap address:`)
const HEAP = /^heap address: (0x[0-9a-f]+), size: (\d{1,9}) MB(?:, Compressed Oops mode: (.+))?/i
// Compressed class space mapped at: 0x00007f04c8000000-0x00007f0508000000, reserved size: 1073741824
const CLASS_SPACE = /^Compressed class space mapped at: (0x[0-9a-f]+)-(0x[0-9a-f]+)/
// Compressed class space size: 1073741824 Address: 0x0000000840000000                 (8 to 16)
const OLD_CLASS_SPACE = /^Compressed class space size: (\d{1,15}) Address: (0x[0-9a-f]+)/
// CDS archive(s) mapped at: [0x00007f04c7000000-0x00007f04c7bc7000-0x00007f04c7bc7000), size 12349440, ...
const ARCHIVE = /^CDS archive\(s\) mapped at: \[(0x[0-9a-f]+)-(?:0x[0-9a-f]+-)?(0x[0-9a-f]+)\)/

export function openAddresses(records: CrashRecords): SectionReader {
  return {
    line(line) {
      const heap = HEAP.exec(line.text)
      if (heap) {
        const start = parseHex(heap[1] ?? '')
        records.fallbackRange('java-heap', 'Java heap', start, start + Number(heap[2]) * 2 ** 20, line)
        records.fallback('heap.max', Number(heap[2]) * 2 ** 20, line)
        records.fact('jvm.compressed-oops', (heap[3] ?? '').trim(), line)
        return
      }
      const space = CLASS_SPACE.exec(line.text)
      if (space) range(records, 'class-space', 'Compressed class space', space, line)
      const old = OLD_CLASS_SPACE.exec(line.text)
      const base = parseHex(old?.[2] ?? '')
      if (old) records.range('class-space', 'Compressed class space', base, base + Number(old[1]), line)
      const archive = ARCHIVE.exec(line.text)
      if (archive) range(records, 'cds-archive', 'CDS archive', archive, line)
    },
  }
}

// CodeHeap 'non-profiled nmethods': size=120032Kb used=7938Kb max_used=8706Kb free=112094Kb
// CodeCache: size=245760Kb used=5026Kb max_used=5037Kb free=240733Kb
//  bounds [0x00007f2ca5000000, 0x00007f2ca5500000, 0x00007f2cb4000000]
const CODE_NAME = /^(CodeHeap '[^']{1,60}'|CodeCache)/
const CODE_BOUNDS = /^ bounds \[(0x[0-9a-f]+), 0x[0-9a-f]+, (0x[0-9a-f]+)\]/
// Code Cache  [0x00007febad000000, 0x00007febad270000, 0x00007febb0000000)            (6 and 7)
const OLD_CODE = /^Code Cache +\[(0x[0-9a-f]+), 0x[0-9a-f]+, (0x[0-9a-f]+)\)/

export function openCodeCache(records: CrashRecords): SectionReader {
  let name = 'CodeCache'
  return {
    line(line) {
      name = CODE_NAME.exec(line.text)?.[1] ?? name
      const bounds = CODE_BOUNDS.exec(line.text) ?? OLD_CODE.exec(line.text)
      if (bounds) range(records, 'code-cache', name, bounds, line)
    },
  }
}

// Card table byte_map: [0x00007f2cba70f000,0x00007f2cba8ca000] byte_map_base: 0x00007f2cba0c9000
const CARD_TABLE = /^Card table byte_map: \[(0x[0-9a-f]+),(0x[0-9a-f]+)\]/

export function openCardTable(records: CrashRecords): SectionReader {
  return {
    line(line) {
      const table = CARD_TABLE.exec(line.text)
      if (table) range(records, 'card-table', 'Card table', table, line)
    },
  }
}

//  Prev Bits: [0x00007fb8fbe00000, 0x00007fb8fc600000)          Begin Bits: [0x00007f02a4200000, 0x00007f02a4a00000)           Bits: [0x..., 0x...)
const MARK_BITS = /^ *(?:(?:Prev|Next|Begin|End) )?Bits: +\[(0x[0-9a-f]+), ?(0x[0-9a-f]+)\)/

export function openMarkingBits(records: CrashRecords): SectionReader {
  return {
    line(line) {
      const bits = MARK_BITS.exec(line.text)
      if (bits) range(records, 'gc-structure', 'Mark bitmap', bits, line)
    },
  }
}

function range(
  records: CrashRecords,
  role: 'class-space' | 'cds-archive' | 'code-cache' | 'card-table' | 'gc-structure',
  name: string,
  match: RegExpExecArray,
  line: LogLine,
): void {
  records.range(role, name, parseHex(match[1] ?? ''), parseHex(match[2] ?? ''), line)
}
