import { mappingBytes } from '../../../shared/model/mapping-table.ts'
import type { Bytes } from '../../../shared/model/units.ts'
import type { FactIndex, Known } from './known.ts'
import { isVsyscallRow } from './listing.ts'
import type { Listing, MemoryFacts, ProcessFacts } from './process-facts.ts'

export function memoryOf(facts: ProcessFacts): MemoryFacts {
  const { index } = facts
  const stated = index.number('memory.available')
  const free = index.number('memory.free')
  const available = stated ?? estimateAvailable(index)
  return {
    total: index.number('memory.total'),
    free,
    available,
    availableEstimated: stated === null && available !== null,
    buffers: index.number('memory.buffers'),
    cached: index.number('memory.cached'),
    shmem: index.number('memory.shmem'),
    slabReclaimable: index.number('memory.slab-reclaimable'),
    swapTotal: index.number('memory.swap-total'),
    swapFree: index.number('memory.swap-free'),
    commitLimit: index.number('memory.commit-limit'),
    committed: index.number('memory.committed'),
    hugeTotal: index.number('memory.huge-total'),
    hugeFree: index.number('memory.huge-free'),
    atCrash: free !== null && index.fromCrashLog(free),
    virtualSize: virtualSizeOf(facts),
    dataSize: index.number('process.data-size'),
    lockedSize: index.number('process.locked-size'),
    rss: index.number('process.rss'),
  }
}

/** MemAvailable came with Linux 3.14 (el7 backported it). Without it: what si_mem_available would start from, sans watermarks. */
function estimateAvailable(index: FactIndex): Known<Bytes> | null {
  const free = index.number('memory.free')
  const cached = index.number('memory.cached')
  if (!free || !cached) return null
  const reclaimable = index.number('memory.slab-reclaimable')?.value ?? 0
  const shared = index.number('memory.shmem')?.value ?? 0
  return { ...free, value: Math.max(free.value, free.value + cached.value + reclaimable - shared) }
}

function virtualSizeOf(facts: ProcessFacts): MemoryFacts['virtualSize'] {
  const stated = facts.index.number('process.virtual-size')
  if (stated && facts.index.fromCrashLog(stated)) return { ...stated, origin: 'crash-log', atFailure: true }
  // JDK 8 prints no size; its listing does, to the page, and at the failure. Only then comes a capture of another moment.
  const { listing } = facts
  if (listing?.fromCrashLog && listing.complete) {
    return {
      value: listedBytes(listing),
      citation: listing.citation,
      at: listing.at,
      origin: 'listing',
      atFailure: true,
    }
  }
  if (stated) return { ...stated, origin: 'status', atFailure: false }
  if (!listing) return null
  return {
    value: listedBytes(listing),
    citation: listing.citation,
    at: listing.at,
    origin: 'listing',
    atFailure: false,
  }
}

/** Sum of all ranges but `[vsyscall]`, which is no memory of the process (mm->total_vm does not count it). */
export function listedBytes(listing: Listing): Bytes {
  const { table } = listing.record
  let bytes = 0
  for (let row = 0; row < table.count; row++) bytes += mappingBytes(table, row)
  const last = table.count - 1
  return listing.vsyscall && isVsyscallRow(table, last) ? bytes - mappingBytes(table, last) : bytes
}
