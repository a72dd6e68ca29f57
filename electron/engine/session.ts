/** What one running engine knows: its library, the paths it was granted, the diagnoses of the cases that are open. */
import { existsSync } from 'node:fs'
import type { ProcessAnalysis } from '../../shared/model/analysis.ts'
import type { CaseId, CaseSummary, RecentCase } from '../../shared/model/case.ts'
import type { CorrectionChange, MetricColumnValues } from '../../shared/model/corrections.ts'
import type { ArtifactId } from '../../shared/model/span.ts'
import type { TimeBase } from '../../shared/model/time-base.ts'
import type { ArtifactOutline, TextWindow } from '../../shared/rpc/contract.ts'
import { RpcError } from '../../shared/rpc/protocol.ts'
import { annotationsOf } from './annotations.ts'
import { columnValues, previewTimeBase, storeChange } from './case-corrections.ts'
import { Grants } from './grants.ts'
import { analyse, diagnose, storedCorrections, verdictTitle, type StoredCase } from './diagnose.ts'
import { openCase, type EngineDeps, type OpenCaseOptions } from './open-case.ts'
import { readStoredWindow } from './original-text.ts'
import { isIndexDamage, type Library } from './store/library.ts'
import { hasArtifact } from './store/queries/artifacts.ts'
import { completeIngestOf, removeCaseIngests, type IngestId } from './store/queries/ingests.ts'
import { indexedText } from './store/queries/line-index.ts'
import { correctionsOf } from './store/queries/corrections.ts'
import { caseById, forgetCase, recentCases, updateVerdict } from './store/queries/recent.ts'
import { regionsOf } from './store/queries/regions.ts'

/** Diagnoses kept in memory; others are made again from the index when asked for. */
const OPEN_CASES = 4

export interface SessionDeps extends Omit<EngineDeps, 'library'> {
  /** Called when the library is first needed, and again after it failed. */
  openLibrary: () => Library
  /** Milliseconds to wait for a handle that is used before it is granted; see grants.ts. */
  grantPatience?: number
}

/** With what they were made of: another window may have corrected the case since. */
interface KnownAnalyses {
  ingest: IngestId
  corrections: string
  analyses: readonly ProcessAnalysis[]
}

interface ArtifactRequest {
  case: CaseId
  artifact: ArtifactId
}

export class Session {
  readonly #deps: SessionDeps
  readonly #grants: Grants
  readonly #analyses = new Map<CaseId, KnownAnalyses>()
  #library: Library | null = null

  constructor(deps: SessionDeps) {
    this.#deps = deps
    this.#grants = new Grants(deps.grantPatience)
  }

  /** The user chose `paths`; whoever holds `handle` may open them. */
  grant(handle: string, paths: readonly string[]): void {
    this.#grants.add(handle, paths)
  }

  /** @throws RpcError `not-granted`; what {@link openCase} throws */
  async open(handle: string, options: OpenCaseOptions): Promise<CaseSummary> {
    const paths = await this.#grants.pathsOf(handle)
    return this.#remember(await openCase(paths, this.#engineDeps(), options))
  }

