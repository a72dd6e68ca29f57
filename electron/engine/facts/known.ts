/**
 * Which statement of a fact wins, when several artifacts state it.
 *
 * 1. The crash log. It was written at the failure, by the failing process: every capture is older or younger than that.
 * 2. What the process itself says (its /proc files) before what its host says (sysctl, meminfo): a limit of the process
 *    need not be the limit of the shell that captured it. Tools that round, and that shell itself, come last.
 * 3. The newest, since values change; statements without a time come after those with one.
 * 4. The later line of the later artifact, so that the choice never depends on the order of a directory listing.
 */
import type { FactKey } from '../../../shared/model/facts.ts'
import type { ProcessRecords, Stored } from '../../../shared/model/process-records.ts'
import type { FactRecord } from '../../../shared/model/records.ts'
import type { ArtifactId, Citation, LineSpan } from '../../../shared/model/span.ts'
import type { EpochMs } from '../../../shared/model/units.ts'

/** A value with the place it stands at, and when it held (null: not said). */
export interface Known<T> {
  value: T
  citation: Citation
  at: EpochMs | null
}

export const CRASH_LOG_FORMAT = 'hs-err'

/** Formats that round what others state exactly (`free -h`, top), or speak of a shell (`ulimit -a`). */
const SECOND_HAND: ReadonlySet<string> = new Set(['free', 'top', 'process-list', 'ulimit'])

export function citationOf(record: { artifact: ArtifactId; span: LineSpan; quote: string }): Citation {
  return { artifact: record.artifact, line: record.span.line, endLine: record.span.endLine, quote: record.quote }
}

/** Statements of facts by key, best first. */
export class FactIndex {
  #byKey = new Map<FactKey, Stored<FactRecord>[]>()
  #rank: (left: Stored<FactRecord>, right: Stored<FactRecord>) => number
  #sorted = new Set<FactKey>()
  #crashLogs: ReadonlySet<ArtifactId>

  constructor(records: ProcessRecords) {
    const artifacts = new Map(records.artifacts.map((artifact) => [artifact.id, artifact]))
    this.#crashLogs = new Set(
      records.artifacts.filter((artifact) => artifact.format === CRASH_LOG_FORMAT).map((artifact) => artifact.id),
    )
    for (const fact of records.facts) {
      const list = this.#byKey.get(fact.key)
      if (list) list.push(fact)
      else this.#byKey.set(fact.key, [fact])
    }
    const sourceRank = (fact: Stored<FactRecord>): number => {
      const artifact = artifacts.get(fact.artifact)
      if (artifact?.format === CRASH_LOG_FORMAT) return 0
      if (artifact !== undefined && SECOND_HAND.has(artifact.format)) return 3
      return artifact?.scope === 'process' ? 1 : 2
    }
    const time = (fact: Stored<FactRecord>): number => fact.at ?? artifacts.get(fact.artifact)?.at ?? -Infinity
    this.#rank = (left, right) =>
      sourceRank(left) - sourceRank(right) ||
      descending(time(left), time(right)) ||
      right.artifact - left.artifact ||
      right.span.line - left.span.line
  }

  /** All statements of `key`, best first. */
  all(key: FactKey): readonly Stored<FactRecord>[] {
    const list = this.#byKey.get(key) ?? []
    if (!this.#sorted.has(key)) {
      list.sort(this.#rank)
      this.#sorted.add(key)
    }
    return list
  }

  first(key: FactKey): Stored<FactRecord> | null {
    return this.all(key)[0] ?? null
  }

  number(key: FactKey): Known<number> | null {
    for (const fact of this.all(key)) {
      if (typeof fact.value === 'number') return { value: fact.value, citation: citationOf(fact), at: fact.at }
    }
    return null
  }

  /** As {@link number}; a null value is "no limit" and counts as a statement. */
  limit(key: FactKey): Known<number | null> | null {
    const fact = this.all(key).find((each) => typeof each.value !== 'string')
    if (!fact || typeof fact.value === 'string') return null
    return { value: fact.value, citation: citationOf(fact), at: fact.at }
  }

  text(key: FactKey): Known<string> | null {
    for (const fact of this.all(key)) {
      if (fact.value !== null && fact.value !== '') {
        return { value: String(fact.value), citation: citationOf(fact), at: fact.at }
      }
    }
    return null
  }

  /** Whether the statement stands in a crash log, so that it held when the process failed. */
  fromCrashLog(known: Known<unknown>): boolean {
    return this.#crashLogs.has(known.citation.artifact)
  }
}

/** Infinities of the same sign compare equal; a plain subtraction would give NaN. */
function descending(left: number, right: number): number {
  return left === right ? 0 : left < right ? 1 : -1
}
