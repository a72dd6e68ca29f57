/** Which artifact a stored correction means. Ids are those of an index that may be built anew; path and content stay. */
import type { Correction } from '../../../shared/model/corrections.ts'
import type { ArtifactId } from '../../../shared/model/span.ts'
import type { ArtifactName, StoredCorrection } from '../store/queries/corrections.ts'

export interface Resolved {
  byArtifact: ReadonlyMap<ArtifactId, Correction[]>
  /** Of artifacts that the case no longer has, or whose content has changed: kept, and not applied. */
  unused: StoredCorrection[]
}

export function resolveCorrections(
  artifacts: readonly (ArtifactName & { id: ArtifactId })[],
  stored: readonly StoredCorrection[],
): Resolved {
  const byArtifact = new Map<ArtifactId, Correction[]>()
  const unused: StoredCorrection[] = []
  for (const one of stored) {
    const artifact = artifactNamed(artifacts, one)
    if (artifact === null) unused.push(one)
    else byArtifact.set(artifact.id, [...(byArtifact.get(artifact.id) ?? []), one.correction])
  }
  return { byArtifact, unused }
}

/** The same path and content; else the only one with that content: a bundle may have been packed anew. */
function artifactNamed<Named extends ArtifactName>(
  artifacts: readonly Named[],
  { path, sha256 }: ArtifactName,
): Named | null {
  const alike = artifacts.filter((artifact) => artifact.sha256 === sha256 && sha256 !== '')
  return alike.find((artifact) => artifact.path === path) ?? (alike.length === 1 ? (alike[0] ?? null) : null)
}

/** All names under which corrections of an artifact are kept, its own first. */
export function namesOf(
  artifact: ArtifactName & { id: ArtifactId },
  artifacts: readonly (ArtifactName & { id: ArtifactId })[],
  stored: readonly StoredCorrection[],
): [ArtifactName, ...ArtifactName[]] {
  const others = stored.filter((one) => one.path !== artifact.path && artifactNamed(artifacts, one)?.id === artifact.id)
  return [artifact, ...others]
}
