/** Import issues as rows of a table. Pure. */
import type { ArtifactSummary, CaseSummary } from '../../../shared/model/case.ts'
import { meanings, severityWords, type Severity } from '../../../shared/model/issue-meanings.ts'
import type { Issue } from '../../../shared/model/records.ts'

export interface IssueRow {
  key: string
  issue: Issue
  /** null: it concerns a bundle as a whole. */
  artifact: ArtifactSummary | null
  /** Path of the artifact, or name of the bundle. */
  where: string
  severity: Severity
  meaning: string
  /** What to do about it. */
  advice: string
}

export const severityRank: Record<Severity, number> = { info: 0, lost: 1, error: 2 }

export function issueRows({ bundles, artifacts }: CaseSummary): IssueRow[] {
  const places = [
    ...bundles.map(({ name, issues }) => ({ artifact: null, where: name, issues })),
    ...artifacts.map((artifact) => ({ artifact, where: artifact.path, issues: artifact.issues })),
  ]
  return places
    .flatMap(({ artifact, where, issues }) => issues.map((issue) => ({ artifact, where, issue })))
    .map((row, index) => {
      const { severity, sentence, advice } = meanings[row.issue.code]
      return { ...row, key: String(index), severity, meaning: sentence, advice }
    })
}

/** Rows that hold every word of `filter` somewhere, whatever the case. */
export function filterRows(rows: readonly IssueRow[], filter: string): IssueRow[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return [...rows]
  return rows.filter(({ issue, where, severity, meaning, advice }) => {
    const text = `${issue.code} ${where} ${issue.message} ${severityWords[severity]} ${meaning} ${advice}`.toLowerCase()
    return words.every((word) => text.includes(word))
  })
}

/** `2 errors · 3 with data lost · 1 info`; of what there is. */
export function severitySummary(rows: readonly IssueRow[]): string {
  const count = (severity: Severity): number => rows.filter((row) => row.severity === severity).length
  const [errors, losses, notes] = [count('error'), count('lost'), count('info')]
  const parts = [
    errors === 0 ? '' : `${errors} ${errors === 1 ? 'error' : 'errors'}`,
    losses === 0 ? '' : `${losses} with data lost`,
    notes === 0 ? '' : `${notes} info`,
  ]
  return parts.filter((part) => part !== '').join(' · ')
}
