/** Memory of the host and of the process. */
import { meminfoFact } from '../lib/meminfo.ts'
import { parseSize } from '../lib/sizes.ts'
import { thpFacts } from '../lib/thp-choice.ts'
import type { CrashRecords } from './records.ts'
import type { SectionReader } from './section.ts'

export function openMeminfo(records: CrashRecords): SectionReader {
  return {
    line(line) {
      const fact = meminfoFact(line.text)
      if (fact) records.fact(fact.key, fact.value, line)
    },
  }
}

// /sys/kernel/mm/transparent_hugepage/enabled: always [madvise] never
// /sys/kernel/mm/transparent_hugepage/enabled:                                  (11: value on the next line)
const THP = /^\/sys\/kernel\/mm\/transparent_hugepage\/(\w+)\b[^:]{0,80}:(.*)$/

export function openHugePages(records: CrashRecords): SectionReader {
  let pending = false
  return {
    line(line) {
      const match = THP.exec(line.text)
      const chosen = (match ? match[1] === 'enabled' : pending)
        ? thpFacts(match?.[2] ?? line.text)?.[0]?.value
        : undefined
      pending = match?.[1] === 'enabled' && match[2]?.trim() === ''
      if (chosen !== undefined) records.fact('os.thp', chosen, line)
    },
  }
}

// Virtual Size: 3139392K (peak: 3139392K)
// Resident Set Size: 75088K (peak: 75088K) (anon: 52768K, file: 22320K, shmem: 0K)
// Swapped out: 0K
const PROCESS = /^(Virtual Size|Resident Set Size|Swapped out): (\d+K)/
const PROCESS_KEYS = {
  'Virtual Size': 'process.virtual-size',
  'Resident Set Size': 'process.rss',
  'Swapped out': 'process.swap',
} as const

export function openProcessMemory(records: CrashRecords): SectionReader {
  return {
    line(line) {
      const match = PROCESS.exec(line.text)
      const key = PROCESS_KEYS[(match?.[1] ?? '') as keyof typeof PROCESS_KEYS]
      if (match && key) records.fact(key, parseSize(match[2] ?? '') ?? Number.NaN, line)
    },
  }
}

// Memory: 4k page, physical 24684092k(14247096k free), swap 0k(0k free)
// Memory: 4k page, system-wide physical 7959M (553M free)                                       (Windows, 13 and later)
const PAGE = /^Memory: (\d+k) page/
const PHYSICAL = /physical (\d+[kMG]) ?\((\d+[kMG]) free\)/
const SWAP = /swap (\d+[kMG]) ?\((\d+[kMG]) free\)/
// current process WorkingSet (physical memory assigned to process): 472M, peak: 810M
const WORKING_SET = /^current process WorkingSet \([^()]*\): (\d+[KMG])/

// TotalPageFile size 46532M (AvailPageFile size 2M)
const PAGE_FILE = /^TotalPageFile size (\d+[KMG]) \(AvailPageFile size (\d+[KMG])\)/

/**
 * The last memory line. In a container `physical` is the container's limit, so that the copy of /proc/meminfo, which is the
 * host's, goes first; this line serves where there is no such copy (macOS, Windows).
 */
export function openMemory(records: CrashRecords): SectionReader {
  return {
    line(line) {
      const page = parseSize(PAGE.exec(line.text)?.[1] ?? '')
      if (page !== null) records.fact('memory.page-size', page, line)
      const physical = PHYSICAL.exec(line.text)
      const swap = SWAP.exec(line.text)
      const sizes = [
        ['memory.total', physical?.[1]],
        ['memory.free', physical?.[2]],
        ['memory.swap-total', swap?.[1]],
        ['memory.swap-free', swap?.[2]],
        ['process.rss', WORKING_SET.exec(line.text)?.[1]],
      ] as const
      for (const [key, text] of sizes) {
        const bytes = parseSize(text ?? '')
        if (bytes !== null) records.fallback(key, bytes, line)
      }
      const pageFile = PAGE_FILE.exec(line.text)
      const limit = parseSize(pageFile?.[1] ?? '')
      const left = parseSize(pageFile?.[2] ?? '')
      if (limit === null || left === null) return
      records.fact('memory.commit-limit', limit, line)
      records.fact('memory.committed', limit - left, line)
    },
  }
}

// physical total : 68719476736      swap free      : 4265930752
const AIX = /^(physical|swap) (total|free) *: (\d{1,18})$/
const AIX_KEYS = {
  'physical total': 'memory.total',
  'physical free': 'memory.free',
  'swap total': 'memory.swap-total',
  'swap free': 'memory.swap-free',
} as const

/** The memory of AIX, in bytes and on several lines (os::print_memory_info, os_aix.cpp). */
export function openAixMemory(records: CrashRecords): SectionReader {
  return {
    line(line) {
      const match = AIX.exec(line.text.trim())
      const key = match && AIX_KEYS[`${match[1]} ${match[2]}` as keyof typeof AIX_KEYS]
      if (key) records.fallback(key, Number(match[3]), line)
    },
  }
}
