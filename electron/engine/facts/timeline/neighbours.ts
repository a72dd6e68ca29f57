/** Lines without a time between lines that have one: HotSpot's warnings on a console. */
import type { Stored } from '../../../../shared/model/process-records.ts'
import type { EventRecord } from '../../../../shared/model/records.ts'
import type { ArtifactId } from '../../../../shared/model/span.ts'
import type { EpochMs } from '../../../../shared/model/units.ts'
import { formatCount } from '../../../../shared/display/counts.ts'
import type { ProcessFacts } from '../process-facts.ts'
import type { Instant, Times } from './times.ts'

interface Timed {
  line: number
  at: EpochMs
}

export class Neighbours {
  readonly #lines = new Map<ArtifactId, Timed[]>()

  constructor({ records }: ProcessFacts, times: Times) {
    for (const event of records.events) {
      const instant = times.ofEvent(event)
      if (!instant) continue
      const lines = this.#lines.get(event.artifact)
      const timed = { line: event.span.line, at: instant.at }
      if (lines) lines.push(timed)
      else this.#lines.set(event.artifact, [timed])
    }
    for (const lines of this.#lines.values()) lines.sort((left, right) => left.line - right.line)
  }

  /** The time of the last line before it that has one, else of the first after it; null: the artifact has no times. */
  before({ artifact, span }: Stored<EventRecord>): Instant | null {
    const lines = this.#lines.get(artifact) ?? []
    let low = 0
    let high = lines.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((lines[middle]?.line ?? Infinity) < span.line) low = middle + 1
      else high = middle
    }
    const near = lines[low - 1] ?? lines[low]
    return near ? { at: near.at, clock: `time of line ${formatCount(near.line)}` } : null
  }
}
