/** Growth of the Java heap and of the code cache; and commits that no frame explains. */
import { hotspot, type CallPathTable, type FrameSpec, type PathRow } from '../path-table.ts'
import {
  anyCommitDown,
  commitCall,
  commitDown,
  commitOrExitDown,
  commitOutcome,
  TREE_11,
  TREE_8,
  type SourceTree,
} from './commit.ts'

/** One row for the old repository, one for the new. */
export function rows(build: (tree: SourceTree) => FrameSpec[]): PathRow[] {
  return [
    { from: 0, to: 9, readIn: [8], down: build(TREE_8), outcome: commitOutcome(TREE_8) },
    { from: 9, to: null, readIn: [11, 17, 21, 25], down: build(TREE_11), outcome: commitOutcome(TREE_11) },
  ]
}

export function gc(tree: SourceTree, old: string, current: string): string {
  return tree === TREE_8 ? `${tree.share}/gc_implementation/${old}` : `${tree.share}/gc/${current}`
}

export const codeCache: CallPathTable = {
  id: 'code-cache',
  title: 'Growth of the code cache',
  anchors: ['CodeHeap::expand_by', 'CodeCache::allocate', 'CodeHeap::reserve'],
  calls: [
    {
      ...commitCall,
      libc: {
        ...commitCall.libc,
        note: 'mmap(address, bytes, PROT_READ|PROT_WRITE|PROT_EXEC, MAP_PRIVATE|MAP_FIXED|MAP_ANONYMOUS)',
      },
    },
  ],
  rows: rows((tree) => [
    hotspot(
      'CodeCache::allocate',
      `${tree.share}/code/codeCache.cpp: CodeCache::allocate`,
      'Compiled code or a stub needs room',
    ),
    hotspot(
      'CodeHeap::expand_by',
      `${tree.share}/memory/heap.cpp: CodeHeap::expand_by`,
      'Grows by CodeCacheExpansionSize, 65 536 bytes by default',
    ),
    hotspot('VirtualSpace::expand_by', `${tree.share}/memory/virtualspace.cpp: VirtualSpace::expand_by`),
    ...commitDown(tree),
  ]),
}

export const parallelHeap: CallPathTable = {
  id: 'heap-parallel',
  title: 'Growth of the Java heap (Parallel)',
  anchors: [
    'PSVirtualSpace::expand_by',
    'PSOldGen::expand_by',
    'PSYoungGen::resize_generation',
    'PSVirtualSpaceHighToLow::expand_by',
  ],
  calls: [commitCall],
  rows: rows((tree) => [
    hotspot(
      'PSOldGen::expand_by',
      `${gc(tree, 'parallelScavenge', 'parallel')}/psOldGen.cpp: PSOldGen::expand_by`,
      '',
      {
        aliases: [
          'PSOldGen::PSOldGen',
          'PSOldGen::initialize_virtual_space',
          'PSYoungGen::resize_generation',
          'PSYoungGen::initialize_virtual_space',
        ],
      },
    ),
    hotspot(
      'PSVirtualSpace::expand_by',
      `${gc(tree, 'parallelScavenge', 'parallel')}/psVirtualspace.cpp: PSVirtualSpace::expand_by`,
      'Grows a generation',
      {
        aliases: ['PSVirtualSpaceHighToLow::expand_by'],
      },
    ),
    ...commitDown(tree),
  ]),
}

const G1_COMMITTERS = [
  'G1RegionsLargerThanCommitSizeMapper::commit_regions',
  'G1RegionsSmallerThanCommitSizeMapper::commit_regions',
]

export const g1Heap: CallPathTable = {
  id: 'heap-g1',
  title: 'Commit of Java heap regions or their side tables (G1)',
  anchors: ['G1PageBasedVirtualSpace::commit', 'G1PageBasedVirtualSpace::commit_internal', ...G1_COMMITTERS],
  calls: [commitCall],
  rows: rows((tree) => [
    hotspot('HeapRegionManager::commit_regions', `${gc(tree, 'g1', 'g1')}: HeapRegionManager::commit_regions`, '', {
      aliases: ['G1HeapRegionManager::commit_regions', 'HeapRegionManager::expand', 'HeapRegionManager::initialize'],
    }),
    hotspot(
      'G1RegionToSpaceMapper::commit_regions',
      `${gc(tree, 'g1', 'g1')}/g1RegionToSpaceMapper.cpp: commit_regions`,
      'Heap regions and their side tables grow together',
      {
        aliases: G1_COMMITTERS,
      },
    ),
    hotspot('G1PageBasedVirtualSpace::commit', `${gc(tree, 'g1', 'g1')}/g1PageBasedVirtualSpace.cpp: commit`, '', {
      aliases: ['G1PageBasedVirtualSpace::commit_internal', 'G1PageBasedVirtualSpace::commit_preferred_pages'],
    }),
    ...commitOrExitDown(tree),
  ]),
}

export const shenandoahHeap: CallPathTable = {
  id: 'heap-shenandoah',
  title: 'Commit of a Java heap region (Shenandoah)',
  anchors: ['ShenandoahHeapRegion::do_commit'],
  calls: [commitCall],
  rows: rows((tree) => [
    hotspot(
      'ShenandoahFreeSet::allocate_single',
      `${gc(tree, 'shenandoah', 'shenandoah')}/shenandoahFreeSet.cpp: allocate_single`,
      'An object needs a new region',
      { optional: true },
    ),
    hotspot(
      'ShenandoahHeapRegion::do_commit',
      `${gc(tree, 'shenandoah', 'shenandoah')}/shenandoahHeapRegion.cpp: do_commit`,
      'Commits one region',
    ),
    ...commitDown(tree),
  ]),
}

/** Serial and CMS generations, and whatever else rests on VirtualSpace: so it comes after all that is more telling. */
export const virtualSpace: CallPathTable = {
  id: 'heap-virtual-space',
  title: 'Growth of a reserved space: a Serial, CMS or Epsilon heap',
  anchors: ['VirtualSpace::expand_by'],
  calls: [commitCall],
  rows: rows((tree) => [
    hotspot('Generation', `${tree.share}: a generation of Serial or CMS`, 'Resizes the generation', {
      optional: true,
      aliases: [
        'DefNewGeneration::compute_new_size',
        'DefNewGeneration::expand',
        'TenuredGeneration::grow_by',
        'TenuredGeneration::expand',
        'CardGeneration::grow_by',
        'CardGeneration::expand',
        'OneContigSpaceCardGeneration::grow_by',
        'ConcurrentMarkSweepGeneration::grow_by',
        'Generation::Generation',
        'EpsilonHeap::allocate_work',
        'EpsilonHeap::initialize',
        'CardGeneration::CardGeneration',
      ],
    }),
    hotspot(
      'VirtualSpace::expand_by',
      `${tree.share}/memory/virtualspace.cpp: VirtualSpace::expand_by`,
      'Commits the next part of what was reserved',
    ),
    ...commitDown(tree),
  ]),
}

export const plainCommit: CallPathTable = {
  id: 'commit',
  title: 'Commit of reserved memory',
  anchors: [
    'os::commit_memory',
    'os::pd_commit_memory',
    'os::commit_memory_or_exit',
    'os::pd_commit_memory_or_exit',
    'os::Linux::commit_memory_impl',
  ],
  calls: [commitCall],
  rows: rows((tree) => [...anyCommitDown(tree)]),
}
