/**
 * Starting a thread of the VM itself (collector, compiler): no Java code asks for it, and its failure at start ends the VM. HotSpot
 * leaves these stacks a guard page of glibc, of Java's and (since 9) compilers' threads it does not (os::Linux::default_guard_size): the
 * stack is then mapped without access and made accessible by mprotect, all but its lowest page, which splits it.
 */
import { hotspot, jdk, libc, type CallPathTable, type FrameSpec, type PathRow, type SystemCall } from '../path-table.ts'
import { TREE_11, TREE_8, type SourceTree } from './commit.ts'
import { ALLOCATE, cloneCall, PTHREAD, stackCall } from './thread-start.ts'

const guardedStack: SystemCall = {
  ...stackCall,
  libc: libc(
    'mmap',
    'glibc nptl/allocatestack.c: allocate_stack',
    'The stack, unless a cached one fits: private, anonymous, MAP_STACK, without access since it is to have a guard page',
    { aliases: ['mmap64', '__mmap', '__mmap64'] },
  ),
  accountable: false,
}

const openStack: SystemCall = {
  name: 'mprotect',
  libc: libc(
    'mprotect',
    'glibc nptl/allocatestack.c: setup_stack_prot',
    'Makes the stack above its guard page readable and writable',
    { aliases: ['__mprotect'] },
  ),
  fixed: true,
  shared: false,
  accountable: true,
  own: true,
}

const GUARDED = [guardedStack, openStack, cloneCall]

function down(tree: SourceTree, callers: (tree: SourceTree) => FrameSpec[]): FrameSpec[] {
  return [
    ...callers(tree),
    hotspot('os::create_thread', `${tree.os}/os_linux.cpp: os::create_thread`, '', {
      aliases: ['os::pd_create_thread'],
    }),
    PTHREAD,
    ALLOCATE,
  ]
}

function outcome(tree: SourceTree, retries: boolean, end: FrameSpec): FrameSpec[] {
  return [
    libc('pthread_create', 'glibc nptl/pthread_create.c: __pthread_create_2_1', 'Turns ENOMEM into EAGAIN', {
      returned: true,
    }),
    hotspot(
      'os::create_thread',
      `${tree.os}/os_linux.cpp: os::create_thread`,
      retries
        ? 'Tries again three times when it gets EAGAIN, then warns (os,thread) and gives up'
        : 'Gives up without a word',
      { returned: true, proof: 'thread-warning' },
    ),
    end,
  ]
}

function worker({ share }: SourceTree): FrameSpec[] {
  return [
    hotspot('WorkerThreads::create_worker', `${share}/gc/shared/workerThread.cpp: WorkerThreads::create_worker`, '', {
      aliases: [
        'WorkerThreads::initialize_workers',
        'WorkerThreads::set_active_workers',
        'WorkerManager::add_workers',
        'WorkGang::add_workers',
        'WorkGang::initialize_workers',
        'AbstractWorkGang::add_workers',
        'AbstractWorkGang::initialize_workers',
        'GCTaskManager::GCTaskManager',
        'ConcurrentGCThread::create_and_start',
      ],
    }),
  ]
}

function workerRow(range: Pick<PathRow, 'from' | 'to' | 'readIn'>, tree: SourceTree, text: string): PathRow {
  return {
    ...range,
    down: down(tree, worker),
    outcome: outcome(
      tree,
      tree !== TREE_8,
      hotspot(
        'vm_exit_out_of_memory',
        `${tree.share}/utilities/debug.hpp: vm_exit_out_of_memory`,
        `${text}: ends the VM when one of its first workers cannot start; later ones are only fewer`,
        { returned: true, proof: 'exit' },
      ),
    ),
  }
}

export const vmThreadStart: CallPathTable = {
  id: 'vm-thread-start',
  title: 'Start of a thread of the collector',
  anchors: [
    'WorkerThreads::create_worker',
    'WorkerThreads::initialize_workers',
    'WorkerThreads::set_active_workers',
    'WorkerManager::add_workers',
    'WorkGang::add_workers',
    'WorkGang::initialize_workers',
    'AbstractWorkGang::add_workers',
    'AbstractWorkGang::initialize_workers',
    'GCTaskManager::GCTaskManager',
    'ConcurrentGCThread::create_and_start',
  ],
  calls: GUARDED,
  rows: [
    workerRow({ from: 0, to: 9, readIn: [8] }, TREE_8, 'Cannot create GC thread. Out of system resources.'),
    workerRow({ from: 9, to: null, readIn: [17] }, TREE_11, 'Cannot create worker GC thread. Out of system resources.'),
  ],
}

function compiler({ share }: SourceTree): FrameSpec[] {
  return [
    jdk('java.lang.Thread.<init>', 'java.base java/lang/Thread.java', 'Compilers have a Java thread object', {
      returned: true,
    }),
    hotspot('CompileBroker::make_thread', `${share}/compiler/compileBroker.cpp: CompileBroker::make_thread`, '', {
      aliases: ['CompileBroker::make_compiler_thread', 'CompileBroker::init_compiler_threads'],
    }),
  ]
}

function compilerRow(range: Pick<PathRow, 'from' | 'to' | 'readIn'>, tree: SourceTree): PathRow {
  return {
    ...range,
    calls: tree === TREE_8 ? GUARDED : [stackCall, cloneCall],
    down: down(tree, compiler),
    outcome: outcome(
      tree,
      tree !== TREE_8,
      hotspot(
        'vm_exit_during_initialization',
        `${tree.share}/compiler/compileBroker.cpp: CompileBroker::make_thread`,
        'OutOfMemoryError: unable to create native thread ends the VM when its first compilers cannot start; later ones are only fewer',
        { returned: true, proof: 'exit' },
      ),
    ),
  }
}

export const compilerThreadStart: CallPathTable = {
  id: 'compiler-thread-start',
  title: 'Start of a compiler thread',
  anchors: [
    'CompileBroker::make_thread',
    'CompileBroker::make_compiler_thread',
    'CompileBroker::init_compiler_threads',
  ],
  calls: GUARDED,
  rows: [
    compilerRow({ from: 0, to: 9, readIn: [8] }, TREE_8),
    compilerRow({ from: 9, to: null, readIn: [11, 17] }, TREE_11),
  ],
}
