import type { Bytes, LineNumber } from '../../../shared/model/units.ts'
import { LINE_INDEX_STEP } from './types.ts'

/** Byte offsets of every {@link LINE_INDEX_STEP}th line, growing as lines come. */
export class LineIndex {
  private offsets = new Float64Array(64)
  private count = 0

  /** @param before Lines before this one. */
  add(before: LineNumber, offset: Bytes): void {
    if (before % LINE_INDEX_STEP !== 0) return
    if (this.count === this.offsets.length) {
      const larger = new Float64Array(this.count * 2)
      larger.set(this.offsets)
      this.offsets = larger
    }
    this.offsets[this.count++] = offset
  }

  /** @param count Lines, the first of which has `before` lines before it. @param offsetOf Of the line at a place among them. */
  addMany(before: LineNumber, count: number, offsetOf: (line: number) => Bytes): void {
    const first = (LINE_INDEX_STEP - (before % LINE_INDEX_STEP)) % LINE_INDEX_STEP
    for (let line = first; line < count; line += LINE_INDEX_STEP) this.add(before + line, offsetOf(line))
  }

  finish(): Float64Array<ArrayBuffer> {
    return this.offsets.slice(0, this.count)
  }
}
