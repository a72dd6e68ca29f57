import type { FactKey } from '../../../../shared/model/facts.ts'

const KIB = 1024

/** Field of /proc/meminfo -> fact and the size of its printed unit: kB is KiB there, the HugePages fields are counts. */
const FIELDS = new Map<string, { key: FactKey; unit: number }>([
  ['MemTotal', { key: 'memory.total', unit: KIB }],
  ['MemFree', { key: 'memory.free', unit: KIB }],
  ['MemAvailable', { key: 'memory.available', unit: KIB }],
  ['Buffers', { key: 'memory.buffers', unit: KIB }],
  ['Cached', { key: 'memory.cached', unit: KIB }],
  ['Shmem', { key: 'memory.shmem', unit: KIB }],
  ['SReclaimable', { key: 'memory.slab-reclaimable', unit: KIB }],
  ['SwapTotal', { key: 'memory.swap-total', unit: KIB }],
  ['SwapFree', { key: 'memory.swap-free', unit: KIB }],
  ['CommitLimit', { key: 'memory.commit-limit', unit: KIB }],
  ['Committed_AS', { key: 'memory.committed', unit: KIB }],
  ['HugePages_Total', { key: 'memory.huge-total', unit: 1 }],
  ['HugePages_Free', { key: 'memory.huge-free', unit: 1 }],
  ['Hugepagesize', { key: 'memory.huge-size', unit: KIB }],
])

// MemTotal:       24684092 kB
// HugePages_Total:       0
const LINE = /^\s*(\w+):\s*(\d{1,15})(?: kB)?\s*$/

/** The fact of one line of /proc/meminfo (fs/proc/meminfo.c), sizes in bytes; null when it states none that is kept. */
export function meminfoFact(line: string): { key: FactKey; value: number } | null {
  const match = LINE.exec(line)
  const field = FIELDS.get(match?.[1] ?? '')
  return match && field ? { key: field.key, value: Number(match[2]) * field.unit } : null
}
