/** How a JVM that was refused memory ended, and what that end does not leave behind. */
import { formatCount } from '../../../shared/display/counts.ts'
import { formatDuration } from '../../../shared/display/durations.ts'
import { formatTimestamp } from '../../../shared/display/timestamps.ts'
import type { Finding } from '../../../shared/model/analysis.ts'
import type { EpochMs } from '../../../shared/model/units.ts'
import { citationOf } from './known.ts'
import { lifeOf } from './life.ts'
import type { ProcessFacts } from './process-facts.ts'

const APPLICATION_LOG = 'application-log'

/** Empty unless a crash log tells of a refusal. */
export function endingFindings(facts: ProcessFacts): Finding[] {
  const { crash } = facts
  if (crash?.kind !== 'out-of-memory') return []
  return [ended(facts, crash), ...silence(facts)]
}

function ended(facts: ProcessFacts, crash: NonNullable<ProcessFacts['crash']>): Finding {
  const { victim } = facts
  const when = whenOf(facts, crash.at)
  const age = crash.uptime === null ? '' : `, ${formatDuration(crash.uptime * 1000)} after its start`
  const who = crash.thread === null ? 'a thread' : `thread "${crash.thread.value}"`
  const bytes = victim?.bytes ?? null
  const asked = bytes === null ? 'what it asked for' : `${formatCount(bytes)} bytes`
  const purpose = victim?.purpose ? ` (${victim.purpose})` : ''
  return {
    title: `The JVM ended itself${when}${age}: ${who} was refused ${asked}${purpose}`,
    severity: 'bad',
    citation: (crash.thread ?? crash.headline).citation,
  }
}

/** With the time as it is printed, where the crash log leaves out its zone. */
function whenOf(facts: ProcessFacts, printed: EpochMs | null): string {
  const at = lifeOf(facts).crashedAt
  if (at === null || printed === null) return ''
  const own = at === printed ? '' : ` (printed as ${formatTimestamp(printed).replace(' UTC', '')}, local time)`
  return ` at ${formatTimestamp(at)}${own}`
}

/**
 * vm_exit_out_of_memory (debug.cpp) reports and aborts: it throws nothing, runs no shutdown hook, and calls no logger of the
 * application.
 */
function silence({ records }: ProcessFacts): Finding[] {
  const logs = records.artifacts.filter(({ format, scope }) => format === APPLICATION_LOG && scope === 'process')
  const events = records.events.filter(({ artifact }) => logs.some(({ id }) => id === artifact))
  const last = events.at(-1)
  if (!last || events.some(({ level }) => level === 'error' || level === 'fatal')) return []
  return [
    {
      title:
        'No error in the log of the application, as expected: the JVM reports such an end to its standard output and its crash log, then aborts; no exception is thrown, no shutdown hook and no logger run',
      severity: 'info',
      citation: citationOf(last),
    },
  ]
}
