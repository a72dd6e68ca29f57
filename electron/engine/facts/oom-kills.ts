/** Kills of the kernel's OOM killer, and whether this process was the one. It sends SIGKILL: the JVM writes nothing. */
import type { Stored } from '../../../shared/model/process-records.ts'
import type { EventRecord } from '../../../shared/model/records.ts'
import type { ProcessFacts } from './process-facts.ts'

export interface OomKill {
  event: Stored<EventRecord>
  scope: 'host' | 'cgroup'
  /**
   * own: the kernel names this process. likely-own: a process of the same name while this one vanished; in a container the kernel
   * prints another pid than the process has. other: somebody else.
   */
  whose: 'own' | 'likely-own' | 'other'
}

/** The launcher's name, or jsvc's; the kernel prints the comm of the process's first thread. */
const JVM_COMM = /^(?:java|jsvc)\b/

export function oomKillsOf(facts: ProcessFacts): readonly OomKill[] {
  const { records, times } = facts
  return records.events.flatMap((event): OomKill[] => {
    if (event.type !== 'oom-kill') return []
    const scope = event.values['scope'] === 'cgroup' ? 'cgroup' : 'host'
    const pid = Number(event.values['pid'])
    // The number may have been another's before this process began.
    const before = event.at !== null && times.startedAt !== null && event.at < times.startedAt - 1000
    const own = records.pid !== null && pid === records.pid && !before
    return [{ event, scope, whose: own ? 'own' : before || !vanished(facts, event) ? 'other' : 'likely-own' }]
  })
}

/** Whether this process ended by SIGKILL, as far as is known, and the killed one bears a JVM's name under another number. */
function vanished(facts: ProcessFacts, event: Stored<EventRecord>): boolean {
  return killedBySignal9(facts) && JVM_COMM.test(String(event.values['comm'] ?? '')) && isNamespaced(facts)
}

/** 128 + 9 as shells and container runtimes report it, or the signal itself. */
export function killedBySignal9(facts: ProcessFacts): boolean {
  const exit = facts.exit?.value ?? ''
  return /\b(?:137|SIGKILL)\b|\bOOMKilled\b|signal:? ?9\b|(?:code|status)[ :=]+-9\b/.test(exit)
}

/** Low numbers are those of a container's first processes; the kernel logs the host's. */
function isNamespaced(facts: ProcessFacts): boolean {
  return facts.records.pid === null || facts.records.pid < 300
}
