/** What a Java heap that was full leaves behind where no output tells of the error: the collector's last tries, and the dump. */
import type { Stored } from '../../../shared/model/process-records.ts'
import type { GcRecord } from '../../../shared/model/records.ts'
import type { Citation } from '../../../shared/model/span.ts'
import { formatBytes } from '../../../shared/display/bytes.ts'
import { citationOf } from './known.ts'
import type { ProcessFacts } from './process-facts.ts'

export interface Exhaustion {
  claim: string
  means: string
  citation: Citation | null
}

/** Of the maximum that both collections left, and of what the second one freed. */
const FULL = 0.85
const FREED = 0.02
/** Those that an allocation which failed asks for; others are asked for by code, tools or metaspace. */
const OF_ALLOCATION =
  /^(?:Allocation Failure|G1 Compaction Pause|G1 Evacuation Pause|Ergonomics|Last ditch collection)\b/
// java_pid4711.hprof        java_pid4711.hprof.1.gz        (heapDumper.cpp, HeapDumper::dump_heap: the name it gives; jmap and jcmd are given one)
const DUMP = /(?:^|\/)java_pid\d{1,10}\.hprof(?:\.\d{1,4})?(?:\.gz)?$/
const OUTPUTS: ReadonlySet<string> = new Set(['application-log', 'hotspot-stdout'])

export function heapExhaustionOf(facts: ProcessFacts): Exhaustion | null {
  const { artifacts } = facts.records
  const dump = artifacts.find(({ format, path }) => format === 'hprof' && DUMP.test(path))
  if (dump) {
    const claim = `the heap dump ${dump.path} has the name that -XX:+HeapDumpOnOutOfMemoryError gives`
    // Of a name no line can be cited.
    return { claim, means: 'the JVM met an OutOfMemoryError, mostly of the Java heap', citation: null }
  }
  // An output that is here would tell of the error.
  if (artifacts.some(({ format, scope }) => scope === 'process' && OUTPUTS.has(format))) return null
  return triedTwice(facts)
}

/**
 * An allocation that fails collects the whole heap, and once more without soft references (G1CollectedHeap::satisfy_failed_allocation,
 * ParallelScavengeHeap, SerialHeap): OutOfMemoryError comes after the second.
 */
function triedTwice({ records, index }: ProcessFacts): Exhaustion | null {
  const most = index.number('heap.max')?.value ?? null
  const pauses = records.collections.filter(({ concurrent, collection }) => !concurrent && collection !== 'remark')
  const second = pauses.findLast((each, at) => isFutile(each, most) && isFutile(pauses[at - 1], most))
  if (!second || second.heapAfter === null) return null
  const size = formatBytes(most ?? second.heapCommitted ?? 0)
  const claim = `two collections of the whole heap in a row, as an allocation that fails makes them, left ${formatBytes(second.heapAfter)} of ${size}`
  return { claim, means: 'the Java heap was full, perhaps to the end', citation: citationOf(second) }
}

function isFutile(each: Stored<GcRecord> | undefined, most: number | null): boolean {
  if (each?.collection !== 'full' || each.heapAfter === null || each.heapBefore === null) return false
  const size = most ?? each.heapCommitted
  if (size === null || !OF_ALLOCATION.test(each.cause ?? '')) return false
  return each.heapAfter >= FULL * size && each.heapBefore - each.heapAfter <= FREED * size
}
