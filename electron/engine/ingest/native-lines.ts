/** Lines that kernels told, as parsers see them. */
import type { Bytes, LineNumber } from '../../../shared/model/units.ts'
import { NO_HEAD, type Line, type ToldLines } from '../formats/format.ts'
import type { KernelName, Kernels } from '../kernels/index.ts'

const CARRIAGE_RETURN = 13

/** The line that is lent to the parser, placed on one after another. */
export interface PlacedLine extends Line {
  place(start: number, end: number): void
}

/** Before the newline, and before the carriage return if there is one. */
export function endOfLine(buffer: Uint8Array, start: number, newline: number): number {
  return newline > start && buffer[newline - 1] === CARRIAGE_RETURN ? newline - 1 : newline
}

export class NativeLines implements ToldLines {
  firstLine: LineNumber = 1
  lineCount = 0
  entryCount = 0
  lastHead = NO_HEAD
  readonly lines: Uint16Array
  readonly kinds: Uint8Array
  readonly counts: Uint8Array
  readonly heads: Uint16Array
  readonly keys: Int32Array
  readonly numbers: Float64Array
  readonly state: Int32Array<ArrayBuffer>
  readonly #kernels: Kernels
  readonly #line: PlacedLine
  readonly #give: (start: number, newline: number) => void
  #start = 0

  /** @param give Gives the parser `line`, whose number is that of the line before, as it gives any other. */
  constructor(kernels: Kernels, line: PlacedLine, give: (start: number, newline: number) => void) {
    this.#kernels = kernels
    this.#line = line
    this.#give = give
    this.lines = kernels.lines
    this.kinds = kernels.kinds
    this.counts = kernels.counts
    this.heads = kernels.heads
    this.keys = kernels.keys
    this.numbers = kernels.numbers
    this.state = kernels.state
  }

  /** Looks at some of the lines of `text[from..to)`; the first one follows the line that was placed last. */
  tell(kernel: KernelName, from: number, to: number, longest: Bytes): void {
    const { lines, entries, lastHead } = this.#kernels.tell(kernel, from, to, longest)
    this.firstLine = this.#line.number + 1
    this.lineCount = lines
    this.entryCount = entries
    this.lastHead = lastHead
    this.#start = from
  }

  /** Behind the last line. */
  get end(): number {
    return this.startOf(this.lineCount)
  }

  startOf(line: number): number {
    return line === 0 ? this.#start : (this.#kernels.ends[line - 1] ?? 0) + 1
  }

  give(line: number): void {
    this.#line.number = this.firstLine + line - 1
    this.#give(this.startOf(line), this.#kernels.ends[line] ?? 0)
  }

  at(line: number): Line {
    const start = this.startOf(line)
    this.#line.number = this.firstLine + line
    this.#line.place(start, endOfLine(this.#line.buffer, start, this.#kernels.ends[line] ?? 0))
    return this.#line
  }

  /** The next line follows these. */
  finish(): void {
    this.#line.number = this.firstLine + this.lineCount - 1
  }
}
