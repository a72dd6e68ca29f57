/** Paths -> a case: from the index if it has just this content, else read, stored, assigned to processes; then diagnosed. */
import { randomUUID } from 'node:crypto'
import { existsSync, statSync } from 'node:fs'
import type { ProcessAnalysis } from '../../shared/model/analysis.ts'
import type { CaseId, CaseSummary } from '../../shared/model/case.ts'
import type { ProcessRecords } from '../../shared/model/process-records.ts'
import type { Issue } from '../../shared/model/records.ts'
import type { OpenProgress } from '../../shared/rpc/contract.ts'
import { canonicalPaths, contentKey } from './content-key.ts'
import { binaryFormats } from './formats/binary.ts'
import type { Format } from './formats/format.ts'
import {
  assignProcesses,
  CancelledError,
  ingest,
  logPartsOf,
  NothingReadableError,
  type IngestProgress,
} from './ingest/index.ts'
import type { WritableDb } from './store/database.ts'
import { isIndexDamage, type Library } from './store/library.ts'
import { artifactsOf, bundlesOf, textFilesOf } from './store/queries/artifacts.ts'
import {
  beginIngest,
  completeIngest,
  completeIngestOf,
  findIngest,
  removeIngest,
  type IngestId,
  type IngestKey,
} from './store/queries/ingests.ts'
import { loadProcessRecords, processesOf } from './store/queries/process-records.ts'
import { caseById, caseOfOriginals, rememberCase } from './store/queries/recent.ts'
import { RecordWriter } from './store/writer.ts'

/** Hexadecimal digits: 128 bits. */
const CASE_ID_LENGTH = 32

export interface EngineDeps {
  library: Library
  /** In sniff order. */
  formats: readonly Format[]
  analyseProcess: (records: ProcessRecords) => ProcessAnalysis
}

export interface OpenCaseOptions {
  signal?: AbortSignal | undefined
  onProgress?: ((progress: OpenProgress) => void) | undefined
  /** The case of the library that is opened again. Its last index is shown if the originals are gone. */
  reopen?: CaseId | undefined
}

/**
 * Opens the bundles at `paths` as one case. A damaged index is rebuilt on the way.
 * @throws CancelledError (the library is then as before), NothingReadableError, errors of SQLite
 */
export async function openCase(
  paths: readonly string[],
  deps: EngineDeps,
  options: OpenCaseOptions = {},
): Promise<CaseSummary> {
  try {
    return await openOnce(paths, deps, options)
  } catch (error) {
    if (!isIndexDamage(error)) throw error
    deps.library.rebuildIndex()
    return openOnce(paths, deps, options)
  }
}

async function openOnce(
  paths: readonly string[],
  deps: EngineDeps,
  { signal, onProgress, reopen }: OpenCaseOptions,
): Promise<CaseSummary> {
  const started = performance.now()
  const { library } = deps
  const progress = progressReporter(onProgress)
  const places = canonicalPaths(paths)
  progress.phase('reading', '')
  const key: IngestKey = {
    paths: places,
    contentKey: await knownContent(places, library, signal, reopen),
    parsers: [...deps.formats, ...binaryFormats].map(({ id, version }) => `${id}@${version}`).join(' '),
  }
  const stored = key.contentKey === null ? null : reusable(library, key)
  const caseId = reopen ?? caseOf(library, key) ?? stored?.case ?? newCaseId(library, key)
  const current = stored?.case === caseId ? stored.id : await readBundles(caseId, key, deps, signal, progress)
  const analyses = await analyse(current, deps, signal, progress)
  const summary = summarise(caseId, current, library, analyses)
  if (key.contentKey !== null)
    rememberCase(library.user, {
      id: caseId,
      title: summary.title,
      paths: places,
      bundles: summary.bundles.map(({ name }) => name),
      contentKey: key.contentKey,
      verdict: weightiest(analyses)?.verdict.title ?? '',
      openedAt: Date.now(),
    })
  const title = caseById(library.user, caseId)?.title ?? summary.title
  return { ...summary, title, openedInMs: Math.round(performance.now() - started) }
}

/** Null where nothing outlives the call, so that nothing can be reused. */
async function knownContent(
  places: readonly string[],
  library: Library,
  signal: AbortSignal | undefined,
  reopen: CaseId | undefined,
): Promise<string | null> {
  if (!library.persistent) return null
  try {
    return await contentKey(places, signal)
  } catch (error) {
    const last = reopen === undefined ? null : completeIngestOf(library.index, reopen)
    if (!(error instanceof NothingReadableError) || last === null) throw error
    return last.contentKey
  }
}