  /** Opens a case of the library again, from its originals. @throws RpcError `case-not-found`; what {@link openCase} throws */
  async reopen(id: CaseId, options: OpenCaseOptions): Promise<CaseSummary> {
    const known = caseById(this.#opened().user, id)
    if (known === null) throw caseNotFound()
    return this.#remember(await openCase(known.paths, this.#engineDeps(), { ...options, reopen: id }))
  }

  recent(): RecentCase[] {
    return recentCases(this.#opened().user).map(({ id, title, bundles, openedAt, verdict, paths }) => ({
      id,
      title,
      bundles,
      openedAt,
      verdict,
      available: paths.every((original) => existsSync(original)),
    }))
  }

  /** Removes the case and what the user wrote about it; its originals are not touched. @throws RpcError `case-not-found` */
  forget(id: CaseId): null {
    const library = this.#opened()
    this.#analyses.delete(id)
    if (!forgetCase(library.user, id)) throw caseNotFound()
    return this.#onIndex(() => {
      removeCaseIngests(library.index, id)
      return null
    })
  }

  /** @throws RpcError `case-not-found`, `artifact-not-found`, `original-changed` */
  async textWindow(request: ArtifactRequest & { from: number; count: number }): Promise<TextWindow> {
    const library = this.#opened()
    const text = this.#onIndex(() => indexedText(library.index, this.#ingestOf(request.case), request.artifact))
    if (text === null) throw artifactNotFound()
    return readStoredWindow(library.index, request.artifact, text, request)
  }

  /** @throws RpcError `case-not-found`, `artifact-not-found` */
  async outline(request: ArtifactRequest): Promise<ArtifactOutline> {
    const { index } = this.#opened()
    const ingest = this.#onIndex(() => this.#ingestOf(request.case))
    if (!hasArtifact(index, ingest, request.artifact)) throw artifactNotFound()
    const regions = this.#onIndex(() => regionsOf(index, request.artifact))
    const analyses = await this.#analysesOf({ id: request.case, ingest })
    return { regions, annotations: annotationsOf(request.artifact, analyses, regions) }
  }

  /** @throws RpcError `case-not-found`, `artifact-not-found` */
  async columns(request: ArtifactRequest): Promise<MetricColumnValues[]> {
    const stored = this.#stored(request.case)
    const analyses = await this.#analysesOf(stored)
    return this.#onIndex(() => columnValues(this.#opened(), stored, request.artifact, analyses))
  }

  /** @throws RpcError `case-not-found`, `artifact-not-found`; CorrectionError */
  async previewCorrection(request: ArtifactRequest & { change: CorrectionChange }): Promise<TimeBase> {
    const stored = this.#stored(request.case)
    const processes = await this.#analysesOf(stored)
    const { artifact, change } = request
    return this.#onIndex(() => previewTimeBase(this.#opened(), stored, artifact, { change, processes }))
  }

  /**
   * Stores the change and diagnoses the case anew.
   * @throws RpcError `case-not-found`, `artifact-not-found`; CorrectionError; CancelledError, after which the change stays stored
   */
  async correct(
    request: ArtifactRequest & { change: CorrectionChange },
    signal: AbortSignal | undefined,
  ): Promise<CaseSummary> {
    const started = performance.now()
    const library = this.#opened()
    const stored = this.#stored(request.case)
    this.#onIndex(() => storeChange(library, stored, request.artifact, request.change))
    try {
      const summary = await diagnose(stored, storedCorrections(stored, library), this.#engineDeps(), { signal })
      updateVerdict(library.user, stored.id, verdictTitle(summary.processes))
      const title = caseById(library.user, stored.id)?.title ?? summary.title
      return this.#remember({ ...summary, title, openedInMs: Math.round(performance.now() - started) })
    } catch (error) {
      this.#rebuildIfDamaged(error)
      throw error
    }
  }

  /** Version of SQLite and the library's folder. */
  info(): { sqlite: string; library: string } {
    const library = this.#opened()
    return { sqlite: library.sqliteVersion, library: library.folder }
  }

  close(): void {
    this.#library?.close()
    this.#library = null
  }

  async #analysesOf(stored: StoredCase): Promise<readonly ProcessAnalysis[]> {
    const known = this.#analyses.get(stored.id)
    if (known?.ingest === stored.ingest && known.corrections === this.#correctionsText(stored.id)) return known.analyses
    try {
      const deps = this.#engineDeps()
      // Before, not after: another window may change them while the processes are diagnosed.
      const text = this.#correctionsText(stored.id)
      const { byArtifact } = storedCorrections(stored, deps.library)
      return this.#keep(stored, await analyse(stored.ingest, byArtifact, deps), text)
    } catch (error) {
      this.#rebuildIfDamaged(error)
      throw error
    }
  }

  #remember(summary: CaseSummary): CaseSummary {
    this.#keep(this.#stored(summary.id), summary.processes)
    return summary
  }

  #keep(
    { id, ingest }: StoredCase,
    analyses: readonly ProcessAnalysis[],
    corrections = this.#correctionsText(id),
  ): readonly ProcessAnalysis[] {
    this.#analyses.delete(id)
    this.#analyses.set(id, { ingest, corrections, analyses })
    const [oldest] = this.#analyses.keys()
    if (this.#analyses.size > OPEN_CASES && oldest !== undefined) this.#analyses.delete(oldest)
    return analyses
  }

  #correctionsText(id: CaseId): string {
    return JSON.stringify(correctionsOf(this.#opened().user, id))
  }

  #stored(id: CaseId): StoredCase {
    return { id, ingest: this.#onIndex(() => this.#ingestOf(id)) }
  }

  #ingestOf(id: CaseId): IngestId {
    const ingest = completeIngestOf(this.#opened().index, id)
    if (ingest === null) throw caseNotFound()
    return ingest.id
  }

  /** The index is derived: where damage shows itself it is started anew, and the next opening fills it. */
  #onIndex<Result>(read: () => Result): Result {
    try {
      return read()
    } catch (error) {
      this.#rebuildIfDamaged(error)
      throw error
    }
  }

  #rebuildIfDamaged(error: unknown): void {
    if (!isIndexDamage(error)) return
    this.#analyses.clear()
    this.#library?.rebuildIndex()
  }

  #engineDeps(): EngineDeps {
    const { formats, analyseProcess } = this.#deps
    return { library: this.#opened(), formats, analyseProcess }
  }

  #opened(): Library {
    return (this.#library ??= this.#deps.openLibrary())
  }
}

function caseNotFound(): RpcError {
  return new RpcError('case-not-found', 'The library has no such case.')
}

function artifactNotFound(): RpcError {
  return new RpcError('artifact-not-found', 'The case has no such artifact.')
}
