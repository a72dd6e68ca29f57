import type { FactKey } from '../../../../shared/model/facts.ts'
import type { LineNumber } from '../../../../shared/model/units.ts'
import type { SnapshotFacts, StatedFact } from '../lib/snapshot-tables.ts'

//  S0C    S1C    S0U    S1U      EC       EU        OC         OU       MC     MU    CCSC   CCSU   YGC     YGCT    FGC    FGCT     GCT     (-gc)
// Timestamp         S0     S1     E      O      M     CCS    YGC     YGCT     FGC    FGCT     CGC    CGCT       GCT                       (-gcutil -t)
const COLUMN =
  /^(?:Timestamp|[A-Z][A-Z0-9]{0,6}|LGCC|GCC|Loaded|Bytes|Unloaded|Time|Compiled|Failed|Invalid|FailedType|FailedMethod|Size|Type|Method)$/
/** One of these stands in each of the tables, and together with another in nothing else. */
const SIGNS: readonly (readonly string[])[] = [
  ['S0C', 'EC'],
  ['S0', 'E', 'YGC'],
  ['NGCMN', 'NGCMX'],
  ['OGCMN', 'OGCMX'],
  ['MCMN', 'MCMX'],
  ['OC', 'OU', 'YGC'],
  ['S0CMX', 'ECMX'],
  ['Loaded', 'Unloaded'],
  ['Compiled', 'FailedMethod'],
]
//           81.5   0.00 100.00  41.67          A collector that has no such space has none (-).
const ROW = /^\s{0,30}(?:-|\d[\d.,]{0,20})(?:\s{1,30}\S{1,200}){3,40}\s*$/
const NUMBER = /^\d{1,15}(?:[.,]\d{1,6})?$/
const KIB = 1024

export function isJstatHeader(text: string): boolean {
  const columns = text.trim().split(/\s{1,30}/)
  return (
    columns.length >= 4 &&
    columns.every((column) => COLUMN.test(column)) &&
    SIGNS.some((sign) => sign.every((column) => columns.includes(column)))
  )
}

export function isJstatRow(text: string): boolean {
  return ROW.test(text)
}

/** Of the last row. Of the tables in percent nothing is stated: they are of what is committed, which they do not print. */
export class JstatFacts implements SnapshotFacts {
  #columns: readonly string[] = []
  #last: { text: string; line: LineNumber } | null = null

  begin(header: string): void {
    this.#columns = header.trim().split(/\s{1,30}/)
    this.#last = null
  }

  line(text: string, line: LineNumber): void {
    if (isJstatRow(text)) this.#last = { text, line }
  }

  facts(): readonly StatedFact[] {
    if (this.#last === null) return []
    const { text, line } = this.#last
    const cells = text.trim().split(/\s{1,30}/)
    if (cells.length !== this.#columns.length) return []
    const stated = (key: FactKey, value: number | null): StatedFact[] =>
      value === null ? [] : [{ key, value, line, endLine: line, text }]
    const uptime = this.#columns[0] === 'Timestamp' ? numberOf(cells[0] ?? '') : null
    const isSizes = this.#columns.includes('EC') && this.#columns.includes('OC')
    const sum = (...names: string[]): number | null => (isSizes ? this.#sum(names, cells) : null)
    return [
      ...stated('process.uptime', uptime),
      ...stated('heap.used', sum('S0U', 'S1U', 'EU', 'OU')),
      ...stated('heap.committed', sum('S0C', 'S1C', 'EC', 'OC')),
      ...stated('metaspace.used', sum('MU')),
      ...stated('metaspace.committed', sum('MC')),
    ]
  }

  /** Bytes; null where a column is missing or says nothing. */
  #sum(names: readonly string[], cells: readonly string[]): number | null {
    let sum = 0
    for (const name of names) {
      const cell = cells[this.#columns.indexOf(name)]
      const value = cell === '-' && names.length > 1 ? 0 : numberOf(cell ?? '')
      if (value === null) return null
      sum += value
    }
    return Math.round(sum * KIB)
  }
}

function numberOf(cell: string): number | null {
  return NUMBER.test(cell) ? Number(cell.replace(',', '.')) : null
}
