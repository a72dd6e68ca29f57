/** The lines that a VM up to JDK 8 writes before its first collection: version, memory, flags. */
import type { FactKey, FactValue } from '../../../../shared/model/facts.ts'
import { collectorOfFlags } from '../lib/gc-collectors.ts'

export type Statement = readonly [key: FactKey, value: FactValue]

// Java HotSpot(TM) 64-Bit Server VM (25.181-b13) for linux-amd64 JRE (1.8.0_181-b13), built on Jul  7 2018 ...
// OpenJDK 64-Bit Server VM (25.265-b11) for bsd-amd64 JRE (Zulu 8.48.0.53-CA-macosx) (1.8.0_265-b11), built on ...
const VM =
  /^((?:OpenJDK|Java HotSpot\(TM\)) [\w() -]{1,40}VM) \([\w.+~-]{1,80}\) for ([\w-]{1,40}) JRE (?:\([A-Z][^()]{1,80}\) ?)?\((?:1\.)?(\d{1,2})([\w.+~-]{0,100})\)/
// Memory: 4k page, physical 15392160k(12852092k free), swap 0k(0k free)
const MEMORY = /^Memory: (\d{1,6})k page, physical (\d{1,15})k\(\d{1,15}k free\)(?:, swap (\d{1,15})k)?/
const FLAGS = 'CommandLine flags: '
const MAX_HEAP = /^-XX:MaxHeapSize=(\d{1,18})$/

/** Facts of a header line; null when it is none. A VM line tells that a VM started. */
export function readHeader(text: string): { starts: boolean; statements: Statement[] } | null {
  const vm = VM.exec(text)
  if (vm) return { starts: true, statements: vmStatements(vm) }
  const memory = MEMORY.exec(text)
  if (memory) return { starts: false, statements: memoryStatements(memory) }
  return text.startsWith(FLAGS) ? { starts: false, statements: flagStatements(text.slice(FLAGS.length)) } : null
}

function vmStatements([whole, vm = '', platform = '', feature = '', rest = '']: RegExpExecArray): Statement[] {
  const version = whole.endsWith(`(1.${feature}${rest})`) ? `1.${feature}${rest}` : `${feature}${rest}`
  const arch = platform.slice(platform.indexOf('-') + 1)
  return [
    ['jvm.vm', vm],
    ['jvm.version', version],
    ['jvm.feature', Number(feature)],
    ['os.arch', arch],
  ]
}

/** Free memory is left out: it is that of the start, and nobody asks for that day's. */
function memoryStatements([, page, physical, swap]: RegExpExecArray): Statement[] {
  const statements: Statement[] = [
    ['memory.page-size', Number(page) * 1024],
    ['memory.total', Number(physical) * 1024],
  ]
  if (swap !== undefined) statements.push(['memory.swap-total', Number(swap) * 1024])
  return statements
}

function flagStatements(text: string): Statement[] {
  const flags = text.trim().split(/\s+/)
  const statements: Statement[] = [['jvm.flags', text.trim()]]
  const collector = collectorOfFlags(flags)
  if (collector) statements.push(['jvm.gc', collector])
  const heap = flags.flatMap((flag) => MAX_HEAP.exec(flag)?.[1] ?? []).at(-1)
  if (heap !== undefined) statements.push(['heap.max', Number(heap)])
  return statements
}
