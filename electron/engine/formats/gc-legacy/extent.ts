/** The stretch of time that a PrintGC log covers: of the first and the last line with a time. */
import type { ExtentRecord, LogMoment } from '../../../../shared/model/records.ts'
import type { LineNumber } from '../../../../shared/model/units.ts'
import type { Stamp } from './collection.ts'

const NOTHING: LogMoment = { at: null, uptime: null }
// 2014-04-25 15:09:22 GC log file created gc.log.1      File  gc.log rotated at 2014-04-25 15:09:22        ostream.cpp, rotate_log
const ROTATED = /^(?:[\d :-]{19} )?(?:GC log file created |File {1,2}\S.{0,300} rotated at )/

export class Extent {
  #first: LogMoment | null = null
  #last: LogMoment = NOTHING
  #begin: 'vm' | 'rotation' | null = null

  /** Of a line that begins a collection, a phase, or tells how long threads were stopped. */
  mark({ at, uptime }: Pick<Stamp, 'at' | 'uptime'>): void {
    if (at === null && uptime === null) return
    this.#last = { at, uptime }
    this.#first ??= this.#last
    this.#begin ??= 'rotation'
  }

  /** A line that is no collection. The header of the VM is repeated in each file: after a rotation it starts nothing. */
  margin(text: string, startsVm: boolean): void {
    if (ROTATED.test(text)) this.#begin ??= 'rotation'
    else if (startsVm) this.#begin ??= 'vm'
  }

  /** Dates of these logs always name their zone. */
  record(lines: LineNumber, nextCause: string | null): ExtentRecord {
    const span = { line: 1, endLine: lines }
    const [first, last] = [this.#first ?? NOTHING, this.#last]
    return { kind: 'extent', first, last, zoned: true, startsVm: this.#begin === 'vm', nextCause, span }
  }
}
