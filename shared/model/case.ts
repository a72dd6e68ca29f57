/** What a case holds, as the window lists it. */
import type { ProcessAnalysis } from './analysis.ts'
import type { LogPart } from './log-part.ts'
import type { LayoutPart } from './ingest.ts'
import type { Correction, MetricColumn } from './corrections.ts'
import type { Issue, RegionRecord } from './records.ts'
import type { ArtifactId, ProcessId } from './span.ts'
import type { TimeBase } from './time-base.ts'
import type { Bytes, EpochMs } from './units.ts'

export type CaseId = string

export interface ArtifactSummary {
  id: ArtifactId
  /**
   * Path in its bundle, `/` separated. Members of an archive inside the bundle follow `!/`: `inner.zip!/logs/gc.log`.
   * A single compressed file keeps its name: `hs_err_pid1.log.gz` is one artifact whose text is the unpacked one.
   * With several bundles in one case the bundle's name comes first.
   */
  path: string
  /** Format id; `text` for unknown text, `binary`, `unreadable`. */
  format: string
  formatTitle: string
  /** What the file is in the capture of a known collector, whose output of which command; null elsewhere. */
  role: string | null
  /** Size as it stands in the bundle. */
  bytes: Bytes
  /** Size of the decoded text. */
  textBytes: Bytes
  lines: number
  /** Of the bytes as they stand in the bundle, hex. */
  sha256: string
  /** Time stated by name, content or archive; `timeSource` says which. */
  at: EpochMs | null
  timeSource: string | null
  issues: Issue[]
  /** What it covers, and its place among the files of the same log; null or absent for what is no log. */
  log?: LogPart | null
  processes: ProcessId[]
  /** Where its times come from; absent until it was diagnosed. */
  timeBase?: TimeBase
  /** What the user corrected of it; absent: nothing. */
  corrections?: Correction[]
  /** Of a metrics export: its columns; absent in all others. */
  columns?: MetricColumn[]
}

export interface CaseSummary {
  id: CaseId
  title: string
  bundles: {
    name: string
    kind: string
    bytes: Bytes
    sha256: string | null
    issues: Issue[]
    /** Captures of known collectors in it; empty for loose files. */
    parts: readonly LayoutPart[]
  }[]
  artifacts: ArtifactSummary[]
  processes: ProcessAnalysis[]
  /** Corrections that are kept and mean no artifact of the case: it is gone, or its content has changed. */
  unusedCorrections?: { path: string; correction: Correction }[]
  /** How long opening took, for the status bar. */
  openedInMs: number
}

export interface RecentCase {
  id: CaseId
  title: string
  /** Names of what was opened (not paths). */
  bundles: string[]
  openedAt: EpochMs
  /** Verdict title of the weightiest process. */
  verdict: string
  /** Whether the originals are still where they were. */
  available: boolean
}

export interface ArtifactRegions {
  regions: RegionRecord[]
}
