import type { FactKey } from '../../../../shared/model/facts.ts'
import type { LineNumber } from '../../../../shared/model/units.ts'
import type { SnapshotFacts, StatedFact } from '../lib/snapshot-tables.ts'

// MiB Mem :  24105.6 total,  18492.3 free,   1175.7 used,   4876.4 buff/cache                       (procps-ng)
// KiB Mem : 24684092 total, 19061208 free,  2202204 used,  3420680 buff/cache
// MiB Swap:      0.0 total,      0.0 free,      0.0 used.  22929.9 avail Mem
// MiB Spch :   7832,2 gesamt,    849,0 frei,   4000,8 belegt,   2982,4 Puff/Cache                     (LANG=de_DE)
const SUMMARY = /^([KMGTPE])iB (\S.{0,20}?) ?: {0,20}(\d.{0,200})$/
// Mem:  32781216k total, 32000000k used,   781216k free,   284704k buffers                          (procps 3.2)
const OLD_SUMMARY = /^(Mem|Swap): {1,20}(\d{1,15}k .{0,200})$/
// 24105.6 total        22929.9 avail Mem        32781216k total        7832,2 gesamt        13150206+total  (cut: a digit is missing)
const PART = /(\d{1,18}(?:[.,]\d{1,3})?)(k? |\+)([^\s\d,.][^,.\d]{0,30})/g
// Mem: 5738364K used, 18945728K free, 139928K shrd, 49088K buff, 4661344K cached                     (busybox)
const BUSYBOX = /^Mem: \d{1,15}K used, (\d{1,15})K free, (\d{1,15})K shrd, (\d{1,15})K buff, (\d{1,15})K cached/
//   PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND
//   PID USUARIO   PR  NI    VIRT    RES    SHR S  %CPU  %MEM     HORA+ ORDEN
const HEADER = /^\s{0,10}PID\s(?:.{0,200}COMMAND\s*$|.{0,200}\sVIRT\s)/
// 4175252        1.2g        392m        12,4g
const SIZE = /^(\d{1,15}(?:[.,]\d{1,3})?)([kmgtp]?)$/

const KEYS = new Map<string, FactKey>([
  ['Mem total', 'memory.total'],
  ['Mem free', 'memory.free'],
  ['Mem buffers', 'memory.buffers'],
  ['Swap total', 'memory.swap-total'],
  ['Swap free', 'memory.swap-free'],
  ['Swap avail Mem', 'memory.available'],
  // Behind the swap of procps 3.2 stands the page cache.
  ['Swap cached', 'memory.cached'],
  ['Swap cached Mem', 'memory.cached'],
])
/**
 * Other languages have other words in the places of these (top_nls.c). The order is that of procps 3.3.10 and later; what came before
 * had buffers in the fourth place, not `buff/cache`.
 */
const MEM_WORDS = ['total', 'free', 'used', 'buff/cache']
const SWAP_WORDS = ['total', 'free', 'used', 'avail Mem']
const BUSYBOX_KEYS: readonly FactKey[] = ['memory.free', 'memory.shmem', 'memory.buffers', 'memory.cached']
const UNITS = 'KMGTPE'
const KIB = 1024

// Tasks:   1 total,   0 running,   1 sleeping,   0 stopped,   0 zombie
// Tareas:   1 total,   0 ejecutar,   1 hibernar,    0 detener,    0 zombie
const ONE_TASK = /^(?!Threads)[^\s:\d]{3,20}: {1,20}1 [^\s\d,]{1,20}, {1,20}\d/

/** Memory of the host, and of a list of one process what it says of that: `top -p PID`. Of many nobody knows which one matters. */
export class TopFacts implements SnapshotFacts {
  #host: StatedFact[] = []
  #columns: string[] = []
  #rows = 0
  #alone = false
  /** The words of the host's memory are not English: those of its swap are not either. */
  #translated = false
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
    const unit = KIB ** (recent ? UNITS.indexOf(recent[1] ?? '') + 1 : 1)
    const parts = partsOf(recent?.[3] ?? old?.[2] ?? '')
    const isSwap = recent ? this.#isSwap(parts) : old?.[1] === 'Swap'
    for (const [index, { amount, word }] of parts.entries()) {
      const what = this.#translated ? (isSwap ? SWAP_WORDS : MEM_WORDS)[index] : word
      const key = KEYS.get(`${isSwap ? 'Swap' : 'Mem'} ${what}`)
      if (key && amount !== null) state(key, Math.round(amount * unit))
    }
  }

  /** Told by the words, which stand in the order of `MEM_WORDS`: the line of the memory comes first and ends with a slash in its last word. */
  #isSwap(parts: readonly Part[]): boolean {
    const last = parts.at(-1)?.word ?? ''
    if (last.includes('/')) this.#translated = last !== 'buff/cache'
    return !last.includes('/') && last !== 'buffers'
  }

  #process(): StatedFact[] {
    if (this.#only === null || !this.#alone) return []
    const { cells, line, text } = this.#only
    const stated = (key: FactKey, value: number | null): StatedFact[] =>
      value === null ? [] : [{ key, value, line, endLine: line, text }]
    const size = (column: string): number | null => sizeOf(cells[this.#columns.indexOf(column)] ?? '')
    const pid = cells[this.#columns.indexOf('PID')] ?? ''
    // In a container of its own it finds nobody else.
    if (cells[this.#columns.length - 1] === 'top') return []
    return [
      ...stated('process.pid', /^\d{1,10}$/.test(pid) ? Number(pid) : null),
      ...stated('process.virtual-size', size('VIRT')),
      ...stated('process.rss', size('RES')),
    ]
  }
}

interface Part {
  /** null: it was too wide for its column, and the end is cut. */
  amount: number | null
  word: string
}

function partsOf(text: string): Part[] {
  return [...text.matchAll(PART)].map(([, amount = '', mark, word = '']) => ({
    amount: mark === '+' ? null : numberOf(amount),
    word: word.trim(),
  }))
}

/** In most languages the decimals stand behind a comma. */
function numberOf(text: string): number {
  return Number(text.replace(',', '.'))
}

/** KiB without a letter. */
function sizeOf(cell: string): number | null {
  const match = SIZE.exec(cell)
  if (!match) return null
  const power = match[2] === '' ? 1 : 'kmgtp'.indexOf(match[2] ?? '') + 1
  return Math.round(numberOf(match[1] ?? '') * KIB ** power)
}
