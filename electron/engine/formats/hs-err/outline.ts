import type { LineNumber } from '../../../../shared/model/units.ts'
import type { CrashRecords } from './records.ts'
import type { Part, Section } from './section.ts'

interface Open {
  id: string
  title: string
  note: string
  line: LineNumber
}

/** Depths: the whole artifact, the parts between banners, the sections of a part, single lines worth a mark. */
const ROOT = 0
const PART = 1
const SECTION = 2
const MARK = 3

/** Keeps the open part and section and turns them into regions: each ends at its last line that says something. */
export class Outline {
  /** Last line that is not blank. */
  last: LineNumber = 0
  #records: CrashRecords
  #part: Open | null = null
  #section: Open | null = null

  constructor(records: CrashRecords) {
    this.#records = records
  }

  get partId(): string | null {
    return this.#part?.id ?? null
  }

  openPart(part: Pick<Part, 'id' | 'title' | 'note'>, line: LineNumber): void {
    this.closePart()
    this.#part = { id: part.id, title: part.title, note: part.note, line }
  }

  openSection(section: Section, line: LineNumber): void {
    this.closeSection()
    this.#section = { id: section.id, title: section.title, note: section.note, line }
  }

  closeSection(): void {
    if (this.#section) this.#emit(this.#section, SECTION)
    this.#section = null
  }

  closePart(renamed?: { id: string; title: string; note: string }): void {
    this.closeSection()
    if (this.#part) this.#emit({ ...this.#part, ...renamed }, PART)
    this.#part = null
  }

  /** A line within a section that is worth a mark of its own. */
  mark(id: string, title: string, note: string, line: LineNumber): void {
    this.#records.region({ kind: 'region', id, title, note, depth: MARK, span: { line, endLine: line } })
  }

  /** The region that holds all others. */
  root(title: string, note: string, lines: LineNumber): void {
    this.#records.region({
      kind: 'region',
      id: 'crash-log',
      title,
      note,
      depth: ROOT,
      span: { line: 1, endLine: lines },
    })
  }

  #emit(open: Open, depth: number): void {
    const { id, title, note, line } = open
    this.#records.region({ kind: 'region', id, title, note, depth, span: { line, endLine: Math.max(line, this.last) } })
  }
}
