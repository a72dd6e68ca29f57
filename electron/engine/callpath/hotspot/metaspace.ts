/** Metaspace commits: by chunk expansion up to 15, in granules of 64 KiB since JEP 387 (16). */
import { hotspot, type CallPathTable, type FrameSpec } from '../path-table.ts'
import { commitCall, commitDown, commitOutcome, TREE_11, TREE_8, type SourceTree } from './commit.ts'

function chunked({ share }: SourceTree): FrameSpec[] {
  return [
    hotspot(
      'Metaspace::allocate',
      `${share}/memory/metaspace.cpp: Metaspace::allocate`,
      'Class metadata is to be stored',
    ),
    hotspot('Metaspace::expand_and_allocate', `${share}/memory/metaspace.cpp: Metaspace::expand_and_allocate`, '', {
      optional: true,
    }),
    hotspot('SpaceManager::allocate', `${share}/memory/metaspace: SpaceManager::allocate`, '', {
      aliases: ['metaspace::SpaceManager::allocate'],
      optional: true,
    }),
    hotspot('VirtualSpaceList::expand_by', `${share}/memory/metaspace: VirtualSpaceList::expand_by`, '', {
      aliases: ['metaspace::VirtualSpaceList::expand_by'],
    }),
    hotspot('VirtualSpaceNode::expand_by', `${share}/memory/metaspace: VirtualSpaceNode::expand_by`, '', {
      aliases: ['metaspace::VirtualSpaceNode::expand_by'],
    }),
    hotspot('VirtualSpace::expand_by', `${share}/memory/virtualspace.cpp: VirtualSpace::expand_by`),
  ]
}

const METASPACE = 'src/hotspot/share/memory/metaspace'

const granules: FrameSpec[] = [
  hotspot(
    'Metaspace::allocate',
    'src/hotspot/share/memory/metaspace.cpp: Metaspace::allocate',
    'Class metadata is to be stored',
  ),
  hotspot(
    'ClassLoaderMetaspace::allocate',
    `${METASPACE}/classLoaderMetaspace.cpp: ClassLoaderMetaspace::allocate`,
    '',
    { optional: true },
  ),
  hotspot('metaspace::MetaspaceArena::allocate', `${METASPACE}/metaspaceArena.cpp: MetaspaceArena::allocate`),
  hotspot(
    'metaspace::MetaspaceArena::allocate_inner',
    `${METASPACE}/metaspaceArena.cpp: MetaspaceArena::allocate_inner`,
    '',
    { optional: true },
  ),
  hotspot('metaspace::Metachunk::ensure_committed', `${METASPACE}/metachunk.cpp: Metachunk::ensure_committed`, '', {
    aliases: ['metaspace::Metachunk::ensure_committed_locked', 'metaspace::Metachunk::commit_up_to'],
  }),
  hotspot(
    'metaspace::VirtualSpaceNode::commit_range',
    `${METASPACE}/virtualSpaceNode.cpp: VirtualSpaceNode::commit_range`,
    'Commits whole granules of 65 536 bytes',
  ),
]

export const metaspace: CallPathTable = {
  id: 'metaspace',
  title: 'Metaspace commit',
  anchors: [
    'metaspace::VirtualSpaceNode::commit_range',
    'metaspace::VirtualSpaceNode::expand_by',
    'VirtualSpaceNode::expand_by',
    'VirtualSpaceList::expand_by',
    'metaspace::VirtualSpaceList::expand_by',
    'Metaspace::allocate',
  ],
  calls: [commitCall],
  rows: [
    { from: 0, to: 9, readIn: [8], down: [...chunked(TREE_8), ...commitDown(TREE_8)], outcome: commitOutcome(TREE_8) },
    {
      from: 9,
      to: 16,
      readIn: [11],
      down: [...chunked(TREE_11), ...commitDown(TREE_11)],
      outcome: commitOutcome(TREE_11),
    },
    {
      from: 16,
      to: null,
      readIn: [17, 21, 25],
      down: [...granules, ...commitDown(TREE_11)],
      outcome: commitOutcome(TREE_11),
    },
  ],
}
