/** What the user corrected of the artifacts of a case (user.db). */
import type { CaseId } from '../../../../shared/model/case.ts'
import { Correction, keyOf, type CorrectionChange } from '../../../../shared/model/corrections.ts'
import { prepared, write, type ReadableDb, type WritableDb } from '../database.ts'

/** An artifact as it can be found again after the index was built anew. */
export interface ArtifactName {
  path: string
  sha256: string
}

export interface StoredCorrection extends ArtifactName {
  correction: Correction
}

export const CORRECTIONS_OF = `SELECT path, sha256, correction FROM artifact_correction WHERE case_id = ?
  ORDER BY path, sha256, kind, column_name`

/** What a newer version wrote and this one does not know is left out; it stays in the file. */
export function correctionsOf(db: ReadableDb, caseId: CaseId): StoredCorrection[] {
  return prepared<ArtifactName & { correction: string }>(db, CORRECTIONS_OF)
    .all(caseId)
    .flatMap(({ path, sha256, correction }) => {
      const parsed = Correction.safeParse(JSON.parse(correction))
      return parsed.success ? [{ path, sha256, correction: parsed.data }] : []
    })
}

/**
 * All of a change or nothing. `names`: what the artifact is called now, and other names under which its corrections are kept.
 * Returns whether there is such a case.
 */
export function changeCorrections(
  db: WritableDb,
  caseId: CaseId,
  names: readonly [ArtifactName, ...ArtifactName[]],
  { set, clear }: CorrectionChange,
  now: number = Date.now(),
): boolean {
  return write(db, () => {
    if (prepared(db, 'SELECT 1 FROM library_case WHERE id = ?').get(caseId) === undefined) return false
    for (const { path, sha256 } of names)
      for (const { kind, column } of [...clear, ...set.map(keyOf)])
        prepared(
          db,
          'DELETE FROM artifact_correction WHERE case_id = ? AND path = ? AND sha256 = ? AND kind = ? AND column_name = ?',
        ).run(caseId, path, sha256, kind, column ?? '')
    const [{ path, sha256 }] = names
    for (const correction of set) {
      const { kind, column } = keyOf(correction)
      prepared(
        db,
        `INSERT INTO artifact_correction (case_id, path, sha256, kind, column_name, correction, made_at)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
      ).run(caseId, path, sha256, kind, column ?? '', JSON.stringify(correction), now)
    }
    return true
  })
}
