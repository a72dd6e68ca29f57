/** What a log says of the stretch of time it covers. Collected while its records pass by. */
import type { ExtentRecord, GcRecord, LogMoment } from '../../../../shared/model/records.ts'
import type { LineNumber } from '../../../../shared/model/units.ts'

export interface LogFacts {
  first: LogMoment
  last: LogMoment
  zoned: boolean
  startsVm: boolean
  nextCause: string | null
  /** Numbers of its collections: `first` stands in the topmost line. Null without any. */
  ids: { first: number; least: number; most: number } | null
}

export class LogCollector {
  #extent: ExtentRecord | null = null
  #ids: NonNullable<LogFacts['ids']> | null = null
  #firstLine: LineNumber = Infinity

  collection({ gcId, span }: GcRecord): void {
    if (gcId === null) return
    const ids = (this.#ids ??= { first: gcId, least: gcId, most: gcId })
    ids.least = Math.min(ids.least, gcId)
    ids.most = Math.max(ids.most, gcId)
    // Records come when they end, so in no order.
    if (span.line >= this.#firstLine) return
    this.#firstLine = span.line
    ids.first = gcId
  }

  end(extent: ExtentRecord): void {
    this.#extent = extent
  }

  /** Null for what is no log. */
  facts(): LogFacts | null {
    if (this.#extent === null) return null
    const { first, last, zoned, startsVm, nextCause } = this.#extent
    return { first, last, zoned, startsVm, nextCause, ids: this.#ids }
  }
}
