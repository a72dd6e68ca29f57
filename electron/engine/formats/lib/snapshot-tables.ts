/** Output of tools that print a table again and again: regions to fold and to find the rows by, and the facts of the last table. */
import type { FactKey, FactValue } from '../../../../shared/model/facts.ts'
import type { LineNumber } from '../../../../shared/model/units.ts'
import type { LineParser, ParseContext } from '../format.ts'
import { quoteOf } from './quote.ts'

export interface StatedFact {
  key: FactKey
  value: FactValue
  line: LineNumber
  endLine: LineNumber
  /** Text of `line`. */
  text: string
}

/** Gathers what a table states. The last one counts: values change from one to the next, and few tools print the time. */
export interface SnapshotFacts {
  /** @param header The line that the snapshot begins with; `line` is given it, too. */
  begin(header: string): void
  line(text: string, line: LineNumber): void
  facts(): readonly StatedFact[]
}

export interface SnapshotTable {
  /** Of the region over all. */
  region: { id: string; title: string; note: string }
  /** What a row is: `['sample', 'samples']`. */
  rows: readonly [one: string, many: string]
  /** Whether a snapshot begins with this line. */
  begins(text: string): boolean
  isRow(text: string): boolean
  facts?: SnapshotFacts
}

interface Snapshot {
  line: LineNumber
  endLine: LineNumber
  rows: number
}

/** More are counted and not folded one by one. */
const LISTED = 1000

export function openSnapshots(context: ParseContext, table: SnapshotTable): LineParser {
  const { region, rows: words } = table
  let snapshot: Snapshot | null = null
  let first: Snapshot | null = null
  let snapshots = 0
  let rows = 0

  function emit({ line, endLine, rows: count }: Snapshot): void {
    const title = counted(count, words)
    context.emit({ kind: 'region', id: 'snapshot', title, note: '', depth: 1, span: { line, endLine } })
  }

  /** A single snapshot needs no region of its own. */
  function close(): void {
    const closed = snapshot
    snapshot = null
    if (closed === null) return
    snapshots++
    if (snapshots === 1) first = closed
    else if (snapshots <= LISTED) {
      if (first !== null) emit(first)
      first = null
      emit(closed)
    }
  }

  return {
    line(line) {
      if (line.end === line.start) return
      const text = line.text()
      if (table.begins(text)) {
        close()
        snapshot = { line: line.number, endLine: line.number, rows: 0 }
        table.facts?.begin(text)
      } else if (snapshot !== null && table.isRow(text)) {
        rows++
        snapshot.rows++
        snapshot.endLine = line.number
      }
      if (snapshot !== null) table.facts?.line(text, line.number)
    },
    end(lines, cut) {
      close()
      if (lines === 0) return
      for (const { key, value, line, endLine, text } of table.facts?.facts() ?? [])
        context.emit({ kind: 'fact', key, value, at: null, span: { line, endLine }, quote: quoteOf(text) })
      if (cut) context.report('truncated', lines, `${region.title} ends early`)
      const times = snapshots > 1 ? ` in ${snapshots} snapshots` : ''
      const title = `${region.title}: ${counted(rows, words)}${times}`
      context.emit({ kind: 'region', ...region, title, depth: 0, span: { line: 1, endLine: lines } })
    },
  }
}

function counted(count: number, [one, many]: readonly [one: string, many: string]): string {
  return `${count} ${count === 1 ? one : many}`
}
