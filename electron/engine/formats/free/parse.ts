import type { LineNumber } from '../../../../shared/model/units.ts'
import type { FactKey } from '../../../../shared/model/facts.ts'
import type { SnapshotFacts, StatedFact } from '../lib/snapshot-tables.ts'

//                total        used        free      shared  buff/cache   available
//              total       used       free     shared    buffers     cached                 (before procps 3.3.10)
const HEADER = /^\s{4,20}total\s{1,20}used\s{1,20}free(?:\s{1,20}shared)?(?:\s|$)/
// Mem:        24684096     2202204    19061208       29044     3763140    22481892
// Mem:            23Gi       1.1Gi        18Gi       136Mi       4.8Gi        22Gi                  (-h)
const ROW = /^(Mem|Swap|Low|High|Total|-\/\+ buffers\/cache|Comm):\s{1,20}(\d.{0,300})$/
//                gesamt       benutzt     frei      gemns.  Puffer/Cache verfügbar                   (LANG=de_DE; procps 3.3.10 and later)
const TRANSLATED = /^\s{4,20}(?:[^\s\d/]{2,20}\s{1,20}){4}[^\s\d/]{2,20}\/[^\s\d/]{2,20}\s{1,20}[^\s\d/]{2,20}\s*$/
// Speicher:       31Gi        13Gi       3,8Gi       207Mi        15Gi        18Gi        Inter:         4,0Gi          0B       4,0Gi
const TRANSLATED_ROW = /^([^\d:]{2,30}):\s{0,20}(\d.{0,300})$/
const CELL = /^(\d{1,18}(?:[.,]\d{1,3})?)([BKMGTP]?)(i?)$/
/** procps 3.3.17 and later: the column is wider by one. From 3.3.13 on units of 1024 have an i (`23Gi`), so that those without are --si's. */
const WIDE = /^ {15}total/

const KEYS = new Map<string, FactKey>([
  ['Mem total', 'memory.total'],
  ['Mem free', 'memory.free'],
  ['Mem shared', 'memory.shmem'],
  ['Mem buffers', 'memory.buffers'],
  ['Mem cached', 'memory.cached'],
  ['Mem available', 'memory.available'],
  ['Swap total', 'memory.swap-total'],
  ['Swap free', 'memory.swap-free'],
])
/** What the six words of a header in another language are. */
const COLUMNS = ['total', 'used', 'free', 'shared', 'buff/cache', 'available']
const SUFFIXES = 'BKMGTP'
const KIB = 1024
const PAGE = 4096
/** Fewer values that are all multiples of a page could be so by chance. */
const LEAST_VALUES = 3
/** 4 GiB in MiB: as GiB it would be 4 TiB. */
const LEAST_MIB = 4096

export function isFreeHeader(text: string): boolean {
  return HEADER.test(text) || TRANSLATED.test(text)
}

/** @param header Its own: what rows are called depends on the language. */
export function isFreeRow(text: string, header: string): boolean {
  return ROW.test(text) || (TRANSLATED.test(header) && TRANSLATED_ROW.test(text))
}

interface Row {
  name: string
  cells: string[]
  line: LineNumber
  text: string
}

export class FreeFacts implements SnapshotFacts {
  #columns: string[] = []
  /** What a unit without an i is a power of. */
  #base = KIB
  #rows: Row[] = []

  begin(header: string): void {
    this.#rows = []
    this.#base = WIDE.test(header) ? 1000 : KIB
    this.#columns = HEADER.test(header) ? header.trim().split(/\s+/) : COLUMNS
  }

  line(text: string, line: LineNumber): void {
    const match = ROW.exec(text) ?? (this.#columns === COLUMNS ? TRANSLATED_ROW.exec(text) : null)
    if (match) this.#rows.push({ name: match[1] ?? '', cells: (match[2] ?? '').trim().split(/\s+/), line, text })
  }

  facts(): readonly StatedFact[] {
    const unit = unitOf(this.#rows.flatMap(({ cells }) => cells))
    return this.#rows.flatMap(({ name, cells, line, text }, row) =>
      cells.flatMap((cell, index): StatedFact[] => {
        const key = KEYS.get(`${this.#nameOf(name, row)} ${this.#columns[index] ?? ''}`)
        const value = key === undefined ? null : bytesOf(cell, unit, this.#base)
        return key === undefined || value === null ? [] : [{ key, value, line, endLine: line, text }]
      }),
    )
  }

  /** Without -l and -t free prints the memory and then the swap, whatever it calls them. */
  #nameOf(name: string, row: number): string {
    return this.#columns === COLUMNS && this.#rows.length === 2 ? (row === 0 ? 'Mem' : 'Swap') : name
  }
}

function bytesOf(cell: string, unit: number | null, base: number): number | null {
  const match = CELL.exec(cell)
  if (!match) return null
  const suffix = match[2] ?? ''
  if (suffix !== '') {
    const power = (match[3] === '' ? base : KIB) ** SUFFIXES.indexOf(suffix)
    return Math.round(Number((match[1] ?? '').replace(',', '.')) * power)
  }
  // Without -h free prints whole numbers.
  const whole = Number(match[1])
  return unit === null || !Number.isInteger(whole) ? null : whole * unit
}

/**
 * free prints no unit. The kernel counts pages, so that bytes are multiples of 4096 and KiB, the default, multiples of 4; what is
 * neither is rounded: MiB when as GiB it would be a host of terabytes. Null when it cannot be told.
 */
export function unitOf(cells: readonly string[]): number | null {
  const values = cells.filter((cell) => /^\d{1,18}$/.test(cell)).map(Number)
  const telling = values.filter((value) => value > 0)
  if (telling.length >= LEAST_VALUES && telling.every((value) => value % PAGE === 0)) return 1
  if (telling.length >= LEAST_VALUES && telling.every((value) => value % 4 === 0) && Math.max(...telling) >= PAGE * 4)
    return KIB
  const total = values[0] ?? 0
  return total >= LEAST_MIB && total < LEAST_MIB * KIB ? KIB * KIB : null
}
