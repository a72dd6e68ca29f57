/**
 * The kernel's OOM killer (mm/oom_kill.c), of the host or of a control group at memory.max. It sends SIGKILL: no crash log, no
 * message of the JVM; the kernel's log, memory.events of the group and the exit status tell. Programs that kill before it has to
 * (earlyoom, systemd-oomd) may send SIGTERM, of which a JVM ends in order.
 */
import { endWords } from '../facts/exit.ts'
import { formatBytes } from '../../../shared/display/bytes.ts'
import { formatPercent, formatQuantity } from '../../../shared/display/counts.ts'
import { citationOf } from '../facts/known.ts'
import { killedBySignal9, loneKillOf, oomKillsOf, type OomKill } from '../facts/oom-kills.ts'
import type { ProcessFacts } from '../facts/process-facts.ts'
import { Findings } from './lib/evidence.ts'
import { defineRule, type RuleResult } from './rule.ts'

/** Of a kill that may be of this process, and no more is known. */
const UNPLACED = 0.5

/** Of its limit, or of the host's memory, that a process was near being killed. */
const FULL_SHARE = 0.9

export const oomKiller = defineRule({
  id: 'oom-killer',
  title: 'The OOM killer ended the process',
  question: 'Was the process killed because the host or its container was out of memory?',
  systems: ['linux'],
  evaluate(facts) {
    const findings = new Findings()
    const kills = oomKillsOf(facts)
    const own = kills.find(({ whose }) => whose === 'own')
    if (facts.crash) {
      findings.against('A crash log was written; SIGKILL lets a process write none', facts.crash.headline.citation)
      return findings.result('ruled-out', 0.95, 'The process wrote a crash log, so nobody killed it.')
    }
    const ended = facts.startupFailure ?? facts.lateExit
    if (ended) {
      findings.against('The JVM ended itself and said why', ended.citation)
      const when = facts.startupFailure ? 'while it started' : 'when it could not start a thread of its own'
      return findings.result('ruled-out', 0.95, `The JVM ended itself ${when}.`)
    }
    if (own) return killed(own, findings)
    const lone = loneKillOf(facts)
    if (lone) return killedAlone(lone, findings)
    return byExit(facts, kills, findings)
  },
})

function residentText({ event }: OomKill): string {
  const resident = Number(event.values['anonRss'])
  if (Number.isFinite(resident) && resident > 0) return ` with ${formatBytes(resident)} of anonymous memory`
  const all = Number(event.values['rss'])
  return Number.isFinite(all) && all > 0 ? ` with ${formatBytes(all)} of resident memory` : ''
}

/** `The kernel killed a Java process (4711) with 6 GiB of anonymous memory` */
function killOf(kill: OomKill): string {
  const { values } = kill.event
  const whom = values['pid'] === undefined ? unnamed(kill) : `a Java process (${String(values['pid'])})`
  return `${killer(kill)} ${verb(kill)} ${whom}${residentText(kill)}`
}

/** Whom the teller does not name by a number. */
function unnamed({ by, event: { values } }: OomKill): string {
  const place =
    values['pod'] === undefined ? `container ${String(values['container'])}` : `pod ${String(values['pod'])}`
  if (values['pod'] === undefined && values['container'] === undefined)
    return `all processes of ${String(values['cgroup'])}`
  return by === null ? `a process of the ${place}` : `the ${place}`
}

/** For the beginning of a sentence; names of programs stay as they are. */
function killer({ by }: OomKill): string {
  return by === null ? 'The kernel' : by.replace(/^the /, 'The ')
}

function verb({ event }: OomKill): string {
  return event.values['pod'] !== undefined && event.values['by'] !== undefined
    ? 'evicted'
    : event.values['signal'] === 'SIGTERM'
      ? 'ended'
      : 'killed'
}

/** What was full, for the middle of a sentence. */
function need(kill: OomKill): string {
  return kill.by === null ? `${lowered(kill)} was out of memory` : 'the host was short of memory'
}

/** Only the host is described, and what its kernel did. */
function killedAlone(kill: OomKill, findings: Findings): RuleResult {
  const what = killOf(kill)
  findings.for(what, citationOf(kill.event))
  findings.lacks('anything of that process itself', 'its logs, and memory.max and memory.peak of its control group')
  return findings.result('likely', 0.85, `${what}: ${need(kill)}. Nothing else here is of that process.`)
}

function killed(kill: OomKill, findings: Findings): RuleResult {
  const size = residentText(kill)
  findings.for(`${killer(kill)} ${verb(kill)} this process${size}`, citationOf(kill.event))
  const summary =
    kill.by === null
      ? `${where(kill)} was out of memory and the kernel killed the process${size}.`
      : `The host was short of memory and ${kill.by} ${verb(kill)} the process${size}.`
  return findings.result('confirmed', kill.by === null ? 0.96 : 0.93, summary)
}

function where({ scope, limit }: OomKill): string {
  if (scope === 'nodes') return 'The part of the host’s memory that it is bound to (cpuset or memory policy)'
  if (scope === 'host') return 'The host'
  return `Its control group (container${limit === null ? '' : `, limited to ${formatBytes(limit)}`})`
}

/** For the middle of a sentence. */
function lowered(kill: OomKill): string {
  const words = where(kill)
  return words.charAt(0).toLowerCase() + words.slice(1)
}

