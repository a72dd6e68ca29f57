/** What was refused, and which known path that is: by the frames if they name it, else by what the refusal itself says. */
import type { Victim } from '../../../shared/model/analysis.ts'
import type { Stored } from '../../../shared/model/process-records.ts'
import type { EventRecord } from '../../../shared/model/records.ts'
import type { Bytes } from '../../../shared/model/units.ts'
import type { ProcessFacts } from '../facts/process-facts.ts'
import { align } from './align.ts'
import { fileMap } from './file-map.ts'
import { exceptionFrames, observedFrames, type ObservedFrame } from './frames.ts'
import { targetOf } from './gates/map-count.ts'
import type { GateContext } from './gates/gate-context.ts'
import { cHeap } from './hotspot/c-heap.ts'
import { guardRemoval } from './hotspot/guard-removal.ts'
import { guardProtect, guardZone } from './hotspot/guard-zone.ts'
import { plainCommit } from './hotspot/heap.ts'
import { metaspace } from './hotspot/metaspace.ts'
import { reserve } from './hotspot/reserve.ts'
import { threadStart, vmThreadStart } from './hotspot/thread-start.ts'
import { commitPaths, mallocPaths } from './knowledge.ts'
import { nativeCallPath } from './native-call.ts'
import type { CallPathTable, PathRow } from './path-table.ts'
import { inRange } from './version-range.ts'
import { sentences } from './walk.ts'

export interface Situation {
  table: CallPathTable
  row: PathRow
  /** How the row was chosen, where the JDK release leaves doubt; empty otherwise. */
  doubt: string
  /** Outermost first. */
  frames: ObservedFrame[]
  victim: Victim
  /** The log line that told of the refusal; null when a fatal error log did. */
  event: Stored<EventRecord> | null
  request: Bytes | null
  target: GateContext['target']
}

export function situationOf(facts: ProcessFacts): Situation | null {
  const { victim, crash } = facts
  if (!victim) return null
  const fatal = crash !== null && crash.kind === 'out-of-memory' && victim.citation.artifact === crash.artifact
  const event = fatal ? null : eventOf(facts, victim)
  const frames = fatal ? crashFrames(facts) : event ? exceptionFrames(event) : []
  const chosen = tableOf(facts, victim, frames)
  if (!chosen) return null
  return {
    ...chosen,
    ...rowOf(chosen, facts.jvm?.feature ?? null, frames),
    frames,
    victim,
    event,
    request: requestOf(facts, victim, chosen.table, event),
    target: targetOfCall(facts, victim, chosen.table, fatal),
  }
}

/** The way of FileChannel.map to System.gc(), where only a collection shows that it was gone; frames there are none. */
export function mapRetrySituation(facts: ProcessFacts, victim: Victim): Situation {
  const chosen: Choice = {
    table: fileMap,
    doubt: 'Inferred from the collection: no frame of it is in the dump, and mappings were counted at another moment',
  }
  const row = rowOf(chosen, facts.jvm?.feature ?? null, [])
  return { ...chosen, ...row, frames: [], victim, event: null, request: null, target: null }
}

function crashFrames(facts: ProcessFacts): ObservedFrame[] {
  const { nativeFrames = [], javaFrames = [] } = facts.crash ?? {}
  const native = observedFrames(nativeFrames)
  if (native.some((frame) => frame.java)) return native
  // Some logs print the Java frames only in their own list; they stand outside of the native ones.
  return [...observedFrames(javaFrames), ...native]
}

function eventOf(facts: ProcessFacts, { citation }: Victim): Stored<EventRecord> | null {
  return (
    facts.records.events.find((event) => event.artifact === citation.artifact && event.span.line === citation.line) ??
    null
  )
}

interface Choice {
  table: CallPathTable
  doubt: string
}

function byFrames(tables: readonly CallPathTable[], frames: readonly ObservedFrame[]): CallPathTable | null {
  const names = new Set(frames.map((frame) => frame.name))
  return tables.find((table) => table.anchors.some((anchor) => names.has(anchor))) ?? null
}

function certain(table: CallPathTable | null): Choice | null {
  return table && { table, doubt: '' }
}

function tableOf(facts: ProcessFacts, victim: Victim, frames: readonly ObservedFrame[]): Choice | null {
  const native = /^(\w+) called by native code/.exec(victim.purpose ?? '')?.[1]
  if (native !== undefined) return certain(nativeCallPath(native))
  switch (victim.operation) {
    case 'mmap-commit':
      return certain(byFrames(commitPaths, frames)) ?? commitBySize(facts, victim)
    case 'malloc':
      return certain(byFrames(mallocPaths, frames) ?? cHeap)
    case 'mmap-file':
      return certain(fileMap)
    case 'mprotect':
      return certain(guardProtect)
    case 'munmap':
      return certain(guardRemoval)
    case 'thread-start':
      return certain(byFrames([vmThreadStart], frames) ?? (startsVmThread(victim) ? vmThreadStart : threadStart))
    case 'other':
      return /reserv/i.test(victim.purpose ?? facts.startupFailure?.reason ?? '') ? certain(reserve) : null
    case 'signal':
    case 'java-allocation':
      return null
  }
}

