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

  finish(): Float64Array<ArrayBuffer> {
    return this.offsets.slice(0, this.count)
  }
}
