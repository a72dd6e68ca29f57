import type { FactKey } from '../../../../shared/model/facts.ts'
import type { LineNumber } from '../../../../shared/model/units.ts'
import type { SnapshotFacts, StatedFact } from '../lib/snapshot-tables.ts'

// MiB Mem :  24105.6 total,  18492.3 free,   1175.7 used,   4876.4 buff/cache                       (procps-ng)
// KiB Mem : 24684092 total, 19061208 free,  2202204 used,  3420680 buff/cache
// MiB Swap:      0.0 total,      0.0 free,      0.0 used.  22929.9 avail Mem
const SUMMARY = /^([KMGTPE])iB (Mem|Swap) ?: {0,20}(\d.{0,200})$/
// Mem:  32781216k total, 32000000k used,   781216k free,   284704k buffers                          (procps 3.2)
const OLD_SUMMARY = /^(Mem|Swap): {1,20}(\d{1,15}k .{0,200})$/
// 24105.6 total        22929.9 avail Mem        32781216k total
const PART = /(\d{1,18}(?:\.\d{1,3})?)k? (total|free|buffers|avail Mem|cached)/g
// Mem: 5738364K used, 18945728K free, 139928K shrd, 49088K buff, 4661344K cached                     (busybox)
const BUSYBOX = /^Mem: \d{1,15}K used, (\d{1,15})K free, (\d{1,15})K shrd, (\d{1,15})K buff, (\d{1,15})K cached/
//   PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND
const HEADER = /^\s{0,10}PID\s.{0,200}COMMAND\s*$/
// 4175252        1.2g        392m
const SIZE = /^(\d{1,15}(?:\.\d{1,3})?)([kmgtp]?)$/

const KEYS = new Map<string, FactKey>([
  ['Mem total', 'memory.total'],
  ['Mem free', 'memory.free'],
  ['Mem buffers', 'memory.buffers'],
  ['Swap total', 'memory.swap-total'],
  ['Swap free', 'memory.swap-free'],
  ['Swap avail Mem', 'memory.available'],
  // Behind the swap of procps 3.2 stands the page cache.
  ['Swap cached', 'memory.cached'],
])
const BUSYBOX_KEYS: readonly FactKey[] = ['memory.free', 'memory.shmem', 'memory.buffers', 'memory.cached']
const UNITS = 'KMGTPE'
const KIB = 1024

// Tasks:   1 total,   0 running,   1 sleeping,   0 stopped,   0 zombie
const ONE_TASK = /^Tasks: {1,20}1 total,/

/** Memory of the host, and of a list of one process what it says of that: `top -p PID`. Of many nobody knows which one matters. */
export class TopFacts implements SnapshotFacts {
  #host: StatedFact[] = []
  #columns: string[] = []
  #rows = 0
  #alone = false
  #only: { cells: string[]; line: LineNumber; text: string } | null = null

  begin(): void {
    this.#host = []
    this.#columns = []
    this.#rows = 0
    this.#alone = false
    this.#only = null
  }

  line(text: string, line: LineNumber): void {
    if (this.#columns.length > 0) {
      if (!/^\s{0,10}\d/.test(text)) return
      this.#rows++
      this.#only = this.#rows === 1 ? { cells: text.trim().split(/\s+/), line, text } : null
    } else if (HEADER.test(text)) this.#columns = text.trim().split(/\s+/)
    else this.#summary(text, line)
  }

  facts(): readonly StatedFact[] {
    return [...this.#host, ...this.#process()]
  }

  #summary(text: string, line: LineNumber): void {
    if (ONE_TASK.test(text)) this.#alone = true
    const state = (key: FactKey, value: number): void => void this.#host.push({ key, value, line, endLine: line, text })
    const busybox = BUSYBOX.exec(text)
    if (busybox) {
      for (const [index, key] of BUSYBOX_KEYS.entries()) state(key, Number(busybox[index + 1]) * KIB)
      return
    }
    const recent = SUMMARY.exec(text)
    const old = recent ? null : OLD_SUMMARY.exec(text)
    const [name, parts] = recent ? [recent[2], recent[3]] : [old?.[1], old?.[2]]
    const unit = KIB ** (recent ? UNITS.indexOf(recent[1] ?? '') + 1 : 1)
    for (const [, amount, what] of (parts ?? '').matchAll(PART)) {
      const key = KEYS.get(`${name} ${what}`)
      if (key) state(key, Math.round(Number(amount) * unit))
    }
  }

  #process(): StatedFact[] {
    if (this.#only === null || !this.#alone) return []
    const { cells, line, text } = this.#only
    const stated = (key: FactKey, value: number | null): StatedFact[] =>
      value === null ? [] : [{ key, value, line, endLine: line, text }]
    const size = (column: string): number | null => sizeOf(cells[this.#columns.indexOf(column)] ?? '')
    const pid = cells[this.#columns.indexOf('PID')] ?? ''
    return [
      ...stated('process.pid', /^\d{1,10}$/.test(pid) ? Number(pid) : null),
      ...stated('process.virtual-size', size('VIRT')),
      ...stated('process.rss', size('RES')),
    ]
  }
}

/** KiB without a letter. */
function sizeOf(cell: string): number | null {
  const match = SIZE.exec(cell)
  if (!match) return null
  const power = match[2] === '' ? 1 : 'kmgtp'.indexOf(match[2] ?? '') + 1
  return Math.round(Number(match[1]) * KIB ** power)
}
