/** What the VM itself allocated, as a tree of components: NATIVEMEMINFO (javadump.cpp, writeNativeMemoryCategories). */
import type { FactKey } from '../../../../shared/model/facts.ts'
import type { Dump, JavacoreLine } from './parser.ts'

// 1MEMUSER       JRE: 2,569,088,312 bytes / 4653 allocations
// 3MEMUSER       |  +--Threads: 10,817,120 bytes / 156 allocations
// 4MEMUSER       |  |  +--Other: 30,304 bytes / 3 allocations
const CATEGORY = /^[|+ -]{0,40}([A-Z][\w .()-]{0,60}): ([\d,]{1,26}) bytes \/ /
/** The components that HotSpot's tracking has under another name. What only repeats part of one of these is left out. */
const categories = new Map<string, FactKey>([
  ['JRE', 'nmt.total-committed'],
  ['Threads', 'nmt.thread-committed'],
  ['Classes', 'nmt.metadata-committed'],
  ['JIT Code Cache', 'nmt.code-committed'],
  ['Direct Byte Buffers', 'nmt.other-committed'],
])

/** False if the line is of another kind. */
export function readNativeMemory(dump: Dump, line: JavacoreLine): boolean {
  if (!line.tag.endsWith('MEMUSER')) return false
  const [, name = '', bytes = ''] = CATEGORY.exec(line.rest) ?? []
  const key = categories.get(name)
  if (key !== undefined) dump.fact(key, Number(bytes.replaceAll(',', '')), line)
  return true
}
