/**
 * The guard zone of a thread's stack: yellow and red pages (and a reserved page since 9), committed over the low end of the
 * stack by the new thread itself, then taken its access rights. Committing needs a mapping, protecting another.
 */
import { hotspot, jdk, jni, libc, type CallPathTable, type FrameSpec } from '../path-table.ts'
import { commitCall, commitDown, commitOutcome, TREE_11, TREE_8, type SourceTree } from './commit.ts'

/** The half that succeeded, in the thread that called Thread.start. */
export function starter(share: string): FrameSpec[] {
  return [
    jdk(
      'java.lang.Thread.start',
      'java.base java/lang/Thread.java: start',
      'Another thread started this one; its stack is not in the dump',
      {
        returned: true,
      },
    ),
    jni('JVM_StartThread', `${share}/prims/jvm.cpp: JVM_StartThread`, '', { returned: true }),
    libc(
      'pthread_create',
      'glibc nptl/pthread_create.c: __pthread_create_2_1',
      'Had succeeded: the stack is mapped, one mapping more',
      {
        returned: true,
      },
    ),
  ]
}

const START_THREAD = libc('start_thread', 'glibc nptl/pthread_create.c: start_thread', '', {
  aliases: ['__pthread_start'],
})

export function threadEntry8(): FrameSpec[] {
  return [
    START_THREAD,
    hotspot('java_start', `${TREE_8.os}/os_linux.cpp: java_start`),
    hotspot(
      'JavaThread::run',
      `${TREE_8.share}/runtime/thread.cpp: JavaThread::run`,
      'The thread’s first act is its guard zone; run() has not been entered',
    ),
  ]
}

export function threadEntry(file: string): FrameSpec[] {
  return [
    START_THREAD,
    hotspot('thread_native_entry', `${TREE_11.os}/os_linux.cpp: thread_native_entry`),
    hotspot('Thread::call_run', `${TREE_11.share}/runtime/thread.cpp: Thread::call_run`),
    hotspot(
      'JavaThread::run',
      `${TREE_11.share}/runtime/${file}: JavaThread::run`,
      'The thread’s first act is its guard zone; run() has not been entered',
    ),
  ]
}

/** The functions whose zone it is; what was asked for is its size. */
export const GUARD_OWNERS: readonly string[] = [
  'JavaThread::create_stack_guard_pages',
  'StackOverflow::create_stack_guard_pages',
]
export const OWNER_8 = hotspot(
  'JavaThread::create_stack_guard_pages',
  `${TREE_8.share}/runtime/thread.cpp: JavaThread::create_stack_guard_pages`,
  'Yellow and red zone: 3 pages by default',
)
export const OWNER_9 = hotspot(
  'JavaThread::create_stack_guard_pages',
  `${TREE_11.share}/runtime/thread.cpp: JavaThread::create_stack_guard_pages`,
  'Yellow, red and reserved zone: 4 pages by default',
)
export const OWNER_16 = hotspot(
  'StackOverflow::create_stack_guard_pages',
  `${TREE_11.share}/runtime/stackOverflow.cpp: StackOverflow::create_stack_guard_pages`,
  'Yellow, red and reserved zone: 4 pages by default',
)

export function create({ os }: SourceTree): FrameSpec[] {
  return [hotspot('os::create_stack_guard_pages', `${os}/os_linux.cpp: os::create_stack_guard_pages`)]
}

export const CREATE_8: FrameSpec[] = [
  ...create(TREE_8),
  hotspot('os::pd_create_stack_guard_pages', `${TREE_8.os}/os_linux.cpp: os::pd_create_stack_guard_pages`),
]

export const guardZone: CallPathTable = {
  id: 'guard-zone',
  title: 'Stack guard zone of a starting thread',
  anchors: [
    'StackOverflow::create_stack_guard_pages',
    'JavaThread::create_stack_guard_pages',
    'os::create_stack_guard_pages',
    'os::pd_create_stack_guard_pages',
  ],
  calls: [commitCall],
  rows: [
    {
      from: 0,
      to: 9,
      readIn: [8],
      before: starter(TREE_8.share),
      down: [...threadEntry8(), OWNER_8, ...CREATE_8, ...commitDown(TREE_8)],
      outcome: commitOutcome(TREE_8),
    },
    {
      from: 9,
      to: 16,
      readIn: [11],
      before: starter(TREE_11.share),
      down: [...threadEntry('thread.cpp'), OWNER_9, ...create(TREE_11), ...commitDown(TREE_11)],
      outcome: commitOutcome(TREE_11),
    },
    {
      from: 16,
      to: 21,
      readIn: [17],
      before: starter(TREE_11.share),
      down: [...threadEntry('thread.cpp'), OWNER_16, ...create(TREE_11), ...commitDown(TREE_11)],
      outcome: commitOutcome(TREE_11),
    },
    {
      from: 21,
      to: null,
      readIn: [21, 25],
      before: starter(TREE_11.share),
      down: [...threadEntry('javaThread.cpp'), OWNER_16, ...create(TREE_11), ...commitDown(TREE_11)],
      outcome: commitOutcome(TREE_11),
    },
  ],
}
