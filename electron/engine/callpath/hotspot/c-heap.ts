/** Native memory of the VM: malloc. glibc asks brk or mmap for more; malloc fails only when both were refused. */
import {
  hotspot,
  jdk,
  jni,
  libc,
  type CallPathTable,
  type FrameSpec,
  type PathRow,
  type SystemCall,
} from '../path-table.ts'
import { reportOutcome, TREE_11, TREE_8, type SourceTree } from './commit.ts'

const brkCall: SystemCall = {
  name: 'brk',
  libc: libc(
    'brk',
    'glibc malloc/malloc.c: sysmalloc (MORECORE)',
    'The main arena grows the heap segment first; its refusal alone does not fail malloc',
  ),
  fixed: false,
  shared: false,
  accountable: true,
  fallsBack: true,
  // DEFAULT_TOP_PAD of malloc.c.
  atLeast: 128 * 1024,
}

const mmapCall: SystemCall = {
  name: 'mmap',
  libc: libc(
    'mmap',
    'glibc malloc/malloc.c: sysmalloc',
    'At least 1 MiB, private, anonymous, writable; other arenas map a heap of 64 MiB and make parts of it writable',
    {
      aliases: ['mmap64', '__mmap', '__mmap64'],
    },
  ),
  fixed: false,
  shared: false,
  accountable: true,
  // MMAP_AS_MORECORE_SIZE of malloc.c.
  atLeast: 1024 * 1024,
}

// These had returned null before the stack was printed.
const MALLOC = libc('malloc', 'glibc malloc/malloc.c: __libc_malloc', '', { returned: true })
const SYSMALLOC = libc('sysmalloc', 'glibc malloc/malloc.c: sysmalloc', 'No free chunk fits: the system is asked', {
  returned: true,
})

const ALLOCATORS = [
  'ReallocateHeap',
  'Chunk::new',
  'Chunk::operator new',
  'ChunkPool::allocate',
  'ChunkPool::allocate_chunk',
  'Arena::grow',
  'Arena::Amalloc',
  'CHeapObj::operator new',
]

function down({ share }: SourceTree): FrameSpec[] {
  return [
    hotspot('AllocateHeap', `${share}/memory/allocation.cpp: AllocateHeap`, '', { aliases: ALLOCATORS }),
    hotspot('os::malloc', `${share}/runtime/os.cpp: os::malloc`, '', { returned: true }),
    MALLOC,
    SYSMALLOC,
  ]
}

function row(range: Pick<PathRow, 'from' | 'to' | 'readIn'>, tree: SourceTree): PathRow {
  return {
    ...range,
    down: down(tree),
    outcome: reportOutcome(tree, 'vm_exit_out_of_memory(bytes, OOM_MALLOC_ERROR): the VM cannot do without'),
  }
}

export const cHeap: CallPathTable = {
  id: 'c-heap',
  title: 'Native allocation of the VM',
  anchors: ['AllocateHeap', 'os::malloc', 'os::realloc', ...ALLOCATORS],
  calls: [brkCall, mmapCall],
  rows: [row({ from: 0, to: 9, readIn: [8] }, TREE_8), row({ from: 9, to: null, readIn: [11, 17, 21] }, TREE_11)],
}

/** Unsafe.allocateMemory, and ByteBuffer.allocateDirect above it: a refusal is an exception, not the end. */
export const unsafeAllocate: CallPathTable = {
  id: 'unsafe-allocate',
  title: 'Native memory for the application (Unsafe, direct buffers)',
  anchors: ['Unsafe_AllocateMemory0', 'Unsafe_AllocateMemory', 'Unsafe_ReallocateMemory0'],
  calls: [brkCall, mmapCall],
  rows: [
    {
      from: 0,
      to: null,
      readIn: [8, 11, 17, 21],
      down: [
        jdk('jdk.internal.misc.Unsafe.allocateMemory', 'java.base jdk/internal/misc/Unsafe.java: allocateMemory', '', {
          aliases: ['sun.misc.Unsafe.allocateMemory'],
        }),
        jni('Unsafe_AllocateMemory0', 'src/hotspot/share/prims/unsafe.cpp: Unsafe_AllocateMemory0', '', {
          aliases: ['Unsafe_AllocateMemory', 'Unsafe_ReallocateMemory0'],
        }),
        hotspot('os::malloc', 'src/hotspot/share/runtime/os.cpp: os::malloc', '', { returned: true }),
        MALLOC,
        SYSMALLOC,
      ],
      outcome: [
        jdk(
          'java.lang.OutOfMemoryError',
          'java.base jdk/internal/misc/Unsafe.java: allocateMemory',
          'Thrown to the caller; the VM lives on',
          { returned: true },
        ),
      ],
    },
  ],
}
