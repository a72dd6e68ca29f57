/** Memory of the collectors beside the heap: card, block offset and object start tables, mark bitmaps, marking stacks. */
import { hotspot, type CallPathTable } from '../path-table.ts'
import { anyCommitDown, commitCall } from './commit.ts'
import { rows } from './heap.ts'

const FOLLOWING_THE_HEAP = [
  'CardTable::resize_covered_region',
  'CardTableModRefBS::resize_covered_region',
  'CardTableRS::resize_covered_region',
  'CardTable::initialize',
  'BlockOffsetSharedArray::resize',
  'SerialBlockOffsetSharedArray::resize',
  'BlockOffsetTable::resize',
  'ObjectStartArray::set_covered_region',
  'MarkBitMap::commit_region',
  'ParMarkBitMap::initialize',
  'ParallelCompactData::create_vspace',
  'CMSBitMap::allocate',
  'ShenandoahHeap::commit_bitmap_slice',
]

export const sideTables: CallPathTable = {
  id: 'gc-side-table',
  title: 'Growth of a side table of the collector',
  anchors: FOLLOWING_THE_HEAP,
  calls: [commitCall],
  rows: rows((tree) => [
    hotspot(
      'CardTable::resize_covered_region',
      `${tree.share}: resize_covered_region`,
      'A table that follows the size of the heap: cards, block offsets, object starts or mark bits',
      { aliases: FOLLOWING_THE_HEAP.slice(1) },
    ),
    hotspot('VirtualSpace::expand_by', `${tree.share}/memory/virtualspace.cpp: VirtualSpace::expand_by`, '', {
      optional: true,
      aliases: ['PSVirtualSpace::expand_by'],
    }),
    ...anyCommitDown(tree),
  ]),
}

const MARK_STACKS = [
  'G1CMMarkStack::resize',
  'G1CMMarkStack::expand',
  'G1CMMarkStack::initialize',
  'G1CMMarkStack::ChunkAllocator::reserve',
  'CMMarkStack::allocate',
  'CMMarkStack::expand',
  'CMSMarkStack::allocate',
  'CMSMarkStack::expand',
]

export const markStack: CallPathTable = {
  id: 'gc-mark-stack',
  title: 'Growth of a marking stack of the collector',
  anchors: MARK_STACKS,
  calls: [commitCall],
  rows: rows((tree) => [
    hotspot('G1CMMarkStack::resize', `${tree.share}: the marking stack of G1 or CMS`, 'Marking found no room', {
      aliases: MARK_STACKS.filter((name) => name !== 'G1CMMarkStack::resize'),
    }),
    ...anyCommitDown(tree),
  ]),
}
