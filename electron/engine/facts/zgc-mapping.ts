import type { CrashFacts, ProcessFacts } from './process-facts.ts'

// Failed to map memory (Not enough space)          Failed to map memory. Please check the system limit on number of memory mappings
const REFUSED = /Failed to map memory(?: \((?:Not enough space|Cannot allocate memory)\)|\. Please check)/
const ENOMEM = 12

/**
 * The errno where ZGC ended the VM because the kernel refused to map a piece of its heap (zPhysicalMemoryBacking_linux.cpp); null
 * otherwise. The crash log heads it as an internal error, since ZGC calls fatal(), but the VM found no fault in itself: "Not enough
 * space" is HotSpot's name of ENOMEM, and JDK 11 to 14 print the second text for no other errno.
 */
export function zgcMappingErrno({ crash }: Pick<ProcessFacts, 'crash'>): number | null {
  if (crash?.kind !== 'internal-error') return null
  return REFUSED.test(`${crash.headline.value} ${crash.detail?.value ?? ''}`) ? ENOMEM : null
}

const UNMAP = /\b[XZ]PhysicalMemory\w{1,20}::unmap(?:_view)?\b/

/** What was refused then: a piece of the heap, or to give its addresses back, for which ZGC maps a reservation over them. */
export function zgcOperation({ nativeFrames, problematicFrame }: CrashFacts): 'mmap-commit' | 'munmap' {
  const symbols = [problematicFrame?.value, ...nativeFrames.map(({ symbol }) => symbol)]
  return symbols.some((symbol) => UNMAP.test(symbol ?? '')) ? 'munmap' : 'mmap-commit'
}

// fatal error: Failed to uncommit metaspace.                               (virtualSpaceNode.cpp, uncommit_range)
const UNCOMMIT = /Failed to uncommit metaspace/

/**
 * Whether the VM ended itself since the kernel refused to take a piece of metaspace back. os::uncommit_memory lays a mapping without
 * access over it (os_linux.cpp), which ENOMEM refuses for want of one mapping more.
 */
export function isRefusedUncommit({ crash, system }: Pick<ProcessFacts, 'crash' | 'system'>): boolean {
  if (crash?.kind !== 'internal-error' || (system !== null && system.value !== 'linux')) return false
  return UNCOMMIT.test(`${crash.headline.value} ${crash.detail?.value ?? ''}`)
}

export const UNCOMMIT_PURPOSE = 'metaspace that was given back (a mapping without access over it)'
