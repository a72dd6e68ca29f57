/**
 * Starting a thread. glibc takes a cached stack or maps one, then clones. Any ENOMEM on that way, from the stack or from clone,
 * leaves pthread_create as EAGAIN: the errno that HotSpot reports does not tell a lack of address space from a task limit.
 */
import { hotspot, jdk, jni, libc, type CallPathTable, type FrameSpec, type SystemCall } from '../path-table.ts'
import { TREE_11, TREE_8, type SourceTree } from './commit.ts'

export const stackCall: SystemCall = {
  name: 'mmap',
  libc: libc(
    'mmap',
    'glibc nptl/allocatestack.c: allocate_stack',
    'The stack, unless a cached one fits: private, anonymous, MAP_STACK; readable and writable when glibc adds no guard page, as for Java threads',
    { aliases: ['mmap64', '__mmap', '__mmap64'] },
  ),
  fixed: false,
  shared: false,
  accountable: true,
}

export const cloneCall: SystemCall = {
  name: 'clone',
  libc: libc('clone', 'glibc sysdeps/unix/sysv/linux/createthread.c: create_thread', 'The task itself', {
    aliases: ['clone3', '__clone', '__clone3'],
  }),
  fixed: false,
  shared: false,
  accountable: false,
}

export const PTHREAD = libc('pthread_create', 'glibc nptl/pthread_create.c: __pthread_create_2_1', '', {
  aliases: ['__pthread_create_2_1', 'pthread_create@@GLIBC_2.2.5', 'pthread_create@@GLIBC_2.34'],
})
export const ALLOCATE = libc('allocate_stack', 'glibc nptl/allocatestack.c: allocate_stack')

function down({ os, share }: SourceTree, file: string): FrameSpec[] {
  return [
    jdk('java.lang.Thread.start', 'java.base java/lang/Thread.java: start'),
    jni(
      'java.lang.Thread.start0',
      'java.base share/native/libjava/Thread.c: start0',
      'Registered native, bound to JVM_StartThread',
    ),
    hotspot('JVM_StartThread', `${share}/prims/jvm.cpp: JVM_StartThread`),
    hotspot('JavaThread::JavaThread', `${share}/runtime/${file}: JavaThread::JavaThread`),
    hotspot('os::create_thread', `${os}/os_linux.cpp: os::create_thread`),
    PTHREAD,
    ALLOCATE,
  ]
}

function outcome({ os, share }: SourceTree, retries: boolean, text: string): FrameSpec[] {
  return [
    libc('pthread_create', 'glibc nptl/pthread_create.c: __pthread_create_2_1', 'Turns ENOMEM into EAGAIN', {
      returned: true,
    }),
    hotspot(
      'os::create_thread',
      `${os}/os_linux.cpp: os::create_thread`,
      retries
        ? 'Tries again three times when it gets EAGAIN, then warns (os,thread) and gives up'
        : 'Gives up without a word',
      { returned: true, proof: 'thread-warning' },
    ),
    hotspot(
      'JVM_StartThread',
      `${share}/prims/jvm.cpp: JVM_StartThread`,
      `Throws OutOfMemoryError: ${text}. The VM lives on`,
      {
        returned: true,
        proof: 'thread-exception',
      },
    ),
  ]
}

const TEXT_8 = 'unable to create new native thread'
const TEXT_11 = 'unable to create native thread: possibly out of memory or process/resource limits reached'

export const threadStart: CallPathTable = {
  id: 'thread-start',
  title: 'Start of a thread',
  anchors: ['os::create_thread', 'JVM_StartThread', 'pthread_create'],
  calls: [stackCall, cloneCall],
  rows: [
    { from: 0, to: 9, readIn: [8], down: down(TREE_8, 'thread.cpp'), outcome: outcome(TREE_8, false, TEXT_8) },
    { from: 9, to: 21, readIn: [11, 17], down: down(TREE_11, 'thread.cpp'), outcome: outcome(TREE_11, true, TEXT_11) },
    {
      from: 21,
      to: null,
      readIn: [21, 25],
      down: down(TREE_11, 'javaThread.cpp'),
      outcome: outcome(TREE_11, true, TEXT_11),
    },
  ],
}