/** Names that HotSpot gives to its own threads (WorkerThreads, ConcurrentGCThread, CompileBroker); all others are of Java. */
const VM_THREAD =
  /^(?:GC Thread|ParGC Thread|GC task thread|G1 |Shenandoah GC|ZWorker|ZDriver|XWorker|C1 CompilerThread|C2 CompilerThread|VM Thread)/

function startsVmThread({ thread, purpose }: Victim): boolean {
  return VM_THREAD.test(thread ?? '') || (purpose ?? '').endsWith('of the VM')
}

/** Without symbols the state and the size hint at the caller; where they do not, the path begins at os::commit_memory. */
function commitBySize(facts: ProcessFacts, victim: Victim): Choice {
  const pages = (victim.bytes ?? 0) / facts.pageSize.bytes
  const state = facts.crash?.threadState?.value ?? null
  if (state === '_thread_new' && pages >= 3 && pages <= 8) {
    return { table: guardZone, doubt: 'Inferred: a thread in state _thread_new commits nothing but its guard zone' }
  }
  const granule = victim.bytes === 65_536 && (facts.jvm?.feature ?? 0) >= 16
  if (granule && /metaspace/i.test(victim.purpose ?? '')) return { table: metaspace, doubt: '' }
  if (granule) {
    return {
      table: plainCommit,
      doubt:
        '65 536 bytes are one granule of metaspace, and also one step of the code cache: without symbols it stays open which',
    }
  }
  return { table: plainCommit, doubt: 'No frame says what the memory was for' }
}

function rowOf(
  { table, doubt }: Choice,
  feature: number | null,
  frames: readonly ObservedFrame[],
): { row: PathRow; doubt: string } {
  const row = feature === null ? rowByFrames(table, frames) : table.rows.find((each) => inRange(each, feature))
  if (!row) throw new Error(`call path ${table.id} has no row for Java ${feature}`)
  const read = row.readIn.join(', ')
  const release =
    feature === null
      ? `The Java release is not stated; as in ${read}`
      : row.readIn.includes(feature)
        ? ''
        : `As in Java ${read}; the source of ${feature} was not read`
  return { row, doubt: sentences(doubt, release) }
}

/** The row that fits most of the frames; of several the newest. */
function rowByFrames(table: CallPathTable, frames: readonly ObservedFrame[]): PathRow | undefined {
  const innermost = frames.at(-1)?.name ?? null
  let best: { row: PathRow; score: number } | null = null
  for (const row of table.rows) {
    const met = align(frames, row.down).filter((frame) => frame !== -1).length
    const score = met + (innermost !== null && row.throwsFrom === innermost ? 1 : 0)
    if (!best || score >= best.score) best = { row, score }
  }
  return best?.row
}

/** The size the kernel was asked for, in whole pages. */
function requestOf(
  facts: ProcessFacts,
  victim: Victim,
  table: CallPathTable,
  event: Stored<EventRecord> | null,
): Bytes | null {
  const bytes = victim.bytes ?? (table === threadStart || table === vmThreadStart ? stackSizeOf(facts, event) : null)
  if (bytes === null || !Number.isFinite(bytes) || bytes <= 0) return null
  return Math.ceil(bytes / facts.pageSize.bytes) * facts.pageSize.bytes
}

// Failed to start thread "Unknown thread" - pthread_create failed (EAGAIN) for attributes: stacksize: 1024k, guardsize: 0k, detached.
const STACK_SIZE = /\bstacksize: (\d{1,9})k\b/

function stackSizeOf(facts: ProcessFacts, event: Stored<EventRecord> | null): Bytes | null {
  const candidates = [event, ...facts.records.events.filter((each) => each.type === 'thread-start-failed')]
  for (const each of candidates) {
    const size = each && STACK_SIZE.exec(each.quote)?.[1]
    if (size) return Number(size) * 1024
  }
  return null
}

/** The address of a commit stands in HotSpot's warning; a guard zone begins where the stack begins. */
function targetOfCall(
  facts: ProcessFacts,
  victim: Victim,
  table: CallPathTable,
  fatal: boolean,
): GateContext['target'] {
  if (!fatal || victim.bytes === null) return null
  const warning = facts.records.events.find(
    (event) => event.type === 'commit-failed' && Number(event.values['bytes']) === victim.bytes,
  )
  const printed = warning ? addressOf(warning.values['address']) : null
  const own = facts.records.threads.find((thread) => thread.current && thread.stackStart !== null)
  const start = printed ?? (table === guardZone || table === guardProtect ? (own?.stackStart ?? null) : null)
  return start === null ? null : targetOf(facts, start, start + victim.bytes)
}

// 0x00007fe55f2ca000
const ADDRESS = /^(?:0x)?0{0,16}([0-9a-f]{1,13})$/i

function addressOf(value: string | number | undefined): number | null {
  const digits = typeof value === 'string' ? ADDRESS.exec(value)?.[1] : undefined
  const address = digits === undefined ? Number(value) : Number.parseInt(digits, 16)
  return Number.isSafeInteger(address) && address > 0 ? address : null
}
