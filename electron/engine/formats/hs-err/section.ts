import type { LineNumber } from '../../../../shared/model/units.ts'
import type { CrashRecords, LogLine } from './records.ts'

/** Reads the lines of one section, its heading included. */
export interface SectionReader {
  line(line: LogLine): void
  /** The section is over; `followed` tells that something (a blank line, another section) came after it. */
  end?(followed: boolean): void
  /** Tried on the bytes of a line before it is decoded; false leaves the line to the slow way. */
  bytes?(buffer: Uint8Array, start: number, end: number, number: LineNumber): boolean
}

export interface Section {
  /** Region id, kebab-case. */
  id: string
  title: string
  /** What stands here and how to read it. */
  note: string
  /** Beginnings of the lines that open it. A heading ending with `$` must be the whole line (trailing blanks aside). */
  starts: readonly string[]
  /** stays: blank lines stand within it, so that only another heading ends it. Otherwise a blank line ends it. */
  blank?: 'stays'
  /** Lines with these beginnings continue an open section of this id instead of opening another. */
  merges?: true
  /** A heading only after a blank line: its words also stand within other sections. */
  afterBlank?: true
  /** Ids of sections whose lines may begin like this without being a heading. */
  notWithin?: readonly string[]
  /** A heading that is no fixed beginning. Tried after all beginnings. */
  pattern?: RegExp
  /** Tables with headings of their own stand within it: a line that looks like an unknown heading does not end it. */
  subheadings?: true
  open?(records: CrashRecords): SectionReader
}

/** A banner: `---------------  T H R E A D  ---------------`. */
export interface Part {
  /** Letters of the banner without blanks. */
  word: string
  id: string
  title: string
  note: string
}
