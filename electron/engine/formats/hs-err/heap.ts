/** The Java heap of a crash log; from JDK 25 on "Metaspace:" has the line about it that stood here. */
import { HeapLines, type HeapSink } from '../lib/heap-lines.ts'
import type { CrashRecords, LogLine } from './records.ts'
import type { SectionReader } from './section.ts'

export function openHeap(records: CrashRecords): SectionReader {
  const sink: HeapSink<LogLine> = {
    fact: (key, value, line) => records.fact(key, value, line),
    concluded: (key, value, line) => records.fallback(key, value, line),
    range: (role, name, start, end, line) => records.range(role, name, start, end, line),
  }
  const heap = new HeapLines<LogLine>(sink)
  return {
    line: (line) => void heap.read(line),
    end: () => heap.end(),
  }
}
