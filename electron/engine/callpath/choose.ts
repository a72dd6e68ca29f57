/** Which known path a refusal went: by the frames if they name it, else by what the refusal itself says. */
import type { Victim } from '../../../shared/model/analysis.ts'
import type { Stored } from '../../../shared/model/process-records.ts'
import type { EventRecord } from '../../../shared/model/records.ts'
import type { ProcessFacts } from '../facts/process-facts.ts'
import { UNCOMMIT_PURPOSE, zgcMappingErrno } from '../facts/zgc-mapping.ts'
import { directMemory, isDirectMemoryRefusal } from './direct-memory.ts'
import { fileMap } from './file-map.ts'
import type { ObservedFrame } from './frames.ts'
import { attachGuardZone } from './hotspot/attach.ts'
import { cHeap, unsafeAllocate } from './hotspot/c-heap.ts'
import { guardProtect } from './hotspot/guard-protect.ts'
import { guardRemoval } from './hotspot/guard-removal.ts'
import { guardZone } from './hotspot/guard-zone.ts'
import { plainCommit } from './hotspot/heap.ts'
import { metaspace } from './hotspot/metaspace.ts'
import { reserveCodeCache, reserveHeap, reserveMetaspace, reserveOther } from './hotspot/reserve.ts'
import { threadStart } from './hotspot/thread-start.ts'
import { compilerThreadStart, vmThreadStart } from './hotspot/vm-thread-start.ts'
import { zgcMap } from './hotspot/zgc.ts'
import { commitPaths, mallocPaths, reservePaths, threadPaths, zgcPaths } from './knowledge.ts'
import { nativeCallPath } from './native-call.ts'
import type { CallPathTable } from './path-table.ts'

export interface Choice {
  table: CallPathTable
  /** What is inferred about the choice; empty when frames or texts tell. */
  doubt: string
}

/** The first that has an anchor on the stack, and one of its callers where it names some. */
function byFrames(tables: readonly CallPathTable[], frames: readonly ObservedFrame[]): CallPathTable | null {
  const names = new Set(frames.map((frame) => frame.name))
  const found = ({ anchors, within }: CallPathTable): boolean =>
    anchors.some((anchor) => names.has(anchor)) && (within?.some((caller) => names.has(caller)) ?? true)
  return tables.find(found) ?? null
}

function certain(table: CallPathTable | null): Choice | null {
  return table && { table, doubt: '' }
}

/** null: nothing was refused by the system, or by no path that the tables know. `event`: the log line, where no crash log tells. */
export function tableOf(
  facts: ProcessFacts,
  victim: Victim,
  frames: readonly ObservedFrame[],
  event: Stored<EventRecord> | null,
): Choice | null {
  const native = /^(\w+) called by (native code of the \w+)/.exec(victim.purpose ?? '')
  if (native) return certain(nativeCallPath(native[1] ?? '', native[2] ?? ''))
  if (zgcMappingErrno(facts) !== null) return certain(byFrames(zgcPaths, frames)) ?? zgcByText()
  switch (victim.operation) {
    case 'mmap-commit':
      return reservation(facts, frames) ?? certain(byFrames(commitPaths, frames)) ?? commitBySize(facts, victim)
    case 'malloc':
      return certain(event && unsafeBytes(event) !== null ? unsafeAllocate : (byFrames(mallocPaths, frames) ?? cHeap))
    case 'mmap-file':
      return certain(fileMap)
    case 'mprotect':
      return certain(guardProtect)
    case 'munmap':
      return victim.purpose === UNCOMMIT_PURPOSE ? null : certain(guardRemoval)
    case 'thread-start':
      return certain(byFrames(threadPaths, frames) ?? startedThread(facts, victim))
    case 'other':
      return reservation(facts, frames)
    case 'java-allocation':
      return event && isDirectMemoryRefusal(textOf(event)) ? certain(directMemory) : null
    case 'signal':
      return null
  }
}

