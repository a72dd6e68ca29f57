/** Segments that came and went, over the time of a log: each counts, but no log may fill the memory with them. */
import type { EpochMs, LineNumber } from '../../../../shared/model/units.ts'
import type { ParseContext } from '../format.ts'
import type { LineDetails } from './log-fields.ts'
import { quoteOf } from './quote.ts'

/** Beyond this every second point is left out: the sums at the points that stay are the same. */
const MOST_POINTS = 1 << 16

export class SegmentHistory {
  // Plain arrays: most logs have no such line, and an archive may have thousands of logs.
  readonly #at: EpochMs[] = []
  readonly #value: number[] = []
  readonly #line: LineNumber[] = []
  #count = 0
  #sum = 0
  /** Changes to one point, those since the last point, and where the last change stands. */
  #stride = 1
  #passed = 0
  #last: LineNumber = 0
  #quote = ''

  /** A line without a time is no point. */
  add(change: number, line: LineNumber, details: LineDetails): void {
    this.#sum += change
    this.#last = line
    if (this.#count > 1 && ++this.#passed < this.#stride) return
    const at = details.time()
    if (at === null) return
    if (this.#count === 0) this.#quote = quoteOf(details.text())
    this.#passed = 0
    if (this.#count === MOST_POINTS) this.#thin()
    this.#set(this.#count++, at, line)
  }

  /** @param details Of the log's last line, whose time closes the series. */
  emit(context: ParseContext, details: LineDetails): void {
    if (this.#count === 0) return
    if (this.#passed > 0) {
      const last = this.#count < MOST_POINTS ? this.#count++ : MOST_POINTS - 1
      this.#set(last, details.time() ?? this.#at[last - 1] ?? 0, this.#last)
    }
    const count = this.#count
    context.emit({
      kind: 'series',
      series: 'segments',
      title: 'Log segments since the beginning of this log: rolled minus deleted',
      unit: 'count',
      at: Float64Array.from(this.#at.slice(0, count)),
      value: Float64Array.from(this.#value.slice(0, count)),
      line: Uint32Array.from(this.#line.slice(0, count)),
      span: { line: this.#line[0] ?? 1, endLine: this.#line[count - 1] ?? 1 },
      quote: this.#quote,
    })
  }

  #set(point: number, at: EpochMs, line: LineNumber): void {
    this.#at[point] = at
    this.#value[point] = this.#sum
    this.#line[point] = line
  }

  #thin(): void {
    // The first point stays, since the series is quoted by it.
    for (let point = 1; point < MOST_POINTS / 2; point++) {
      this.#at[point] = this.#at[point * 2] ?? 0
      this.#value[point] = this.#value[point * 2] ?? 0
      this.#line[point] = this.#line[point * 2] ?? 0
    }
    this.#count = MOST_POINTS / 2
    this.#stride *= 2
  }
}
