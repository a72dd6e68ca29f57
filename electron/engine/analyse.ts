/** Records of one process -> its diagnosis: facts, hypotheses, verdict, and what hangs on them. Pure. */
import type { ProcessAnalysis, Verdict } from '../../shared/model/analysis.ts'
import type { ProcessRecords } from '../../shared/model/process-records.ts'
import { buildCallPath, buildMapRetryPath } from './callpath/index.ts'
import { artifactClocksOf } from './facts/artifact-clocks.ts'
import { coachOf } from './coach/index.ts'
import { auditOf } from './facts/audit.ts'
import { explicitGcNote } from './facts/explicit-gc/note.ts'
import { gcSummaryOf } from './facts/gc-summary.ts'
import { growthOf } from './facts/growth.ts'
import { ledgersOf } from './facts/ledgers/index.ts'
import { lifeOf } from './facts/life.ts'
import { ownColumnsOf } from './facts/own-series.ts'
import { mergeBlockersOf } from './facts/owners/merge-blockers.ts'
import { staleOf } from './facts/owners/stale.ts'
import { timelineOf } from './facts/timeline/index.ts'
import { createFacts, type ProcessFacts } from './facts/process-facts.ts'
import { whatIfOf } from './facts/what-if.ts'
import { findingsOf } from './findings.ts'
import { loneFaultOf } from './facts/kernel-faults.ts'
import { loneKillOf, oomKillsOf } from './facts/oom-kills.ts'
import { failureOf } from './rules/failure.ts'
import { rules } from './rules/index.ts'
import { remediesFor } from './rules/remedies/index.ts'
import { runRules } from './rules/run.ts'
import { verdictOf } from './rules/verdict.ts'

export function analyseProcess(records: ProcessRecords): ProcessAnalysis {
  const facts = createFacts(records)
  const hypotheses = runRules(rules, facts)
  const verdict = verdictOf(hypotheses, facts)
  const life = lifeOf(facts)
  return {
    process: records.process,
    label: records.label,
    host: records.host,
    pid: records.pid,
    jvm: facts.jvm,
    os: facts.os,
    startedAt: life.startedAt,
    endedAt: life.endedAt,
    uptime: facts.times.uptime,
    state: stateOf(facts),
    verdict,
    hypotheses,
    ledger: facts.ledger,
    mapEstimate: facts.mapEstimate,
    ledgers: ledgersOf(facts),
    owners: [...(facts.ownership?.totals ?? [])],
    stale: staleOf(facts),
    mergeBlockers: mergeBlockersOf(facts),
    victim: facts.victim ?? facts.silentRefusals[0]?.victim ?? null,
    culprit: spentTheMapLimit(verdict) ? facts.culprit : null,
    callPath: buildCallPath(facts),
    gc: gcSummaryOf(facts),
    explicitGc: [...facts.explicitGc.collections],
    explicitGcNote: explicitGcNote(facts),
    explicitGcPath: buildMapRetryPath(facts),
    growth: growthOf(facts),
    whatIf: whatIfOf(facts),
    timeline: timelineOf(facts),
    audit: auditOf(facts),
    clocks: artifactClocksOf(facts),
    ownColumns: ownColumnsOf(facts.records),
    coach: coachOf(hypotheses, verdict, facts, stateOf(facts)),
    remedies: remediesFor(verdict, facts),
    findings: findingsOf(verdict, hypotheses, facts),
  }
}

/** Only then does the owner of most mappings carry blame. */
function spentTheMapLimit(verdict: Verdict): boolean {
  return verdict.rootCause === 'max-map-count' || verdict.rootCause === 'near-map-limit'
}

function stateOf(facts: ProcessFacts): ProcessAnalysis['state'] {
  if (facts.crash) return 'crashed'
  const { events, artifacts } = facts.records
  if (events.some((event) => event.type === 'insufficient-memory')) return 'crashed'
  if (facts.exit || facts.startupFailure || facts.lateExit) return 'ended'
  if (events.some((event) => event.type === 'shutdown')) return 'ended'
  if (loneKillOf(facts) !== null || loneFaultOf(facts) !== null) return 'ended'
  if (oomKillsOf(facts).some(({ whose }) => whose === 'own')) return 'ended'
  // Listings and status files are read from a process that lives.
  const living = facts.listing !== null || facts.memory.rss !== null
  const own = new Set(artifacts.filter(({ scope }) => scope === 'process').map(({ id }) => id))
  const speaks = failureOf(facts) === null && events.some(({ artifact }) => own.has(artifact))
  return living || speaks ? 'alive' : 'unknown'
}
