/** Paths -> a case: from the index if it has just this content, else read, stored, assigned to processes; then diagnosed. */
import { randomUUID } from 'node:crypto'
import { statSync } from 'node:fs'
import type { CaseId, CaseSummary } from '../../shared/model/case.ts'
import type { OpenProgress } from '../../shared/rpc/contract.ts'
import { canonicalPaths, contentKey } from './content-key.ts'
import {
  diagnose,
  storedCorrections,
  verdictTitle,
  type Corrections,
  type DiagnoseDeps,
  type StoredCase,
} from './diagnose.ts'
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
import { textFilesOf } from './store/queries/artifacts.ts'
import {
  beginIngest,
  completeIngest,
  completeIngestOf,
  findIngest,
  removeIngest,
  type IngestId,
  type IngestKey,
} from './store/queries/ingests.ts'
import { caseById, caseOfOriginals, rememberCase } from './store/queries/recent.ts'
import { RecordWriter } from './store/writer.ts'

/** Hexadecimal digits: 128 bits. */
const CASE_ID_LENGTH = 32

export interface EngineDeps extends DiagnoseDeps {
  /** In sniff order. */
  formats: readonly Format[]
}

export interface OpenCaseOptions {
  signal?: AbortSignal | undefined
  onProgress?: ((progress: OpenProgress) => void) | undefined
  /** The case of the library that is opened again. Its last index is shown if the originals are gone. */
  reopen?: CaseId | undefined
  /** Corrections for this opening alone, given what was read, instead of those that are stored. What it throws is thrown. */
  correct?: ((opened: StoredCase, library: Library) => Corrections) | undefined
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
  { signal, onProgress, reopen, correct }: OpenCaseOptions,
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
  const opened = { id: caseId, ingest: current }
  const corrections = correct?.(opened, library) ?? storedCorrections(opened, library)
  const onProcess = (label: string): void => progress.phase('diagnosing', label)
  const summary = await diagnose(opened, corrections, deps, { signal, onProcess })
  if (key.contentKey !== null)
    rememberCase(library.user, {
      id: caseId,
      title: summary.title,
      paths: places,
      bundles: summary.bundles.map(({ name }) => name),
      contentKey: key.contentKey,
      verdict: verdictTitle(summary.processes),
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
