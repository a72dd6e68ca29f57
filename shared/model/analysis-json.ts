/**
 * The CLI's JSON, schema 1: the contract of DESIGN.md section 11 (binding) plus fields that only add to it.
 * Artifacts are named by their path, which is unique within a case.
 */
import { z } from 'zod'
import {
  contributingCauses,
  growthPatterns,
  hypothesisStatuses,
  ownerIds,
  rootCauses,
  victimOperations,
  type CallPathStep,
  type Evidence,
  type Gate,
  type Growth,
  type LimitLedger,
  type ProcessAnalysis,
} from './analysis.ts'
import { ArtifactJson, artifactJson } from './artifact-json.ts'
import { BundleJson, bundleJson } from './bundle-json.ts'
import type { CaseSummary } from './case.ts'
import { at, iso, place, type Paths } from './json-places.ts'
import type { MapEstimate } from './map-estimate.ts'
import { CoachJson, coachJson } from './json/coach.ts'
import { ExplicitGcJson, explicitGcJson } from './json/explicit-gc.ts'
import { QuantityLedgerJson, quantityLedgerJson } from './json/ledgers.ts'
import { MergeBlockersJson, mergeBlockersJson, StaleJson, staleJson } from './json/neighbours.ts'
import { TimelineJson, timelineJson } from './json/timeline.ts'

const EvidenceJson = at.extend({
  stance: z.enum(['for', 'against']),
  /** Verbatim, from the first line named. */
  text: z.string(),
  /** What it says about the hypothesis. */
  claim: z.string(),
})

const GateJson = z.object({
  condition: z.string(),
  holds: z.boolean().nullable(),
  values: z.string(),
  errno: z.string().nullable(),
})

const StepJson = z.object({
  layer: z.enum(['application', 'jdk', 'jni', 'hotspot', 'libc', 'kernel']),
  symbol: z.string(),
  origin: z.enum(['observed', 'inferred']),
  artifact: z.string().nullable(),
  line: z.number().int().nullable(),
  note: z.string(),
  source: z.string(),
  gate: GateJson.nullable(),
})

