/** A complete ingest -> the case as the window shows it: corrections laid over the records, a diagnosis of each process. */
import { existsSync } from 'node:fs'
import type { ProcessAnalysis } from '../../shared/model/analysis.ts'
import type { ArtifactSummary, CaseId, CaseSummary } from '../../shared/model/case.ts'
import type { ProcessRecords } from '../../shared/model/process-records.ts'
import type { Issue } from '../../shared/model/records.ts'
import type { ArtifactId } from '../../shared/model/span.ts'
import { correctRecords, type CaseCorrections } from './corrections/apply.ts'
import { metricColumns } from './corrections/columns.ts'
import { resolveCorrections } from './corrections/resolve.ts'
import { timeBaseOf } from './corrections/time-base.ts'
import { CancelledError } from './ingest/index.ts'
import type { Library } from './store/library.ts'
import { artifactsOf, bundlesOf } from './store/queries/artifacts.ts'
import { columnsOf, type StoredColumn } from './store/queries/columns.ts'
import { correctionsOf, type StoredCorrection } from './store/queries/corrections.ts'
import type { IngestId } from './store/queries/ingests.ts'
import { loadProcessRecords, processesOf } from './store/queries/process-records.ts'
import { timeSamplesOf } from './store/queries/time-samples.ts'

export interface DiagnoseDeps {
  library: Library
  analyseProcess: (records: ProcessRecords) => ProcessAnalysis
}

/** An ingest as the case that it is of. */
export interface StoredCase {
  id: CaseId
  ingest: IngestId
}

/** Corrections by artifact, and those that are kept but mean none of them. */
export interface Corrections {
  byArtifact: CaseCorrections
  unused: readonly StoredCorrection[]
}

export interface DiagnoseOptions {
  signal?: AbortSignal | undefined
  /** Called with the label of each process before it is diagnosed. */
  onProcess?: ((label: string) => void) | undefined
}

/** What the user corrected of the case, from user.db. */
export function storedCorrections({ id, ingest }: StoredCase, { index, user }: Library): Corrections {
  const stored = correctionsOf(user, id)
  if (stored.length === 0) return { byArtifact: new Map(), unused: [] }
  return resolveCorrections(artifactsOf(index, ingest), stored)
}

/** @throws CancelledError, StoreDamage */
export async function diagnose(
  stored: StoredCase,
  corrections: Corrections,
  deps: DiagnoseDeps,
  options: DiagnoseOptions = {},
): Promise<CaseSummary> {
  const processes = await analyse(stored.ingest, corrections.byArtifact, deps, options)
  return summarise(stored, corrections, deps.library, processes)
}

/** One process after another, with a turn of the event loop between them. @throws CancelledError, StoreDamage */
export async function analyse(
  ingest: IngestId,
  corrections: CaseCorrections,
  { library, analyseProcess }: DiagnoseDeps,
  { signal, onProcess }: DiagnoseOptions = {},
): Promise<ProcessAnalysis[]> {
  const analyses: ProcessAnalysis[] = []
  for (const process of processesOf(library.index, ingest)) {
    await new Promise<void>((resolve) => setImmediate(resolve))
    if (signal?.aborted === true) throw new CancelledError()
    const records = loadProcessRecords(library.index, ingest, process)
    if (records === null) continue
    onProcess?.(records.label)
    analyses.push(analyseProcess(correctRecords(records, corrections)))
  }
  return analyses
}

function summarise(
  { id, ingest }: StoredCase,
  { byArtifact, unused }: Corrections,
  library: Library,
  processes: ProcessAnalysis[],
): CaseSummary {
  const bundles = bundlesOf(library.index, ingest).map(({ root, issues, ...bundle }) => {
    return { ...bundle, issues: existsSync(root) ? issues : [...issues, originalGone] }
  })
  const columns = new Map<ArtifactId, StoredColumn[]>()
  for (const column of columnsOf(library.index, ingest)) {
    const list = columns.get(column.artifact)
    if (list) list.push(column)
    else columns.set(column.artifact, [column])
  }
  const artifacts = artifactsOf(library.index, ingest).map((artifact) =>
    stateOf(artifact, { library, processes, corrections: byArtifact, columns: columns.get(artifact.id) ?? [] }),
  )
  const unusedCorrections = unused.map(({ path, correction }) => ({ path, correction }))
  return { id, title: titleOf(bundles), bundles, artifacts, processes, unusedCorrections, openedInMs: 0 }
}

interface StateInput {
  library: Library
  processes: readonly ProcessAnalysis[]
  corrections: CaseCorrections
  columns: readonly StoredColumn[]
}

/** The artifact with its time base and its columns. */
function stateOf(artifact: ArtifactSummary, { library, processes, corrections, columns }: StateInput): ArtifactSummary {
  const own = corrections.get(artifact.id) ?? []
  const samples = timeSamplesOf(library.index, artifact.id)
  const stated = {
    ...artifact,
    timeBase: timeBaseOf({ artifact, samples, found: foundOf(artifact, processes), corrections: own }),
  }
  if (own.length > 0) stated.corrections = [...own]
  if (columns.length > 0) stated.columns = metricColumns(artifact.id, columns, own, processes)
  return stated
}

/** Of the processes of an artifact, the first that had to find something out. */
export function foundOf(
  { id }: Pick<ArtifactSummary, 'id'>,
  processes: readonly ProcessAnalysis[],
): NonNullable<ProcessAnalysis['clocks']>[number] | null {
  for (const { clocks } of processes) {
    const found = clocks?.find(({ artifact }) => artifact === id)
    if (found !== undefined) return found
  }
  return null
}

const originalGone: Issue = {
  code: 'unreadable',
  message: 'The original is no longer where it was; what was read from it earlier is shown.',
  line: null,
  count: 1,
}

const NAMES_IN_TITLE = 3

function titleOf(bundles: CaseSummary['bundles']): string {
  const names = bundles.slice(0, NAMES_IN_TITLE).map(({ name }) => name)
  const more = bundles.length - names.length
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ')
}

/** Title of the verdict that stands for the case: of a failed process before a living one, then the surest. */
export function verdictTitle(processes: readonly ProcessAnalysis[]): string {
  return processes.toSorted((left, right) => weight(right) - weight(left))[0]?.verdict.title ?? ''
}

function weight({ verdict }: ProcessAnalysis): number {
  if (verdict.rootCause === 'none') return 0
  return verdict.rootCause === 'undetermined' ? 1 : 2 + verdict.confidence
}
