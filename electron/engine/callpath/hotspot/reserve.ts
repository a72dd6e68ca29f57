/** Reserving address space: mmap without access rights and without accounting, so only its extent and its count matter. */
import { hotspot, libc, type CallPathTable, type FrameSpec, type PathRow, type SystemCall } from '../path-table.ts'
import { reportOutcome, TREE_11, TREE_8, type SourceTree } from './commit.ts'

export const reserveCall: SystemCall = {
  name: 'mmap',
  libc: libc(
    'mmap64',
    'glibc sysdeps/unix/sysv/linux/mmap64.c: __mmap64',
    'mmap(address, bytes, PROT_NONE, MAP_PRIVATE|MAP_NORESERVE|MAP_ANONYMOUS)',
    { aliases: ['mmap', '__mmap', '__mmap64'] },
  ),
  fixed: false,
  shared: false,
  accountable: false,
}

function reserveDown({ os, share }: SourceTree): FrameSpec[] {
  return [
    hotspot('os::reserve_memory', `${share}/runtime/os.cpp: os::reserve_memory`, '', {
      aliases: ['os::pd_reserve_memory', 'os::attempt_reserve_memory_at', 'os::reserve_memory_aligned'],
    }),
    hotspot('anon_mmap', `${os}/os_linux.cpp: anon_mmap`),
  ]
}

function rows(down: (tree: SourceTree) => FrameSpec[], outcome: (tree: SourceTree) => FrameSpec[]): PathRow[] {
  const row = (tree: SourceTree): Pick<PathRow, 'down' | 'outcome'> => ({
    down: [...down(tree), ...reserveDown(tree)],
    outcome: outcome(tree),
  })
  return [
    { from: 0, to: 9, readIn: [8], ...row(TREE_8) },
    { from: 9, to: null, readIn: [11, 17, 21, 25], ...row(TREE_11) },
  ]
}

function exitAtStart(text: string): (tree: SourceTree) => FrameSpec[] {
  return ({ share }) => [
    hotspot(
      'vm_exit_during_initialization',
      `${share}/runtime/java.cpp: vm_exit_during_initialization`,
      `${text}: the VM ends without a fatal error log`,
      { returned: true, proof: 'exit' },
    ),
  ]
}

export const reserveHeap: CallPathTable = {
  id: 'reserve',
  title: 'Reservation of address space for the Java heap',
  anchors: ['Universe::reserve_heap', 'ReservedHeapSpace::ReservedHeapSpace'],
  calls: [reserveCall],
  rows: rows(
    ({ share }) => [
      hotspot(
        'Universe::reserve_heap',
        `${share}/memory/universe.cpp: Universe::reserve_heap`,
        'The whole maximum heap is reserved at start',
      ),
      hotspot('ReservedHeapSpace', `${share}/memory: ReservedHeapSpace`, '', {
        aliases: ['ReservedHeapSpace::ReservedHeapSpace'],
      }),
    ],
    exitAtStart('Could not reserve enough space for object heap'),
  ),
}

export const reserveCodeCache: CallPathTable = {
  id: 'reserve-code-cache',
  title: 'Reservation of address space for the code cache',
  anchors: ['CodeCache::reserve_heap_memory', 'ReservedCodeSpace::ReservedCodeSpace'],
  calls: [reserveCall],
  rows: rows(
    ({ share }) => [
      hotspot(
        'CodeCache::initialize',
        `${share}/code/codeCache.cpp: CodeCache::initialize`,
        '-XX:ReservedCodeCacheSize, reserved at start',
        { aliases: ['CodeCache::initialize_heaps', 'CodeCache::reserve_heap_memory'] },
      ),
    ],
    exitAtStart('Could not reserve enough space for code cache'),
  ),
}

function newNode(tree: SourceTree): Pick<PathRow, 'down' | 'outcome'> {
  const { share } = tree
  return {
    down: [
      hotspot('Metaspace::allocate', `${share}/memory/metaspace.cpp: Metaspace::allocate`),
      hotspot(
        'VirtualSpaceList::create_new_virtual_space',
        `${share}/memory/metaspace: VirtualSpaceList::create_new_virtual_space`,
        'The nodes at hand are full',
        { aliases: ['metaspace::VirtualSpaceList::create_new_virtual_space'] },
      ),
      ...reserveDown(tree),
    ],
    outcome: [
      hotspot(
        'Metaspace::report_metadata_oome',
        `${share}/memory/metaspace.cpp: Metaspace::report_metadata_oome`,
        'A collection, then OutOfMemoryError: Metaspace. The VM lives on',
        { returned: true },
      ),
    ],
  }
}

/** A new node of metaspace: 64 MiB since 16, at run time. */
export const reserveMetaspace: CallPathTable = {
  id: 'reserve-metaspace',
  title: 'Reservation of address space for metaspace',
  anchors: [
    'metaspace::VirtualSpaceNode::create_node',
    'metaspace::VirtualSpaceList::create_new_node',
    'VirtualSpaceList::create_new_virtual_space',
    'metaspace::VirtualSpaceList::create_new_virtual_space',
  ],
  calls: [reserveCall],
  rows: [
    { from: 0, to: 9, readIn: [8], ...newNode(TREE_8) },
    { from: 9, to: 16, readIn: [11], ...newNode(TREE_11) },
    {
      from: 16,
      to: null,
      readIn: [17, 21, 25],
      down: [
        hotspot('Metaspace::allocate', `${TREE_11.share}/memory/metaspace.cpp: Metaspace::allocate`),
        hotspot(
          'metaspace::VirtualSpaceList::create_new_node',
          `${TREE_11.share}/memory/metaspace/virtualSpaceList.cpp: create_new_node`,
          'The nodes at hand are full',
        ),
        hotspot(
          'metaspace::VirtualSpaceNode::create_node',
          `${TREE_11.share}/memory/metaspace/virtualSpaceNode.cpp: create_node`,
        ),
        ...reserveDown(TREE_11),
      ],
      outcome: reportOutcome(
        TREE_11,
        'vm_exit_out_of_memory(bytes, OOM_MMAP_ERROR, "Failed to reserve memory for metaspace")',
      ),
    },
  ],
}

/** Whatever else is reserved: side tables, marking stacks, the data archive. Who asked is said by frames alone. */
export const reserveOther: CallPathTable = {
  id: 'reserve-other',
  title: 'Reservation of address space',
  anchors: [
    'os::reserve_memory',
    'os::pd_reserve_memory',
    'os::attempt_reserve_memory_at',
    'ReservedSpace::initialize',
    'ReservedSpace::reserve',
    'anon_mmap',
  ],
  calls: [reserveCall],
  rows: rows(
    () => [],
    (tree) => reportOutcome(tree, 'The caller ends the VM: it cannot do without this space'),
  ),
}
