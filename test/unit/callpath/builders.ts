/** Processes whose call path is in question. */
import { createFacts } from '../../../electron/engine/facts/process-facts.ts'
import { buildCallPath } from '../../../electron/engine/callpath/index.ts'
import type { CallPathStep, Gate } from '../../../shared/model/analysis.ts'
import type { FactKey, FactValue } from '../../../shared/model/facts.ts'
import { indexFiles, type ProcessBuilder, refusedCommit, VSYSCALL } from '../../support/process-builder.ts'

/** Small, so that listings at it are too. */
export const LIMIT = 1000

export interface Scene {
  feature?: number
  kernel?: string
  bytes?: number
  /** VMAs that the crash log lists, beside a [vsyscall] line. */
  vmas?: number
  limit?: number
  state?: string
  frames?: readonly (string | null)[]
  facts?: Partial<Record<FactKey, FactValue>>
  complete?: boolean
}

/** A fatal error log. Frames are innermost first, as a log prints them. */
export function crashed(scene: Scene = {}): ProcessBuilder {
  const {
    feature = 17,
    kernel = '6.12.3-amd64',
    bytes = 16_384,
    vmas = 300,
    limit = LIMIT,
    state = '_thread_in_vm',
  } = scene
  const builder = refusedCommit(bytes).facts({
    'jvm.feature': feature,
    'os.kernel': kernel,
    'os.arch': 'x86_64',
    'limit.max-map-count': limit,
    'limit.data': null,
    'limit.overcommit-memory': 0,
    'crash.thread': 'worker-1',
    'crash.thread-state': state,
    ...scene.facts,
  })
  if (scene.frames) builder.frames(scene.frames)
  if (vmas > 0) builder.maps([...indexFiles(vmas), VSYSCALL], { complete: scene.complete ?? true })
  return builder
}

export function pathOf(builder: ProcessBuilder): CallPathStep[] {
  return buildCallPath(createFacts(builder.records))
}

/** The gates of the path, in order, as `condition: holds`. */
export function gatesOf(steps: readonly CallPathStep[]): [condition: string, holds: boolean | null][] {
  return steps.flatMap(({ gate }) => (gate ? [[gate.condition, gate.holds] as [string, boolean | null]] : []))
}

export function refusalOf(steps: readonly CallPathStep[]): { symbol: string; gate: Gate } | null {
  const found = steps.find(({ gate }) => gate?.holds === true)
  return found?.gate ? { symbol: found.symbol, gate: found.gate } : null
}

export function symbolsOf(steps: readonly CallPathStep[], layer?: CallPathStep['layer']): string[] {
  return steps.filter((step) => layer === undefined || step.layer === layer).map(({ symbol }) => symbol)
}

export const MAP_COUNT = 'map_count > max_map_count'
export const FIXED_SPLIT = 'range inside one mapping && map_count >= max_map_count'
export const ADDRESS_SPACE = 'total_vm + pages > RLIMIT_AS'

const REPORT = [
  'VMError::report_and_die(Thread*, char const*, int)',
  'report_vm_out_of_memory(char const*, int, unsigned long, VMErrorType, char const*, ...)',
]

/** The failing stacks of a starting thread, as builds of these releases print them. */
export const GUARD_STACKS: Record<number, readonly string[]> = {
  8: [
    'VMError::report_and_die()',
    REPORT[1] ?? '',
    'os::Linux::commit_memory_impl(char*, unsigned long, bool)',
    'os::pd_create_stack_guard_pages(char*, unsigned long)',
    'JavaThread::create_stack_guard_pages()',
    'JavaThread::run()',
    'java_start(Thread*)',
  ],
  11: [
    ...REPORT,
    'os::pd_commit_memory(char*, unsigned long, bool)',
    'os::commit_memory(char*, unsigned long, bool)',
    'JavaThread::create_stack_guard_pages()',
    'JavaThread::run()',
    'Thread::call_run()',
    'thread_native_entry(Thread*)',
  ],
  17: [
    ...REPORT,
    'os::pd_commit_memory(char*, unsigned long, bool)',
    'os::commit_memory(char*, unsigned long, bool)',
    'StackOverflow::create_stack_guard_pages()',
    'JavaThread::run()',
    'Thread::call_run()',
    'thread_native_entry(Thread*)',
  ],
  25: [
    ...REPORT,
    'os::Linux::commit_memory_impl(char*, unsigned long, bool) [clone .part.0]',
    'os::pd_commit_memory(char*, unsigned long, bool)',
    'os::commit_memory(char*, unsigned long, bool)',
    'StackOverflow::create_stack_guard_pages()',
    'JavaThread::run()',
    'Thread::call_run()',
    'thread_native_entry(Thread*)',
  ],
}
