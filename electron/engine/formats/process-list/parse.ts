import type { FactKey } from '../../../../shared/model/facts.ts'
import type { LineNumber } from '../../../../shared/model/units.ts'
import type { SnapshotFacts, StatedFact } from '../lib/snapshot-tables.ts'

// USER       PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND                  (ps aux)
// UID        PID  PPID   LWP  C NLWP STIME TTY          TIME CMD                            (ps -eLf)
// F S UID        PID  PPID  C PRI  NI ADDR SZ WCHAN  STIME TTY          TIME CMD            (ps -elf)
const COLUMN = /^[A-Z%+\d]{1,12}$/
const NUMBER = /^\d{1,10}$/
// Thu Nov 26 23:05:12 2026               (-o lstart: five words under the heading STARTED)
const LSTART = /\b[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}\b/
// Thu_Nov_26_23:05:12_2026        23:05:12                                        (-o start: of today)
const ONE_WORD = /^(?:[A-Z][a-z]{2}_|\d{2}:\d{2}:\d{2}$)/
const HEADER_CHARACTERS = 400
/** Before it stand flags, state and user at most; and what `-o` was told. */
const FIRST_COLUMNS = 5
const LAST_COLUMNS = new Set(['CMD', 'COMMAND'])
const THREAD_COLUMNS = ['LWP', 'SPID', 'TID']
/** The executable of a JVM: `/usr/bin/java`, `java`. */
const JAVA = /(?:^|\/)java$/
const KIB = 1024

/** Columns of a header of ps; null when the line is none. */
export function psColumns(text: string): readonly string[] | null {
  if (text.length > HEADER_CHARACTERS || !text.includes('PID')) return null
  const columns = text.trim().split(/\s+/)
  const pid = columns.indexOf('PID')
  const whole = LAST_COLUMNS.has(columns.at(-1) ?? '') && columns.every((column) => COLUMN.test(column))
  return whole && pid >= 0 && pid < FIRST_COLUMNS ? columns : null
}

export function isPsRow(text: string, columns: readonly string[]): boolean {
  return NUMBER.test(cellsOf(text)[columns.indexOf('PID')] ?? '')
}

function cellsOf(text: string): string[] {
  const row = text.slice(0, HEADER_CHARACTERS).replace(LSTART, (date) => date.replaceAll(' ', '_'))
  return row.trim().split(/\s+/)
}

interface Listed {
  line: LineNumber
  endLine: LineNumber
  text: string
}

/**
 * What a list of one process says of it: `ps -fp PID`, or its threads (`-T`, `-L`). Of many nobody knows which one matters, and the
 * first row of a list that somebody cut is any process: only a JVM counts.
 */
export class PsFacts implements SnapshotFacts {
  #columns: readonly string[] = []
  #pids = new Set<string>()
  #rows = 0
  #first: Listed | null = null

  columns(columns: readonly string[]): void {
    this.#columns = columns
  }

  begin(): void {
    this.#pids = new Set()
    this.#rows = 0
    this.#first = null
  }

  line(text: string, line: LineNumber): void {
    if (!isPsRow(text, this.#columns)) return
    this.#rows++
    if (this.#pids.size < 2) this.#pids.add(cellsOf(text)[this.#columns.indexOf('PID')] ?? '')
    this.#first ??= { line, endLine: line, text }
    this.#first.endLine = line
  }

  facts(): readonly StatedFact[] {
    if (this.#first === null || this.#pids.size !== 1) return []
    const { line, endLine, text } = this.#first
    const cells = cellsOf(text)
    const perThread = THREAD_COLUMNS.some((column) => this.#columns.includes(column))
    if (this.#rows > 1 && !perThread) return []
    if (!JAVA.test(this.#command(cells))) return []
    const stated = (key: FactKey, column: string, unit: number): StatedFact[] => {
      const cell = this.#cell(cells, column)
      return NUMBER.test(cell) ? [{ key, value: Number(cell) * unit, line, endLine: line, text }] : []
    }
    const threads = this.#columns.includes('NLWP')
      ? stated('process.threads', 'NLWP', 1)
      : perThread
        ? [{ key: 'process.threads', value: this.#rows, line, endLine, text } as const]
        : []
    return [
      ...stated('process.pid', 'PID', 1),
      ...stated('process.virtual-size', 'VSZ', KIB),
      ...stated('process.rss', 'RSS', KIB),
      ...threads,
    ]
  }

  /** Dates of other languages and of `-o start` may hold blanks: cells behind one are out of place. */
  #cell(cells: readonly string[], column: string): string {
    const at = this.#columns.indexOf(column)
    const date = this.#columns.indexOf('STARTED')
    const misplaced = date >= 0 && date < at && !ONE_WORD.test(cells[date] ?? '')
    return at < 0 || misplaced ? '' : (cells[at] ?? '')
  }

  #command(cells: readonly string[]): string {
    const at = this.#columns.length - 1
    const date = this.#columns.includes('STARTED')
    return cells[at] !== undefined && !date ? cells[at] : (cells.find((cell) => JAVA.test(cell)) ?? '')
  }
}
