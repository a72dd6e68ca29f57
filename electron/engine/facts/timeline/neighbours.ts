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
  readonly #facts: ProcessFacts
  readonly #times: Times
  /** Made when it is asked for: of most logs all lines have times. */
  #lines: Map<ArtifactId, Timed[]> | null = null

  constructor(facts: ProcessFacts, times: Times) {
    this.#facts = facts
    this.#times = times
  }

  /** The time of the last line before it that has one, else of the first after it; null: the artifact has no times. */
  before({ artifact, span }: Stored<EventRecord>): Instant | null {
    this.#lines ??= this.#timed()
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

  #timed(): Map<ArtifactId, Timed[]> {
    const timed = new Map<ArtifactId, Timed[]>()
    for (const event of this.#facts.records.events) {
      const instant = this.#times.ofEvent(event)
      if (!instant) continue
      const lines = timed.get(event.artifact)
      const line = { line: event.span.line, at: instant.at }
      if (lines) lines.push(line)
      else timed.set(event.artifact, [line])
    }
    for (const lines of timed.values()) lines.sort((left, right) => left.line - right.line)
    return timed
  }
}
