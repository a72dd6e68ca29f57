/** The check that refused, in bundles of JVMs that were really refused. */
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { openForTest } from '../../support/open-case.ts'
import { zooFolder } from '../../support/zoo.ts'
import { ADDRESS_SPACE, FIXED_SPLIT, MAP_COUNT, refusalOf } from './builders.ts'

const STRICT = 'Committed_AS + pages >= CommitLimit - reserves'

describe('bundles', () => {
  it.each([
    ['a1-metaspace-main-g1-j25', MAP_COUNT, ['Metaspace::allocate', 'metaspace::VirtualSpaceNode::commit_range']],
    ['a1-lucene-serial-j25', MAP_COUNT, ['DefNewGeneration::compute_new_size', 'VirtualSpace::expand_by']],
    ['a1-cassandra-shenandoah-j17', MAP_COUNT, ['java.lang.Thread.run', 'ShenandoahHeapRegion::do_commit']],
    ['a2-guard12288-g1-j17', MAP_COUNT, ['thread_native_entry', 'StackOverflow::create_stack_guard_pages']],
    ['a3-mapfailed-halt-g1-j17', MAP_COUNT, ['sun.nio.ch.FileChannelImpl.mapInternal', 'java.io.IOException']],
    ['a4-threads-parallel-j17', MAP_COUNT, []],
    ['a5-frag-mprotect-ffm-g1-j25', MAP_COUNT, ['StackOverflow::create_stack_guard_pages', 'VMError::report']],
    ['b-rlimit-as-mapfailed-g1-j17', ADDRESS_SPACE, ['sun.nio.ch.FileChannelImpl.mapInternal']],
    ['c-commitlimit-running-g1-j17', STRICT, ['G1PageBasedVirtualSpace::commit', 'os::commit_memory_or_exit']],
    ['c-commitlimit-startup-serial-j25', STRICT, ['VirtualSpace::expand_by']],
    ['c-heuristic-overcommit0-startup-parallel-j17', 'pages > totalram + swap', ['PSVirtualSpace::expand_by']],
    [
      'founding-jdk8',
      FIXED_SPLIT,
      ['java_start', 'JavaThread::create_stack_guard_pages', 'os::pd_create_stack_guard_pages'],
    ],
    ['l-malloc-rlimit-as-g1-j17', ADDRESS_SPACE, ['AllocateHeap']],
    ['b-rlimit-as-startup-g1-j17', ADDRESS_SPACE, ['vm_exit_during_initialization']],
    ['d-nproc-g1-j17', 'tasks of the user >= RLIMIT_NPROC', ['java.lang.Thread.start0', 'JVM_StartThread']],
    ['d-nproc-gcthreads-startup-j25', 'tasks of the user >= RLIMIT_NPROC', ['vm_exit_out_of_memory']],
    ['d-pidscgroup-serial-j25', 'pids.current >= pids.max of a control group', ['java.lang.Thread.start0']],
    ['g-direct-g1-j17', 'reserved + size > limit', ['java.nio.Bits.reserveMemory']],
  ])(
    '%s: %s',
    async (name, condition, observed) => {
      const file = readdirSync(zooFolder).find((each) => each.startsWith(`${name}.`)) ?? ''
      const { processes } = await openForTest([path.join(zooFolder, file)])
      const steps = processes.find(({ callPath }) => callPath.length > 0)?.callPath ?? []
      expect(refusalOf(steps)?.gate.condition).toBe(condition)
      const shown = steps.filter((step) => step.origin === 'observed').map((step) => step.symbol)
      expect(shown).toEqual(expect.arrayContaining(observed))
      // No check after the one that refused, in the same call.
      const kernel = steps.slice(steps.findLastIndex((step) => step.gate?.holds === true) + 1)
      expect(kernel.filter((step) => step.layer === 'kernel')).toEqual([])
    },
    60_000,
  )
})
