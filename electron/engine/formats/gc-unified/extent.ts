/** The stretch of time that the lines cover: decorations of the first line, and those of the last kept as bytes until the end. */
import type { ExtentRecord, LogMoment } from '../../../../shared/model/records.ts'
import type { LineNumber } from '../../../../shared/model/units.ts'
import { stampOf } from './decorations.ts'

/** Times stand first among the decorations; all of them that are times take less. */
const STAMP_BYTES = 256
const NOTHING: LogMoment = { at: null, uptime: null }

const decoder = new TextDecoder()

export class Extent {
  #first: LogMoment | null = null
  #zoned = true
  readonly #last = new Uint8Array(STAMP_BYTES)
  #length = 0
  /** Whether the log began with the VM: what it says at its start came before any collection. */
  startsVm = false

  /** Takes the decorations `buffer[start..end)` of a line: the last one counts. */
  mark(buffer: Uint8Array, start: number, end: number): void {
    if (end <= start) return
    this.#length = Math.min(end - start, STAMP_BYTES)
    this.#last.set(buffer.subarray(start, start + this.#length))
    this.#first ??= this.#read()
  }

  record(lines: LineNumber, nextCause: string | null): ExtentRecord {
    const last = this.#length === 0 ? NOTHING : this.#read()
    return {
      kind: 'extent',
      first: this.#first ?? NOTHING,
      last,
      zoned: this.#zoned,
      startsVm: this.startsVm,
      nextCause,
      span: { line: 1, endLine: lines },
    }
  }

  #read(): LogMoment {
    const { at, uptime, unzoned } = stampOf(decoder.decode(this.#last.subarray(0, this.#length)))
    if (unzoned) this.#zoned = false
    return { at, uptime }
  }
}
