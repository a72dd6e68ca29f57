/** What the diagnosis says of one process. The CLI's JSON (analysis-json.ts) is this, with artifact paths instead of ids. */
import type { EvidenceViews } from './evidence-views.ts'
import type { GcSummary } from './gc-summary.ts'
import type { ArtifactId, Citation, ProcessId, TextSpan } from './span.ts'
import type { ArtifactClock } from './time-base.ts'
import type { TimelineEvent } from './timeline.ts'
import type { Bytes, EpochMs, Pid, Seconds } from './units.ts'
import type { WhatIf } from './what-if.ts'
import type { MapEstimate } from './map-estimate.ts'

export { timelineKinds, type TimelineEvent, type TimelineKind } from './timeline.ts'

/** Closed set of DESIGN.md section 6. */
export const rootCauses = [
  'max-map-count',
  'address-space-limit',
  'data-limit',
  'commit-limit',
  'physical-memory',
  'oom-killer',
  'task-limit',
  'huge-pages',
  'locked-memory',
  'address-space-exhausted',
  'java-heap',
  'gc-overhead',
  'metaspace',
  'direct-memory',
  'native-crash',
  'mapped-file-truncated',
  'stack-overflow',
  'vm-internal-error',
  'near-map-limit',
  'none',
  'undetermined',
] as const
export type RootCauseId = (typeof rootCauses)[number]

export const contributingCauses = [
  'mapped-index-files',
  'stale-mappings',
  'threads',
  'malloc-arenas',
  'fragmentation',
  'zgc-multi-mapping',
  'other',
] as const
export type ContributingCauseId = (typeof contributingCauses)[number]

export const hypothesisStatuses = [
  'confirmed',
  'likely',
  'possible',
  'unlikely',
  'ruled-out',
  'unknown',
  /** The rule itself threw; `summary` says what. Other hypotheses are not affected. */
  'failed',
] as const
export type HypothesisStatus = (typeof hypothesisStatuses)[number]

export interface Evidence {
  stance: 'for' | 'against'
  /** Our sentence about it, with numbers: "23 182 794 752 bytes available, 12 288 asked". */
  claim: string
  citation: Citation
}

export interface MissingFact {
  /** What is missing, as a noun phrase: "the value of vm.overcommit_memory". */
  what: string
  /** Where it would stand or the read-only command that shows it; empty if nothing can show it any more. */
  capture: string
}

export interface Hypothesis {
  id: RootCauseId
  title: string
  question: string
  status: HypothesisStatus
  /** 0..1: how sure the status is right. */
  confidence: number
  summary: string
  evidence: Evidence[]
  missing: MissingFact[]
}

export interface Verdict {
  rootCause: RootCauseId
  contributing: ContributingCauseId[]
  confidence: number
  /** The headline: "vm.max_map_count was reached". */
  title: string
  /** Two or three plain sentences with the numbers. */
  summary: string
}

/** The arithmetic of ENOMEM.md section 0. */
export interface LimitLedger {
  /** Lines of the mapping listing, `[vsyscall]` included. */
  mapLines: number
  vsyscall: boolean
  /** mapLines minus the `[vsyscall]` line: what the kernel counts. */
  vmas: number
  limit: number
  limitSource: 'measured' | 'assumed'
  /** limit - vmas: 0 or -1 at the limit, positive below it. */
  distance: number
  /** exact: vmas in {M, M+1}; near: within 16 below; below; above: more than M+1, which the printed limit cannot explain. */
  standing: 'exact' | 'near' | 'below' | 'above'
  /** Whether the listing is whole; a cut one bounds the count from below. */
  complete: boolean
  /** The kernel operator that this standing proves, in words, or null. */
  operator: string | null
  listing: Citation
  limitCitation: Citation | null
  /** When the listing was taken. */
  at: EpochMs | null
}