const ProcessJson = z.object({
  host: z.string().nullable(),
  pid: z.number().int().nullable(),
  label: z.string(),
  state: z.enum(['crashed', 'ended', 'alive', 'unknown']),
  jvm: z
    .object({ version: z.string().nullable(), vendor: z.string().nullable(), vm: z.string().nullable() })
    .nullable(),
  os: z.object({ name: z.string().nullable(), kernel: z.string().nullable(), arch: z.string().nullable() }).nullable(),
  startedAt: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime().nullable(),
  verdict: z.object({
    rootCause: z.enum(rootCauses),
    contributing: z.array(z.enum(contributingCauses)),
    confidence: z.number().min(0).max(1),
    title: z.string(),
    summary: z.string(),
  }),
  hypotheses: z.array(
    z.object({
      id: z.enum(rootCauses),
      title: z.string(),
      status: z.enum(hypothesisStatuses),
      confidence: z.number().min(0).max(1),
      summary: z.string(),
      evidence: z.array(EvidenceJson),
      missing: z.array(z.string()),
    }),
  ),
  ledger: z
    .object({
      mapLines: z.number().int(),
      vsyscall: z.boolean(),
      vmas: z.number().int(),
      limit: z.number().int(),
      limitSource: z.enum(['measured', 'assumed']),
      distance: z.number().int(),
      standing: z.enum(['exact', 'near', 'below', 'above']),
      complete: z.boolean(),
      operator: z.string().nullable(),
      listing: at,
      /** Where the limit stands; null where it is assumed. */
      limitAt: at.nullable(),
      /** When the mappings were listed or counted. */
      at: z.iso.datetime().nullable(),
    })
    .nullable(),
  mapEstimate: z.object({ least: z.number().int(), most: z.number().int(), why: z.string(), at }).nullable(),
  /** The other limits that are known, each with its sum. */
  ledgers: z.array(QuantityLedgerJson),
  owners: z.array(
    z.object({
      owner: z.enum(ownerIds),
      count: z.number().int(),
      bytes: z.number(),
      why: z.string(),
      groups: z.array(z.object({ name: z.string(), count: z.number().int(), bytes: z.number() })),
    }),
  ),
  /** Mappings that nobody needs any more; null without a listing. */
  stale: StaleJson.nullable(),
  /** Neighbours that stayed two mappings, and why; null without a listing. */
  mergeBlockers: MergeBlockersJson.nullable(),
  victim: at
    .extend({
      operation: z.enum(victimOperations),
      bytes: z.number().nullable(),
      errno: z.number().int().nullable(),
      errnoOrigin: z.enum(['observed', 'inferred']).nullable(),
      /** Where an inferred errno would have been printed, and how sure the inference is. */
      errnoNote: z.string().nullable(),
      thread: z.string().nullable(),
      frame: z.string().nullable(),
      purpose: z.string().nullable(),
    })
    .nullable(),
  culprit: z.object({ owner: z.enum(ownerIds), count: z.number().int(), share: z.number() }).nullable(),
  callPath: z.array(StepJson),
  /** Each collection counted once, however many files and lines speak of it. */
  gc: z
    .object({
      collections: z.number().int(),
      full: z.number().int(),
      explicit: z.number().int(),
      concurrent: z.number().int(),
      pausedMs: z.number(),
      longestPauseMs: z.number().nullable(),
    })
    .nullable(),
  explicitGc: z.array(ExplicitGcJson),
  /** Why there may be explicit collections that no log shows; null when there is nothing to say. */
  explicitGcNote: z.string().nullable(),
  /** The way of a refused FileChannel.map to System.gc(), where collections show it and `callPath` is another. */
  explicitGcPath: z.array(StepJson),
  growth: z
    .object({
      /** How many points; the points themselves stand in `series`. */
      points: z.number().int(),
      slopePerHour: z.number().nullable(),
      hoursToLimit: z.number().nullable(),
      limit: z.number().int().nullable(),
      pattern: z.enum(growthPatterns),
      /** The rule that gave the pattern, with its numbers. */
      patternWhy: z.string(),
      /** 95 % interval of the slope. */
      slopeInterval: z.array(z.number()).length(2).nullable(),
      notes: z.array(z.string()),
      series: z.array(z.object({ at: z.iso.datetime().nullable(), vmas: z.number().int(), origin: z.string() })),
    })
    .nullable(),
  /** What the map count is made of, and the limit that this asks for. */
  whatIf: z
    .object({
      inputs: z.object({
        partitions: z.number(),
        segmentsPerPartition: z.number(),
        mapsPerSegment: z.number(),
        threads: z.number(),
        mapsPerThread: z.number(),
        base: z.number(),
        reserve: z.number(),
      }),
      maps: z.number().int(),
      recommended: z.number().int(),
      steps: z.array(z.string()),
    })
    .nullable(),
  /** What limits the evidence, and what may not be concluded from it. */
  audit: z.array(at.extend({ what: z.string(), consequence: z.string() })),
  /** What to bring to settle what is open, the most telling first. */
  coach: z.array(CoachJson),
  remedies: z.array(z.object({ title: z.string(), command: z.string(), why: z.string(), sideEffects: z.string() })),
  /** What was found, weightiest first. */
  findings: z.array(
    at.extend({ title: z.string(), severity: z.enum(['bad', 'warn', 'good', 'info']), text: z.string() }),
  ),
})

export const AnalysisJson = z.object({
  schema: z.literal(1),
  tool: z.object({ name: z.literal('mortem'), version: z.string() }),
  artifacts: z.array(ArtifactJson),
  /** What concerns a bundle as a whole: refused members, damage. */
  bundles: z.array(BundleJson),
  processes: z.array(ProcessJson),
  /** All that happened to all of them, in time order. */
  timeline: TimelineJson,
})
export type AnalysisJson = z.infer<typeof AnalysisJson>
type ProcessJson = z.infer<typeof ProcessJson>

/** The JSON of an opened case. Pure; same case, same JSON. */
export function toAnalysisJson(opened: CaseSummary, version: string): AnalysisJson {
  const paths = new Map(opened.artifacts.map((artifact) => [artifact.id, artifact.path]))
  return {
    schema: 1,
    tool: { name: 'mortem', version },
    artifacts: opened.artifacts.map((artifact) => artifactJson(artifact, opened.processes, paths)),
    bundles: opened.bundles.map(bundleJson),
    processes: opened.processes.map((process) => processJson(process, paths)),
    timeline: timelineJson(opened.processes, paths),
  }
}