function caseOf(library: Library, { paths, contentKey: content }: IngestKey): CaseId | null {
  if (content === null) return null
  return caseOfOriginals(library.user, { paths, contentKey: content })?.id ?? null
}

/**
 * Made from the content, so that two windows that open the same for the first time make one case. Random if the id is
 * taken by a case whose content has changed since.
 */
function newCaseId(library: Library, { contentKey: content }: IngestKey): CaseId {
  const id = content?.slice(0, CASE_ID_LENGTH)
  return id === undefined || caseById(library.user, id) !== null ? randomUUID() : id
}

/** A complete ingest whose unpacked texts are all still there. */
function reusable(library: Library, key: IngestKey): { id: IngestId; case: CaseId } | null {
  const found = findIngest(library.index, key)
  if (found === null) return null
  const isWhole = textFilesOf(library.index, found.id).every(
    ({ path, spooled, size }) => !spooled || statSync(path, { throwIfNoEntry: false })?.size === size,
  )
  return isWhole ? found : null
}

/** Until the last step nothing refers to what was written; whatever ends the work before takes it away again. */
async function readBundles(
  caseId: CaseId,
  key: IngestKey,
  { library, formats }: EngineDeps,
  signal: AbortSignal | undefined,
  progress: ProgressReporter,
): Promise<IngestId> {
  const db = library.index
  const id = beginIngest(db, caseId, key)
  try {
    const writer = new RecordWriter(db, { ingest: id, packing: library.packing, spool: library.spool })
    const result = await ingest(key.paths, {
      formats,
      spool: library.spool,
      sink: writer,
      onProgress: progress.reading,
      ...(signal ? { signal } : {}),
    })
    progress.phase('storing', '')
    writer.bundles(result.bundles)
    const artifacts = result.artifacts.map((artifact) => ({ ...artifact, id: writer.artifactId(artifact.id) }))
    for (const { id: artifact, place } of artifacts) if (place?.role != null) writer.role(artifact, place.role)
    writer.logs(logPartsOf(artifacts))
    writer.processes(assignProcesses(artifacts))
    writer.flush()
    throwIfAborted(signal)
    return completeIngest(db, id)
  } catch (error) {
    takeAway(db, id)
    throw error
  }
}

function takeAway(db: WritableDb, id: IngestId): void {
  try {
    removeIngest(db, id)
  } catch {
    // A full disk or a damaged index refuse this too. The error that led here says so, and the next start sweeps.
  }
}

/** One process after another, with a turn of the event loop between them. @throws CancelledError, StoreDamage */
export async function analyse(
  id: IngestId,
  { library, analyseProcess }: EngineDeps,
  signal?: AbortSignal,
  progress?: ProgressReporter,
): Promise<ProcessAnalysis[]> {
  const analyses: ProcessAnalysis[] = []
  for (const process of processesOf(library.index, id)) {
    await new Promise<void>((resolve) => setImmediate(resolve))
    throwIfAborted(signal)
    const records = loadProcessRecords(library.index, id, process)
    if (records === null) continue
    progress?.phase('diagnosing', records.label)
    analyses.push(analyseProcess(records))
  }
  return analyses
}

function summarise(caseId: CaseId, id: IngestId, library: Library, processes: ProcessAnalysis[]): CaseSummary {
  const bundles = bundlesOf(library.index, id).map(({ root, issues, ...bundle }) => {
    return { ...bundle, issues: existsSync(root) ? issues : [...issues, originalGone] }
  })
  const artifacts = artifactsOf(library.index, id)
  return { id: caseId, title: titleOf(bundles), bundles, artifacts, processes, openedInMs: 0 }
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

/** A failed process before a living one, then the surest verdict. */
function weightiest(analyses: readonly ProcessAnalysis[]): ProcessAnalysis | undefined {
  return analyses.toSorted((left, right) => weight(right) - weight(left))[0]
}

function weight({ verdict }: ProcessAnalysis): number {
  if (verdict.rootCause === 'none') return 0
  return verdict.rootCause === 'undetermined' ? 1 : 2 + verdict.confidence
}

interface ProgressReporter {
  reading: (progress: IngestProgress) => void
  phase: (phase: OpenProgress['phase'], current: string) => void
}

function progressReporter(onProgress: ((progress: OpenProgress) => void) | undefined): ProgressReporter {
  let last: OpenProgress = { phase: 'reading', bytes: 0, totalBytes: 0, artifacts: 0, current: '', partial: null }
  return {
    reading(progress) {
      last = progress
      onProgress?.(progress)
    },
    phase(phase, current) {
      last = { ...last, phase, current, partial: null }
      onProgress?.(last)
    },
  }
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new CancelledError()
}
