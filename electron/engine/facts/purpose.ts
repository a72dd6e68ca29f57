/**
 * What the refused operation was for. Frames name it; without symbols the size and the thread's state hint at it.
 * All of it is inference and labelled so: the purpose explains the victim, it never names the cause.
 */
import type { FrameRecord } from '../../../shared/model/records.ts'
import type { Bytes } from '../../../shared/model/units.ts'

interface PurposeRule {
  frame: RegExp
  purpose: string
}

/** Ordered: what is asked for comes before how. HotSpot names of JDK 8 to 25. */
const FRAME_PURPOSES: readonly PurposeRule[] = [
  {
    frame: /^(?:StackOverflow|JavaThread|os)::(?:pd_)?create_stack_guard_pages/,
    purpose: 'stack guard zone of a starting thread',
  },
  {
    frame: /^(?:StackOverflow|JavaThread|os)::(?:pd_)?remove_stack_guard_pages/,
    purpose: 'removal of a thread’s stack guard zone',
  },
  { frame: /^os::guard_memory/, purpose: 'protection of a stack guard zone' },
  { frame: /^(?:metaspace::)?VirtualSpaceNode::(?:commit_range|expand_by)/, purpose: 'metaspace commit' },
  { frame: /^metaspace::/, purpose: 'metaspace commit' },
  { frame: /^CodeHeap::|^CodeCache::/, purpose: 'growth of the code cache' },
  {
    frame: /^G1RegionToSpaceMapper|^G1Regions(?:Larger|Smaller)ThanCommitSizeMapper::/,
    purpose: 'commit of Java heap regions (G1)',
  },
  { frame: /^G1PageBasedVirtualSpace::commit/, purpose: 'commit for G1: heap regions or their side tables' },
  { frame: /^ShenandoahHeapRegion::/, purpose: 'commit of a Java heap region (Shenandoah)' },
  { frame: /^Z(?:Physical|Page|Virtual|Mapped)|^XPhysical/, purpose: 'commit of Java heap pages (ZGC)' },
  {
    frame: /^PSVirtualSpace::expand|^MutableSpace::|^PSOldGen::|^PSYoungGen::/,
    purpose: 'growth of the Java heap (Parallel)',
  },
  {
    frame:
      /^(?:DefNewGeneration|TenuredGeneration|CardGeneration|Generation|OneContigSpaceCardGeneration|ConcurrentMarkSweepGeneration)::/,
    purpose: 'growth of the Java heap (Serial or CMS)',
  },
  {
    frame: /^(?:CardTable|CardTableRS|BlockOffset\w*|ObjectStartArray|ParMarkBitMap|MarkBitMap|CMBitMap)\w*::/,
    purpose: 'growth of a GC side table',
  },
  { frame: /^(?:ChunkPool|Chunk|Arena)::/, purpose: 'native arena chunk of the VM' },
  { frame: /^VirtualSpace::expand_by/, purpose: 'growth of a reserved space' },
  { frame: /^(?:AllocateHeap|os::malloc|os::realloc|ReallocateHeap)/, purpose: 'native allocation of the VM' },
  { frame: /^os::(?:pd_)?create_thread/, purpose: 'start of a thread' },
]

/** Frames that only report the failure or pass it on. */
const REPORTING =
  /^(?:VMError::|report_vm_|report_fatal|report_java_out_of_memory|report_and_die|vm_exit_out_of_memory|os::(?:pd_)?commit_memory|os::Linux::commit_memory|warn_fail_commit_memory|os::Posix::)/

export function tellingFrame(frames: readonly FrameRecord[]): { frame: FrameRecord; purpose: string | null } | null {
  for (const rule of FRAME_PURPOSES.slice(0, 1)) {
    // On JDK 8 os::pd_create_stack_guard_pages stands innermost; the frame above it says whose pages they are.
    const own = frames.findLast((frame) => frame.symbol !== null && rule.frame.test(frame.symbol))
    if (own) return { frame: own, purpose: rule.purpose }
  }
  const first = frames.findIndex((frame) => frame.symbol !== null && !REPORTING.test(frame.symbol))
  const frame = frames[first]
  if (!frame?.symbol) return null
  for (const rule of FRAME_PURPOSES) {
    const found = frames.slice(first, first + 6).find((each) => each.symbol !== null && rule.frame.test(each.symbol))
    if (found) return { frame: found, purpose: rule.purpose }
  }
  return { frame, purpose: null }
}

/**
 * Guard zone: yellow 2 + red 1 pages on JDK 8, + 1 reserved page since 9 (globals_linux_x86: StackYellowPages, StackRedPages,
 * StackReservedPages); all counted in pages of at least 4 KiB. The state `_thread_new` says that the thread has run no code yet.
 */
export function purposeBySize(bytes: Bytes, pageSize: Bytes, threadState: string | null): string | null {
  const pages = bytes / pageSize
  if (threadState === '_thread_new' && (pages === 3 || pages === 4 || bytes === 12_288 || bytes === 16_384)) {
    return 'stack guard zone of a starting thread (inferred from the size and the state _thread_new)'
  }
  if (pages === 3 || pages === 4) return 'possibly the stack guard zone of a starting thread (by its size alone)'
  return null
}