export const ownerIds = [
  'index-file',
  'data-file',
  'jar',
  'shared-library',
  'java-heap',
  'gc-structure',
  'code-cache',
  'metaspace',
  'cds-archive',
  'thread-stack',
  'malloc-arena',
  'shared-memory',
  'kernel-special',
  'other-file',
  'anonymous',
] as const
export type OwnerId = (typeof ownerIds)[number]

export interface OwnerTotal {
  owner: OwnerId
  count: number
  bytes: Bytes
  /** The rule that gave this owner, in a few words. */
  why: string
  /** Largest groups within the owner (topic-partition, library ...), at most 20, by count. */
  groups: OwnerGroup[]
  /** How many groups there are in all. */
  groupsInAll?: number
  /** First mapping of this owner. */
  example: Citation
}

export interface OwnerGroup {
  name: string
  count: number
  bytes: Bytes
}

export const victimOperations = [
  'mmap-commit',
  'mmap-file',
  'mprotect',
  'munmap',
  'thread-start',
  'malloc',
  'signal',
  'java-allocation',
  'other',
] as const
export type VictimOperation = (typeof victimOperations)[number]

/** Who happened to be refused. Never the culprit. */
export interface Victim {
  operation: VictimOperation
  bytes: Bytes | null
  errno: number | null
  /** Whether errno stands in the dump or follows from the code path. */
  errnoOrigin: 'observed' | 'inferred' | null
  /** Where an inferred errno would have been printed, and how sure the inference is; null or absent when it was observed. */
  errnoNote?: string | null
  thread: string | null
  /** The frame that names the operation best. */
  frame: string | null
  /** What the refused size and frames say was being done, a labelled inference: "stack guard zone of a starting thread". */
  purpose: string | null
  citation: Citation
  at: EpochMs | null
}

/** Who spent the limit. */
export interface Culprit {
  owner: OwnerId
  count: number
  /** count / VMAs, 0..1. */
  share: number
  citation: Citation
}

export type CallPathLayer = 'application' | 'jdk' | 'jni' | 'hotspot' | 'libc' | 'kernel'

export interface Gate {
  /** `map_count > max_map_count` */
  condition: string
  /** true: the condition holds and the call is refused here; false: passed; null: cannot be evaluated. */
  holds: boolean | null
  /** Numbers put in: "65 531 > 65 530", or what is missing. */
  values: string
  errno: string | null
  citation: Citation | null
}

export interface CallPathStep {
  layer: CallPathLayer
  symbol: string
  /** observed: the frame is in the dump. inferred: from the knowledge base for this JDK and kernel. */
  origin: 'observed' | 'inferred'
  /** What happens here, one sentence; empty if the symbol says all. */
  note: string
  /** JDK or kernel source: file and function. */
  source: string
  citation: Citation | null
  gate: Gate | null
}

export interface GrowthPoint {
  at: EpochMs
  /** VMAs, [vsyscall] not counted. */
  vmas: number
  /** `reconstructed`: a count that was measured at another time, and the segments that came and went until then by the log. */
  origin: 'maps-snapshot' | 'crash-log' | 'metrics' | 'reconstructed'
  citation: Citation
  /** By owner, for points that are whole listings. */
  owners: Partial<Record<OwnerId, number>> | null
}

/**
 * linear: a trend that is sure and that the points keep to. sawtooth: cleared again and again. step: most of the rise in little of
 * the time. flat: no rise worth the name. unknown: too few points, or none of these.
 */
export const growthPatterns = ['linear', 'sawtooth', 'step', 'flat', 'unknown'] as const
export type GrowthPattern = (typeof growthPatterns)[number]

export interface Growth {
  points: GrowthPoint[]
  limit: number | null
  pattern?: GrowthPattern
  /** The rule that gave the pattern, with its numbers. */
  patternWhy?: string
  /** Theil-Sen slope, of measured points where there are three; null with fewer than 3 points or no time span. */
  slopePerHour: number | null
  /** Lower and upper slope of the 95 % interval (Sen 1968), or null. */
  slopeInterval: [number, number] | null
  hoursToLimit: number | null
  /** Times to draw: crash, last point. */
  crashAt: EpochMs | null
  /** What was assumed or left out: calibration of a metric, samples of another life of the process. */
  notes?: string[]
}

