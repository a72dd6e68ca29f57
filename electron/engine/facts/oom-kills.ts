/** Kills of the kernel's OOM killer, and whether this process was the one. It sends SIGKILL: the JVM writes nothing. */
import type { Stored } from '../../../shared/model/process-records.ts'
import type { EventRecord } from '../../../shared/model/records.ts'
import type { Bytes, EpochMs, Milliseconds } from '../../../shared/model/units.ts'
import { isOfJvm, loneEventOf } from './lone-events.ts'
import type { ProcessFacts } from './process-facts.ts'

export interface OomKill {
  event: Stored<EventRecord>
  /** What was full; `nodes`: those of the host's memory that the process is bound to, by a cpuset or a policy. */
  scope: 'host' | 'cgroup' | 'nodes'
  /** Null: the kernel. Some programs kill before it has to (earlyoom, systemd-oomd). */
  by: string | null
  /** Of the control group, where the kernel printed it. */
  limit: Bytes | null
  /**
   * own: the kernel names this process. likely-own: a process of the same name while this one vanished; in a container the kernel
   * prints another pid than the process has. unplaced: a process of the same name at a time that is not known (dmesg without -T), and
   * nothing says how this one ended. other: somebody else.
   */
  whose: 'own' | 'likely-own' | 'unplaced' | 'other'
}

export function oomKillsOf(facts: ProcessFacts): readonly OomKill[] {
  const { records, times } = facts
  return records.events.flatMap((event): OomKill[] => {
    if (event.type !== 'oom-kill') return []
    const pid = Number(event.values['pid'])
    // The number may have been another's before this process began.
    const before = event.at !== null && times.startedAt !== null && event.at < times.startedAt - 1000
    // Kubernetes calls a container's host by the name of the pod. Of several containers the killed one may be another.
    const isOfPod =
      records.host !== null && event.values['pod'] === records.host && event.values['containers'] === undefined
    const own = ((records.pid !== null && pid === records.pid) || isOfPod) && !before
    const whose = own ? 'own' : before ? 'other' : vanished(facts, event)
    // systemd-oomd names the control group and no process.
    return !Number.isFinite(pid) && whose === 'other' ? [] : [{ ...whatWasFull(event), whose }]
  })
}

/** The last Java process that the kernel killed, where nothing is told of a process but by the kernel. */
export function loneKillOf(facts: ProcessFacts): OomKill | null {
  const event = loneEventOf(facts, 'oom-kill')
  return event ? { ...whatWasFull(event), whose: 'likely-own' } : null
}

function whatWasFull(event: Stored<EventRecord>): Omit<OomKill, 'whose'> {
  const { scope, limit, by } = event.values
  const ofGroup = scope === 'cgroup' && typeof limit === 'number' && limit > 0
  return {
    event,
    scope: scope === 'cgroup' || scope === 'nodes' ? scope : 'host',
    by: typeof by === 'string' ? by : null,
    limit: ofGroup ? limit : null,
  }
}

/** A clock that prints whole seconds, and the log lines that were on their way. */
const CLOCK_SLACK: Milliseconds = 2000

/** Whether this process ended by SIGKILL, as far as is known, and the killed one bears a JVM's name under another number. */
function vanished(facts: ProcessFacts, event: Stored<EventRecord>): Exclude<OomKill['whose'], 'own'> {
  if (!isOfJvm(event) || (event.values['pid'] !== undefined && !isNamespaced(facts))) return 'other'
  if (facts.exit) return killedBySignal9(facts) ? 'likely-own' : 'other'
  if (facts.victim !== null || facts.crash !== null) return 'other'
  if (event.at === null) return facts.records.events.some(({ type }) => type === 'shutdown') ? 'other' : 'unplaced'
  return fellSilent(facts, event.at) ? 'likely-own' : 'other'
}

/** Where nobody saw how it ended: whether it says nothing after the kill, and nothing of an end of its own. */
function fellSilent(facts: ProcessFacts, killed: EpochMs): boolean {
  const { records, clock, listings } = facts
  const own = new Set(records.artifacts.filter(({ scope }) => scope === 'process').map(({ id }) => id))
  const signs = [
    ...records.events.filter(({ artifact }) => own.has(artifact)).map((event) => clock.ofEvent(event)?.at ?? null),
    ...records.collections.map((collection) => clock.ofCollection(collection)?.at ?? null),
    ...records.series.map((series) => series.at.at(-1) ?? null),
    ...listings.map(({ at }) => at),
  ].filter((at) => at !== null)
  const ended = records.events.some(({ type }) => type === 'shutdown')
  return !ended && signs.every((at) => at <= killed + CLOCK_SLACK)
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
