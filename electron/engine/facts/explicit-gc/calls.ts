/** Explicit collections out of a GC log, put together to the calls that they came of. */
import type { Stored } from '../../../../shared/model/process-records.ts'
import type { GcRecord } from '../../../../shared/model/records.ts'
import type { Milliseconds } from '../../../../shared/model/units.ts'
import type { Clocks, Moment } from './clocks.ts'

type Collection = Stored<GcRecord>

/** One request for a collection. */
export interface Call {
  /** What it made: ParallelGC of JDK 8 to 21 collects young first (-XX:+ScavengeBeforeFullGC), then everything. */
  records: readonly [Collection, ...Collection[]]
  /** `System.gc()`, `Diagnostic Command`. */
  cause: string
  /** Whether Java code asked (JVM_GC, jvm.cpp): only then it is open who. */
  fromJava: boolean
  start: Moment
  /** Of all its records; 0 where none is printed. */
  pauseMs: Milliseconds
  /** Since the collection before that looked at the whole heap; null: there is none in the log. */
  sinceWhole: Milliseconds | null
  /** Since the call before, and to the next, by Java code. */
  sinceCall: Milliseconds | null
  untilCall: Milliseconds | null
}

/** gcCause.cpp: GCCause::_java_lang_system_gc; JDK 6 and earlier print `System`. */
const SYSTEM_GC: ReadonlySet<string> = new Set(['System.gc()', 'System'])
/** gcCause.cpp: requests that are no call of Java code: jcmd GC.run, jmap -histo:live, a heap dump of live objects, JVMTI. */
const TOOLS: ReadonlySet<string> = new Set([
  'Diagnostic Command',
  'Heap Inspection Initiated GC',
  'Heap Dump Initiated GC',
  'JvmtiEnv ForceGarbageCollection',
])
/** Both parts of one call follow each other at once. */
const SAME_CALL: Milliseconds = 250

export function callsOf(collections: readonly Collection[], clocks: Clocks): Call[] {
  const calls: Call[] = []
  let young: Collection | null = null
  let whole: Moment | null = null
  let last: Call | null = null
  for (const [index, record] of collections.entries()) {
    const explicit = isExplicit(record.cause)
    if (explicit) {
      const next = collections[index + 1]
      if (next && goesOn(record, next, clocks)) {
        young = record
        continue
      }
      const call = callOf(young ? [young, record] : [record], clocks)
      young = null
      call.sinceWhole = whole && clocks.between(whole, call.start)
      if (call.fromJava) {
        call.sinceCall = last && clocks.between(last.start, call.start)
        if (last) last.untilCall = call.sinceCall
        last = call
      }
      calls.push(call)
    }
    if (explicit || record.collection === 'full') whole = clocks.ofCollection(record)
  }
  return calls
}

export function isExplicit(cause: string | null): boolean {
  return cause !== null && (SYSTEM_GC.has(cause) || TOOLS.has(cause))
}

/** Asked for by Java code. */
export function isSystemGc(cause: string | null): boolean {
  return cause !== null && SYSTEM_GC.has(cause)
}

function callOf(records: Call['records'], clocks: Clocks): Call {
  const cause = records[0].cause ?? ''
  return {
    records,
    cause,
    fromJava: isSystemGc(cause),
    start: clocks.ofCollection(records[0]),
    pauseMs: records.reduce((sum, record) => sum + (record.pauseMs ?? 0), 0),
    sinceWhole: null,
    sinceCall: null,
    untilCall: null,
  }
}

function goesOn(young: Collection, next: Collection, clocks: Clocks): boolean {
  if (young.collection !== 'young' || next.collection !== 'full') return false
  if (next.cause !== young.cause || next.artifact !== young.artifact) return false
  const gap = clocks.between(clocks.ofCollection(young), clocks.ofCollection(next))
  return gap === null || gap <= (young.pauseMs ?? 0) + SAME_CALL
}
