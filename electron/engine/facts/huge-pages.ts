/** Explicit huge pages: whether the JVM was told to use them, and mappings that consist of them. */
import { mappingPath, rowOfPage } from '../../../shared/model/mapping-table.ts'
import type { Bytes } from '../../../shared/model/units.ts'
import { PAGE_UNIT } from '../../../shared/model/units.ts'
import type { Known } from './known.ts'
import type { ProcessFacts } from './process-facts.ts'

const FLAG = /(?:^|\s)-XX:\+(?:UseLargePages|UseHugeTLBFS|UseSHM|UseLargePagesInMetaspace)(?=\s|$)/
/** Files of hugetlbfs as maps shows them: anonymous ones, and the usual mount points. Huge pages of System V show as /SYSV. */
const HUGE_PATH = /^\/(?:anon_hugepage|dev\/hugepages|mnt\/huge\w*|hugetlbfs|run\/hugepages)\b/

export function asksForHugePages(facts: ProcessFacts): Known<string> | null {
  const stated = facts.index.text('jvm.arguments')
  return stated && FLAG.test(stated.value) ? stated : null
}

/** Bytes of the pool that nobody has taken; null when it is not known. */
export function freeHugeBytes(facts: ProcessFacts): Known<Bytes> | null {
  const free = facts.memory.hugeFree
  const size = facts.index.number('memory.huge-size')
  return free && size ? { ...free, value: free.value * size.value } : null
}

/** The path of the huge-page mapping that holds the address, in the crash log's own listing; null when it is in none. */
export function hugeMappingAt(facts: ProcessFacts, address: number): string | null {
  const { listing } = facts
  if (!listing?.fromCrashLog) return null
  const { table } = listing.record
  const row = rowOfPage(table, Math.floor(address / PAGE_UNIT))
  const path = row === -1 ? '' : mappingPath(table, row)
  return HUGE_PATH.test(path) ? path : null
}
