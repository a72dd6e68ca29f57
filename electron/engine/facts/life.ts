import type { EpochMs, Milliseconds } from '../../../shared/model/units.ts'
import type { ProcessFacts } from './process-facts.ts'

/** On the one clock of the case: a crash log of JDK 8 prints local time without its zone, which the GC log tells. */
export interface Life {
  startedAt: EpochMs | null
  crashedAt: EpochMs | null
  endedAt: EpochMs | null
}

/** Clocks of a log line and of a metrics export need not agree to the second. */
const CLOCK_SLACK: Milliseconds = 2000
/** An application says that it starts some time after its JVM did. */
const START_SLACK: Milliseconds = 30_000

export function lifeOf({ crash, times, clock }: ProcessFacts): Life {
  const stated = crash?.at ?? null
  if (!crash || stated === null) return { startedAt: times.startedAt, crashedAt: null, endedAt: times.endedAt }
  const crashedAt = clock.of(crash.artifact, stated).at
  // A start that was reckoned from the crash and the uptime is on the crash log's clock.
  const shift = times.uptime === null ? 0 : crashedAt - stated
  return { startedAt: times.startedAt === null ? null : times.startedAt + shift, crashedAt, endedAt: crashedAt }
}

/** Whether the process lived then: a file may go on from the life before, or into the next one. */
export function isOfThisLife(at: EpochMs, facts: ProcessFacts): boolean {
  const { startedAt, endedAt, crashedAt } = lifeOf(facts)
  const slack = crashedAt !== null && facts.times.uptime !== null ? CLOCK_SLACK : START_SLACK
  return at >= (startedAt ?? -Infinity) - slack && at <= (endedAt ?? Infinity)
}
