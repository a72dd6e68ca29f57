/** Segments that came and went, over the time of a log: each counts, but no log may fill the memory with them. */
import type { EpochMs, LineNumber } from '../../../../shared/model/units.ts'
import type { ParseContext } from '../format.ts'
import type { LineDetails } from './log-fields.ts'
import { quoteOf } from './quote.ts'

/** Beyond this every second point is left out: both sums at the points that stay are the same. More than a screen is wide. */
const MOST_POINTS = 1 << 13

// What may lie in a kernel's memory, which counts too (engine/kernels, log-state.ts).
const SUM = 0
/** Changes since the last point. */
const PASSED = 1
/** Changes to one point. */
const STRIDE = 2
/** Segments that came, and those that went. */
const TOTAL = 3

export class SegmentHistory {
  // Plain arrays: most logs have no such line, and an archive may have thousands of logs.
  readonly #at: EpochMs[] = []
  readonly #value: number[] = []
  readonly #changes: number[] = []
  readonly #line: LineNumber[] = []
  #count = 0
  #state = Int32Array.of(0, 0, 1, 0)
  /** Changes at points that a kernel told and that were none. */
  #skipped = 0
  #last: LineNumber = 0
  #quote = ''

  /** A line without a time is no point. */
  add(change: number, line: LineNumber, details: LineDetails): void {
    this.#last = line
    const sum = this.#read(SUM) + change
    const total = this.#read(TOTAL) + Math.abs(change)
    this.#state[SUM] = sum
    this.#state[TOTAL] = total
    const passed = this.#read(PASSED) + this.#skipped + 1
    this.#skipped = 0
    if (this.#count > 1) this.#state[PASSED] = passed
    if (this.#count > 1 && passed < this.#read(STRIDE)) return
    if (this.#addPoint(sum, total, line, details)) this.#state[PASSED] = 0
  }

  /** A kernel counts on in `state`, from {@link add}'s state. */
  moveTo(state: Int32Array<ArrayBuffer>): void {
    state.set(this.#state)
    this.#state = state
  }

  /** How many changes a kernel lets pass to each point that it tells. */
  get stride(): number {
    return this.#read(STRIDE)
  }

  /** The last line that a kernel counted. */
  counted(line: LineNumber): void {
    this.#last = line
  }

  /** A line at which a kernel, which counted it, told a point. @param stride what it was when the kernel counted */
  point(sum: number, total: number, stride: number, line: LineNumber, details: LineDetails): void {
    this.#skipped += stride
    if (this.#count > 1 && this.#skipped < this.#read(STRIDE)) return
    if (this.#addPoint(sum, total, line, details)) this.#skipped = 0
  }

  /** Before a kernel counts on. */
  settle(): void {
    this.#state[PASSED] = this.#read(PASSED) + this.#skipped
    this.#skipped = 0
  }

  /** @param details Of the log's last line, whose time closes the series. */
  emit(context: ParseContext, details: LineDetails): void {
    if (this.#count === 0) return
    if (this.#read(PASSED) > 0) {
      const last = this.#count < MOST_POINTS ? this.#count++ : MOST_POINTS - 1
      const at = details.time() ?? this.#at[last - 1] ?? 0
      this.#set(last, this.#read(SUM), this.#read(TOTAL), at, this.#last)
    }
    const count = this.#count
    context.emit({
      kind: 'series',
      series: 'segments',
      title: 'Log segments since the beginning of this log: rolled minus deleted',
      unit: 'count',
      at: Float64Array.from(this.#at.slice(0, count)),
      value: Float64Array.from(this.#value.slice(0, count)),
      changes: Float64Array.from(this.#changes.slice(0, count)),
      line: Uint32Array.from(this.#line.slice(0, count)),
      span: { line: this.#line[0] ?? 1, endLine: this.#line[count - 1] ?? 1 },
      quote: this.#quote,
    })
  }

  #read(place: number): number {
    return this.#state[place] ?? 0
  }

  /** False for a line without a time. */
  #addPoint(sum: number, total: number, line: LineNumber, details: LineDetails): boolean {
    const at = details.time()
    if (at === null) return false
    if (this.#count === 0) this.#quote = quoteOf(details.text())
    if (this.#count === MOST_POINTS) this.#thin()
    this.#set(this.#count++, sum, total, at, line)
    return true
  }

  #set(point: number, sum: number, total: number, at: EpochMs, line: LineNumber): void {
    this.#at[point] = at
    this.#value[point] = sum
    this.#changes[point] = total
    this.#line[point] = line
  }

  #thin(): void {
    // The first point stays, since the series is quoted by it.
    for (let point = 1; point < MOST_POINTS / 2; point++) {
      this.#at[point] = this.#at[point * 2] ?? 0
      this.#value[point] = this.#value[point * 2] ?? 0
      this.#changes[point] = this.#changes[point * 2] ?? 0
      this.#line[point] = this.#line[point * 2] ?? 0
    }
    this.#count = MOST_POINTS / 2
    this.#state[STRIDE] = this.#read(STRIDE) * 2
  }
}