function byExit(facts: ProcessFacts, kills: readonly OomKill[], findings: Findings): RuleResult {
  const { exit } = facts
  if (!killedBySignal9(facts)) {
    const silent = exit ? undefined : kills.find(({ whose }) => whose === 'likely-own')
    if (silent) {
      findings.for(`${killOf(silent)}, and this one says nothing after that`, citationOf(silent.event))
      findings.lacks('whose number that was, and how this process ended', 'the pid and the exit status of the process')
      return findings.result(
        'likely',
        0.62,
        `${killOf(silent)}, and nothing is heard of this one after that: ${need(silent)}.`,
      )
    }
    const unplaced = kills.findLast(({ whose }) => whose === 'unplaced')
    if (unplaced) {
      const what = `The kernel killed a Java process (${String(unplaced.event.values['pid'])}), its log does not say on which day`
      findings.for(what, citationOf(unplaced.event))
      findings.lacks(
        'whether it was this process',
        'dmesg -T or journalctl -k; the pid and the exit status of the process',
      )
      return findings.result('possible', UNPLACED, `${what}: whether it was this one is open.`)
    }
    const [other] = kills
    if (other) findings.against(`${killer(other)} killed another process`, citationOf(other.event))
    if (exit) findings.against(`It ${endWords(exit.value)}, not by SIGKILL`, exit.citation)
    // What the runtime saw end may be the script that started the JVM: that one returns what it likes.
    const inGroup = facts.index.number('cgroup.oom-kills')
    if (exit && inGroup && inGroup.value > 0) {
      findings.for(`${formatQuantity(inGroup.value, 'kill')} in its control group`, inGroup.citation)
      findings.lacks('which process of the group was killed', 'dmesg -T or journalctl -k of the host')
      return findings.result(
        'unlikely',
        0.5,
        `The OOM killer killed a process in its control group. This one ${endWords(exit.value)}: another was killed, or that is the end of the script that started it.`,
      )
    }
    return findings.result(
      exit ? 'ruled-out' : 'unlikely',
      exit ? 0.9 : 0.7,
      'No kill of this process is in the artifacts.',
    )
  }
  if (/\bresult timeout\b/.test(exit?.value ?? '')) {
    findings.against('systemd killed it: it did not stop in time', exit?.citation ?? null)
    return findings.result('ruled-out', 0.9, 'systemd sent SIGKILL, since the service did not stop in time.')
  }
  findings.for(`It ended by SIGKILL: ${exit?.value ?? ''}`, exit?.citation ?? null)
  const counted = facts.index.number('cgroup.oom-kills')
  const likely = kills.find(({ whose }) => whose === 'likely-own')
  if (/\bOOMKilled\b/.test(exit?.value ?? ''))
    return findings.result('confirmed', 0.93, 'The container runtime saw the OOM killer end the process.')
  // Of a kill of another process of the service it would make an orderly stop (OOMPolicy=stop, systemd.service(5)).
  if (/\bresult oom-kill\b/.test(exit?.value ?? ''))
    return findings.result(
      'confirmed',
      0.88,
      'systemd saw the OOM killer in the service’s control group, and its main process killed.',
    )
  if (/\bby systemd-oomd\b/.test(exit?.value ?? ''))
    return findings.result('confirmed', 0.93, 'The host was short of memory, and systemd-oomd killed the service.')
  if (counted && counted.value > 0) {
    findings.for(`memory.events counts ${formatQuantity(counted.value, 'kill')} in its control group`, counted.citation)
    return findings.result('confirmed', 0.9, 'SIGKILL ended it, and the OOM killer was at work in its control group.')
  }
  if (likely) {
    const elsewhere = likely.by === null ? '; in a container it has another number there' : ''
    findings.for(`${killOf(likely)}${elsewhere}`, citationOf(likely.event))
    return findings.result(
      'likely',
      0.75,
      `SIGKILL ended it, and ${likely.by === null ? 'the kernel killed a Java process' : killOf(likely)}: ${need(likely)}.`,
    )
  }
  findings.lacks(
    'who sent SIGKILL: the OOM killer, or a supervisor or a person',
    'dmesg -T or journalctl -k; memory.events of the control group',
  )
  const full = fullness(facts)
  if (full) {
    findings.for(full.claim, full.citation)
    return findings.result('likely', 0.65, `SIGKILL ended it, and ${full.claim}.`)
  }
  return findings.result(
    'possible',
    0.45,
    'SIGKILL ended it; who sent it is not known. Supervisors send it after a timeout, too.',
  )
}

/** How full the smallest limit of memory was when it was last measured. */
function fullness(
  facts: ProcessFacts,
): { claim: string; citation: NonNullable<ProcessFacts['exit']>['citation'] } | null {
  const limit = facts.index.limit('limit.cgroup-memory')
  const used = facts.index.number('cgroup.memory-peak') ?? facts.index.number('cgroup.memory')
  if (typeof limit?.value === 'number' && used && used.value >= FULL_SHARE * limit.value)
    return {
      claim: `its control group used ${formatPercent(used.value / limit.value)} of memory.max`,
      citation: used.citation,
    }
  const { total, available, swapFree } = facts.memory
  if (total && available && available.value + (swapFree?.value ?? 0) < (1 - FULL_SHARE) * 0.5 * total.value)
    return {
      claim: `${formatPercent(available.value / total.value)} of the host’s memory was available`,
      citation: available.citation,
    }
  return null
}
