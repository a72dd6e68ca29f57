/** The second half of a guard zone: the pages just committed lose their access rights, which splits a mapping. */
import { hotspot, libc, type CallPathTable, type FrameSpec, type SystemCall } from '../path-table.ts'
import { reportOutcome, TREE_11, TREE_8, type SourceTree } from './commit.ts'
import { OWNER_16, OWNER_8, OWNER_9, starter, threadEntry, threadEntry8 } from './guard-zone.ts'

const protectCall: SystemCall = {
  name: 'mprotect',
  libc: libc('mprotect', 'glibc sysdeps/unix/syscalls.list: mprotect', 'mprotect(address, bytes, PROT_NONE)', {
    aliases: ['__mprotect'],
  }),
  fixed: true,
  shared: false,
  accountable: false,
  own: true,
}

function protectDown({ os, share }: SourceTree): FrameSpec[] {
  return [
    hotspot(
      'os::guard_memory',
      `${os}/os_linux.cpp: os::guard_memory`,
      'Takes the access rights of the pages that were just committed',
    ),
    hotspot(
      'linux_mprotect',
      `${os}/os_linux.cpp: linux_mprotect`,
      share === TREE_8.share ? '' : 'Rounds to pages and calls mprotect',
    ),
  ]
}

const PROTECT_ABORT: FrameSpec[] = [
  hotspot(
    'log_warning(os, thread)',
    `${TREE_11.share}/runtime/stackOverflow.cpp: create_stack_guard_pages`,
    'Attempt to protect stack guard pages failed',
    {
      returned: true,
      proof: 'guard-warning',
    },
  ),
  ...reportOutcome(TREE_11, 'vm_exit_out_of_memory(bytes, OOM_MPROTECT_ERROR, "memory to guard stack pages")'),
]

export const guardProtect: CallPathTable = {
  id: 'guard-protect',
  title: 'Protecting the stack guard zone',
  anchors: ['os::guard_memory', 'linux_mprotect'],
  calls: [protectCall],
  rows: [
    {
      from: 0,
      to: 9,
      readIn: [8],
      before: starter(TREE_8.share),
      down: [...threadEntry8(), OWNER_8, ...protectDown(TREE_8)],
      outcome: [
        hotspot(
          'warning',
          `${TREE_8.share}/runtime/thread.cpp: JavaThread::create_stack_guard_pages`,
          'Attempt to protect stack guard pages failed. The thread goes on without guard pages: a stack overflow will be a SIGSEGV',
          { returned: true, proof: 'guard-warning' },
        ),
      ],
    },
    {
      from: 9,
      to: 16,
      readIn: [11],
      before: starter(TREE_11.share),
      down: [...threadEntry('thread.cpp'), OWNER_9, ...protectDown(TREE_11)],
      outcome: PROTECT_ABORT,
    },
    {
      from: 16,
      to: 21,
      readIn: [17],
      before: starter(TREE_11.share),
      down: [...threadEntry('thread.cpp'), OWNER_16, ...protectDown(TREE_11)],
      outcome: PROTECT_ABORT,
    },
    {
      from: 21,
      to: null,
      readIn: [21, 25],
      before: starter(TREE_11.share),
      down: [...threadEntry('javaThread.cpp'), OWNER_16, ...protectDown(TREE_11)],
      outcome: PROTECT_ABORT,
    },
  ],
}
