/** The Java heap as its collector prints it (CollectedHeap::print_on of each collector; src/hotspot/share/gc). */
import type { FactKey } from '../../../../shared/model/facts.ts'
import { parseSize } from '../lib/sizes.ts'
import type { CrashRecords, LogLine } from './records.ts'
import type { SectionReader } from './section.ts'
import { parseHex } from '../lib/hex.ts'

//  garbage-first heap   total 389120K, used 8756K [0x00000000e0000000, 0x0000000100000000)
//  garbage-first heap   total reserved 524288K, committed 389120K, used 8756K [0x..., 0x...)          (25)
//  PSYoungGen      total 123392K, used 4606K [0x00000000ed980000, 0x00000000f5680000, 0x0000000100000000)
//  def new generation   total 118016K, used 12594K [0x..., 0x..., 0x...)
const SPACE =
  /^ ?([A-Za-z][A-Za-z -]{2,40}?) +total (?:reserved (\d+[KMG]), committed )?(\d+[KMG]), used (\d+[KMG]) \[([^[\])]+)\)/
//  ZHeap           used 66M, capacity 418M, max capacity 2048M
const ZGC = /^ ZHeap +used (\d+[KMG]), capacity (\d+[KMG]), max capacity (\d+[KMG])/
//  512M max, 512M soft max, 22016K committed, 20731K used                                             (Shenandoah)
const SHENANDOAH = /^ (\d+[KMGB]?) max, (?:\d+[KMGB]? soft max, )?(\d+[KMGB]?) committed, (\d+[KMGB]?) used/
//  512M total, 22M committed, 20M used                                                                (Shenandoah 8 and 11)
const OLD_SHENANDOAH = /^ (\d+[KMGB]?) total, (\d+[KMGB]?) committed, (\d+[KMGB]?) used/
//  - [0x00000000e0000000, 0x0000000100000000)
const RESERVED = /^ - \[(0x[0-9a-f]+), (0x[0-9a-f]+)\)/
//  Metaspace       used 945K, committed 1088K, reserved 1114112K         (8 and 11 also: capacity 15540K; 25: not indented)
const METASPACE = /^ ?Metaspace +used (\d+K)(?:, capacity \d+K)?, committed (\d+K), reserved (\d+K)/

/** By the first words of the heap or of its generations. */
const COLLECTORS: readonly (readonly [string, string])[] = [
  ['garbage-first', 'g1'],
  ['PSYoungGen', 'parallel'],
  ['par new generation', 'cms'],
  ['concurrent mark-sweep', 'cms'],
  ['def new generation', 'serial'],
  ['DefNew', 'serial'],
  ['ZHeap', 'z'],
  ['Shenandoah', 'shenandoah'],
  ['Epsilon', 'epsilon'],
]
/** Perm gen is not part of the Java heap that -Xmx bounds. */
const PERM = /perm gen/i

/** Also reads "Metaspace:", where the summary line stands from JDK 25 on. */
export function openHeap(records: CrashRecords): SectionReader {
  const sums = { used: 0, committed: 0, start: Number.POSITIVE_INFINITY, end: 0, line: null as LogLine | null }
  return {
    line(line) {
      const words = line.text.trim()
      const collector = COLLECTORS.find(([start]) => words.startsWith(start))
      if (collector) records.fallback('jvm.gc', collector[1], line)
      const space = SPACE.exec(line.text)
      if (space) addSpace(records, sums, space, line)
      else if (!readWhole(records, line)) readMetaspace(records, line)
    },
    end() {
      if (!sums.line) return
      records.fact('heap.used', sums.used, sums.line)
      records.fact('heap.committed', sums.committed, sums.line)
      if (sums.end > sums.start) records.fallback('heap.max', sums.end - sums.start, sums.line)
    },
  }
}

interface Sums {
  used: number
  committed: number
  start: number
  end: number
  line: LogLine | null
}

function addSpace(records: CrashRecords, sums: Sums, match: RegExpExecArray, line: LogLine): void {
  const name = match[1] ?? ''
  const bounds = (match[5] ?? '').split(', ').map(parseHex)
  const start = bounds[0] ?? Number.NaN
  const end = bounds.at(-1) ?? Number.NaN
  // The perm gen of JDK 7 and earlier holds what Metaspace holds later.
  records.range(PERM.test(name) || name === 'PSPermGen' ? 'metaspace' : 'java-heap', name, start, end, line)
  if (PERM.test(name) || name === 'PSPermGen') return
  sums.line ??= line
  sums.used += parseSize(match[4] ?? '') ?? 0
  sums.committed += parseSize(match[3] ?? '') ?? 0
  sums.start = Math.min(sums.start, start)
  sums.end = Math.max(sums.end, end)
}

function readWhole(records: CrashRecords, line: LogLine): boolean {
  const z = ZGC.exec(line.text)
  const shenandoah = SHENANDOAH.exec(line.text) ?? OLD_SHENANDOAH.exec(line.text)
  const reserved = RESERVED.exec(line.text)
  if (z) {
    state(records, { 'heap.used': z[1], 'heap.committed': z[2], 'heap.max': z[3] }, line)
  } else if (shenandoah) {
    state(records, { 'heap.used': shenandoah[3], 'heap.committed': shenandoah[2], 'heap.max': shenandoah[1] }, line)
  } else if (reserved) {
    records.range('java-heap', 'Reserved region', parseHex(reserved[1] ?? ''), parseHex(reserved[2] ?? ''), line)
  }
  return z !== null || shenandoah !== null || reserved !== null
}

function readMetaspace(records: CrashRecords, line: LogLine): void {
  const match = METASPACE.exec(line.text)
  if (!match) return
  const [, used, committed, reserved] = match
  const stated = { 'metaspace.used': used, 'metaspace.committed': committed, 'metaspace.reserved': reserved }
  state(records, stated, line)
}

function state(records: CrashRecords, sizes: Partial<Record<FactKey, string | undefined>>, line: LogLine): void {
  for (const [key, text] of Object.entries(sizes)) {
    const bytes = parseSize(text ?? '')
    if (bytes !== null) records.fact(key as FactKey, bytes, line)
  }
}