export interface Remedy {
  title: string
  command: string
  why: string
  /** What it costs or risks; empty when nothing. */
  sideEffects: string
}

export const explicitGcCauses = [
  'nio-map-retry',
  'direct-memory',
  'rmi-dgc',
  'application',
  'diagnostic-command',
  'unknown',
] as const
export type ExplicitGcCause = (typeof explicitGcCauses)[number]

/** One of those who may ask for a collection, as weighed for one collection. */
export interface WeighedGcCause {
  cause: Exclude<ExplicitGcCause, 'unknown'>
  /** stands: the cause; possible: not decided; unlikely: more speaks against it, or nothing for it; excluded: it cannot be. */
  stance: 'stands' | 'possible' | 'unlikely' | 'excluded'
  why: string
  /** The line that tells most; null when the collections themselves tell, or nothing does. */
  citation: Citation | null
}

/** A collection that somebody asked for, one a GC record. */
export interface ExplicitGc {
  at: EpochMs | null
  cause: ExplicitGcCause
  why: string
  citation: Citation
  /** All candidates, the one that stands first. */
  weighed?: WeighedGcCause[]
}

/** Evidence that is damaged, contradicts itself or misleads. */
export interface AuditNote {
  what: string
  /** What may not be concluded from it. */
  consequence: string
  citation: Citation
}

export interface JvmIdentity {
  version: string | null
  feature: number | null
  vendor: string | null
  vm: string | null
}

export interface OsIdentity {
  name: string | null
  kernel: string | null
  arch: string | null
}

export interface ProcessAnalysis extends EvidenceViews {
  process: ProcessId
  /** What to call it: "kafka-broker-13 · 9615". */
  label: string
  host: string | null
  pid: Pid | null
  jvm: JvmIdentity | null
  os: OsIdentity | null
  startedAt: EpochMs | null
  endedAt: EpochMs | null
  uptime: Seconds | null
  state: 'crashed' | 'ended' | 'alive' | 'unknown'
  verdict: Verdict
  hypotheses: Hypothesis[]
  ledger: LimitLedger | null
  /** Where no whole listing counts the mappings; null or absent where one does, or nothing tells. */
  mapEstimate?: MapEstimate | null
  owners: OwnerTotal[]
  victim: Victim | null
  culprit: Culprit | null
  callPath: CallPathStep[]
  /** Null or absent without a GC log. */
  gc?: GcSummary | null
  explicitGc: ExplicitGc[]
  /** What the list of explicit collections cannot show by design, and why; null or absent when nothing is hidden. */
  explicitGcNote?: string | null
  /** The way of a refused FileChannel.map to System.gc(), where collections show it; absent when `callPath` is that way. */
  explicitGcPath?: CallPathStep[]
  growth: Growth | null
  /** What the map count is made of and which limit that asks for; null without a count. */
  whatIf?: WhatIf | null
  /** All that happened to this process, in time order; at most 2 000, bursts grouped. */
  timeline: TimelineEvent[]
  /** What limits the evidence; empty when nothing was found. */
  audit: AuditNote[]
  remedies: Remedy[]
  /** How the clocks of its artifacts were brought onto one; artifacts of which nothing had to be found out are left out. */
  clocks?: ArtifactClock[]
  /** Columns of metrics exports that are used in their role: this process's own. */
  ownColumns?: { artifact: ArtifactId; column: string }[]
  /** Short list for the case tree: what was found, in order of weight. */
  findings: Finding[]
}

export interface Finding {
  title: string
  severity: 'bad' | 'warn' | 'good' | 'info'
  citation: Citation
}

/** A note drawn in the editor beside lines: made from evidence, victim, gates. */
export interface Annotation {
  span: TextSpan
  tone: 'bad' | 'warn' | 'good' | 'accent'
  /** A few words at the line's end. */
  label: string
  /** Hover text, plain. */
  detail: string
}