function processJson(process: ProcessAnalysis, paths: Paths): ProcessJson {
  const { jvm, victim, culprit } = process
  return {
    host: process.host,
    pid: process.pid,
    label: process.label,
    state: process.state,
    jvm: jvm && { version: jvm.version, vendor: jvm.vendor, vm: jvm.vm },
    os: process.os && { ...process.os },
    startedAt: iso(process.startedAt),
    endedAt: iso(process.endedAt),
    verdict: { ...process.verdict, contributing: [...process.verdict.contributing] },
    hypotheses: process.hypotheses.map((hypothesis) => ({
      id: hypothesis.id,
      title: hypothesis.title,
      status: hypothesis.status,
      confidence: hypothesis.confidence,
      summary: hypothesis.summary,
      evidence: hypothesis.evidence.map((evidence) => evidenceJson(evidence, paths)),
      missing: hypothesis.missing.map(({ what, capture }) => (capture === '' ? what : `${what}: ${capture}`)),
    })),
    ledger: process.ledger && ledgerJson(process.ledger, paths),
    mapEstimate: process.mapEstimate ? estimateJson(process.mapEstimate, paths) : null,
    ledgers: (process.ledgers ?? []).map((ledger) => quantityLedgerJson(ledger, paths)),
    owners: process.owners.map(({ owner, count, bytes, why, groups }) => ({
      owner,
      count,
      bytes,
      why,
      groups: groups.map((group) => ({ ...group })),
    })),
    stale: process.stale ? staleJson(process.stale, paths) : null,
    mergeBlockers: process.mergeBlockers ? mergeBlockersJson(process.mergeBlockers, paths) : null,
    victim: victim && {
      operation: victim.operation,
      bytes: victim.bytes,
      errno: victim.errno,
      errnoOrigin: victim.errnoOrigin,
      errnoNote: victim.errnoNote ?? null,
      thread: victim.thread,
      frame: victim.frame,
      purpose: victim.purpose,
      ...place(victim.citation, paths),
    },
    culprit: culprit && { owner: culprit.owner, count: culprit.count, share: culprit.share },
    callPath: process.callPath.map((step) => stepJson(step, paths)),
    gc: process.gc ? { ...process.gc } : null,
    explicitGc: process.explicitGc.map((call) => explicitGcJson(call, paths)),
    explicitGcNote: process.explicitGcNote ?? null,
    explicitGcPath: (process.explicitGcPath ?? []).map((step) => stepJson(step, paths)),
    growth: process.growth && growthJson(process.growth),
    whatIf: process.whatIf
      ? { ...process.whatIf, inputs: { ...process.whatIf.inputs }, steps: [...process.whatIf.steps] }
      : null,
    audit: process.audit.map(({ what, consequence, citation }) => ({ what, consequence, ...place(citation, paths) })),
    coach: (process.coach ?? []).map(coachJson),
    remedies: process.remedies.map((remedy) => ({ ...remedy })),
    findings: process.findings.map(({ title, severity, citation }) => ({
      title,
      severity,
      text: citation.quote,
      ...place(citation, paths),
    })),
  }
}

function evidenceJson({ stance, claim, citation }: Evidence, paths: Paths): z.infer<typeof EvidenceJson> {
  return { stance, text: citation.quote, claim, ...place(citation, paths) }
}

function estimateJson({ least, most, why, citation }: MapEstimate, paths: Paths): ProcessJson['mapEstimate'] {
  return { least, most, why, at: place(citation, paths) }
}

function ledgerJson(ledger: LimitLedger, paths: Paths): ProcessJson['ledger'] {
  const { mapLines, vsyscall, vmas, limit, limitSource, distance, standing, complete, operator, listing } = ledger
  return {
    mapLines,
    vsyscall,
    vmas,
    limit,
    limitSource,
    distance,
    standing,
    complete,
    operator,
    listing: place(listing, paths),
    limitAt: ledger.limitCitation && place(ledger.limitCitation, paths),
    at: iso(ledger.at),
  }
}

function stepJson(step: CallPathStep, paths: Paths): ProcessJson['callPath'][number] {
  const { layer, symbol, origin, note, source, citation, gate } = step
  return {
    layer,
    symbol,
    origin,
    artifact: citation && place(citation, paths).artifact,
    line: citation && citation.line,
    note,
    source,
    gate: gate && gateJson(gate),
  }
}

function gateJson({ condition, holds, values, errno }: Gate): z.infer<typeof GateJson> {
  return { condition, holds, values, errno }
}

function growthJson({ points, slopePerHour, hoursToLimit, limit, ...rest }: Growth): ProcessJson['growth'] {
  return {
    points: points.length,
    slopePerHour,
    hoursToLimit,
    limit,
    pattern: rest.pattern ?? 'unknown',
    patternWhy: rest.patternWhy ?? '',
    slopeInterval: rest.slopeInterval && [...rest.slopeInterval],
    notes: [...(rest.notes ?? [])],
    series: points.map(({ at: time, vmas, origin }) => ({ at: iso(time), vmas, origin })),
  }
}