// java.lang.OutOfMemoryError: Unable to allocate 1048576 bytes          (Unsafe.allocateMemory since 17; before, there is no text)
const UNSAFE = /\bUnable to allocate (\d{1,19}) bytes\b/

/** Bytes that malloc could not give to Unsafe.allocateMemory; null where the error is another. */
export function unsafeBytes(event: Stored<EventRecord>): number | null {
  const bytes = event.type === 'out-of-memory' ? UNSAFE.exec(textOf(event))?.[1] : undefined
  return bytes === undefined ? null : Number(bytes)
}

function textOf({ values, quote }: Stored<EventRecord>): string {
  return `${String(values['reason'] ?? '')} ${quote}`
}

function zgcByText(): Choice {
  return { table: zgcMap, doubt: 'The text is the same for a mapping that is made and for one that is given back' }
}

// Failed to reserve memory for metaspace          Allocator (reserve)          committing reserved memory. (a commit)
const RESERVING = /^failed to reserve|could not reserve|\(reserve\)|reservation of address space/i

function reservation(facts: ProcessFacts, frames: readonly ObservedFrame[]): Choice | null {
  const { crash, startupFailure, victim } = facts
  const texts = [crash?.detail?.value, startupFailure?.reason, victim?.purpose]
  const text = texts.find((each) => RESERVING.test(each ?? ''))
  if (text === undefined || text === null) return null
  const said = startupFailure?.reason ?? text
  const named = byFrames(reservePaths, frames)
  if (named && named !== reserveOther) return certain(named)
  if (/metaspace/i.test(said)) return certain(reserveMetaspace)
  if (/code ?cache/i.test(said)) return certain(reserveCodeCache)
  return certain(/object heap|java heap/i.test(said) ? reserveHeap : reserveOther)
}

/** Names that HotSpot gives to its own threads (WorkerThreads, ConcurrentGCThread, CompileBroker); all others are of Java. */
const COLLECTOR_THREAD =
  /^(?:GC Thread|ParGC Thread|GC task thread|G1 |Shenandoah GC|ZWorker|ZDriver|XWorker|VM Thread)/
const COMPILER_THREAD = /^C[12] CompilerThread/

function startedThread({ startupFailure, crash }: ProcessFacts, { thread, purpose }: Victim): CallPathTable {
  const text = `${startupFailure?.reason ?? ''} ${crash?.detail?.value ?? ''} ${crash?.headline.value ?? ''}`
  if (COMPILER_THREAD.test(thread ?? '') || /compiler thread/i.test(text)) return compilerThreadStart
  const ofTheVm = (purpose ?? '').endsWith('of the VM') || /\bGC thread/i.test(text)
  return COLLECTOR_THREAD.test(thread ?? '') || ofTheVm ? vmThreadStart : threadStart
}

/** Least and most pages of a guard zone: yellow and red of 8, with the reserved one and a larger yellow zone of other builds. */
const GUARD_PAGES: readonly [number, number] = [3, 8]

/** Without symbols the state and the size hint at the caller; where they do not, the path begins at os::commit_memory. */
function commitBySize(facts: ProcessFacts, victim: Victim): Choice {
  const pages = (victim.bytes ?? 0) / facts.pageSize.bytes
  const state = facts.crash?.threadState?.value ?? null
  const guard = pages >= GUARD_PAGES[0] && pages <= GUARD_PAGES[1]
  if (guard && state === '_thread_new') {
    return { table: guardZone, doubt: 'Inferred: a thread in state _thread_new commits nothing but its guard zone' }
  }
  if (guard && state === '_thread_in_vm' && facts.crash?.thread?.value === 'Unknown thread') {
    return {
      table: attachGuardZone,
      doubt: 'Inferred from the size: a thread without a Java thread object is one that attaches itself',
    }
  }
  const granule = victim.bytes === METASPACE_GRANULE && (facts.jvm?.feature ?? 0) >= 16
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

/** Settings::commit_granule_bytes (memory/metaspace/metaspaceSettings.hpp, since 16); CodeCacheExpansionSize is as much. */
const METASPACE_GRANULE = 65_536
