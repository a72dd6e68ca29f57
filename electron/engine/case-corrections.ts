/** What the user corrects of one artifact of an opened case: looked at, tried, stored. */
import type { ProcessAnalysis } from '../../shared/model/analysis.ts'
import type { ArtifactSummary } from '../../shared/model/case.ts'
import {
  changed,
  type Correction,
  type CorrectionChange,
  type MetricColumnValues,
} from '../../shared/model/corrections.ts'
import type { ArtifactId } from '../../shared/model/span.ts'
import type { TimeBase } from '../../shared/model/time-base.ts'
import { RpcError } from '../../shared/rpc/protocol.ts'
import { checkCorrection } from './corrections/check.ts'
import { metricColumnValues } from './corrections/columns.ts'
import { namesOf } from './corrections/resolve.ts'
import { timeBaseOf } from './corrections/time-base.ts'
import { foundOf, storedCorrections, type StoredCase } from './diagnose.ts'
import type { Library } from './store/library.ts'
import { artifactsOf } from './store/queries/artifacts.ts'
import { seriesOfArtifact } from './store/queries/columns.ts'
import { changeCorrections, correctionsOf } from './store/queries/corrections.ts'
import { timeSamplesOf } from './store/queries/time-samples.ts'

/** @throws RpcError `artifact-not-found` */
export function columnValues(
  library: Library,
  stored: StoredCase,
  artifact: ArtifactId,
  processes: readonly ProcessAnalysis[],
): MetricColumnValues[] {
  const { id } = found(library, stored, artifact)
  return metricColumnValues(id, seriesOfArtifact(library.index, id), currentOf(library, stored, id), processes)
}

/** The time base that a change would give. @throws RpcError `artifact-not-found`; CorrectionError */
export function previewTimeBase(
  library: Library,
  stored: StoredCase,
  artifact: ArtifactId,
  { change, processes }: { change: CorrectionChange; processes: readonly ProcessAnalysis[] },
): TimeBase {
  const summary = found(library, stored, artifact)
  checkAll(library, summary, change.set)
  const corrections = changed(currentOf(library, stored, artifact), change)
  const samples = timeSamplesOf(library.index, artifact)
  return timeBaseOf({ artifact: summary, samples, found: foundOf(summary, processes), corrections })
}

/** Stores a change. @throws RpcError `artifact-not-found`, `case-not-found`; CorrectionError: then nothing was stored */
export function storeChange(
  library: Library,
  stored: StoredCase,
  artifact: ArtifactId,
  change: CorrectionChange,
): void {
  const artifacts = artifactsOf(library.index, stored.ingest)
  const summary = found(library, stored, artifact)
  checkAll(library, summary, change.set)
  const names = namesOf(summary, artifacts, correctionsOf(library.user, stored.id))
  // Another window may have forgotten the case meanwhile.
  if (!changeCorrections(library.user, stored.id, names, change))
    throw new RpcError('case-not-found', 'The library has no such case.')
}

function checkAll({ index }: Library, artifact: ArtifactSummary, corrections: readonly Correction[]): void {
  const samples = timeSamplesOf(index, artifact.id)
  const base = timeBaseOf({ artifact, samples, found: null, corrections: [] })
  const columns = corrections.some(({ kind }) => kind === 'role')
    ? seriesOfArtifact(index, artifact.id).map(({ origin }) => origin.column)
    : []
  for (const correction of corrections) checkCorrection(correction, base, columns)
}

function currentOf(library: Library, stored: StoredCase, artifact: ArtifactId): readonly Correction[] {
  return storedCorrections(stored, library).byArtifact.get(artifact) ?? []
}

function found({ index }: Library, { ingest }: StoredCase, id: ArtifactId): ArtifactSummary {
  const artifact = artifactsOf(index, ingest).find((one) => one.id === id)
  if (artifact === undefined) throw new RpcError('artifact-not-found', 'The case has no such artifact.')
  return artifact
}
