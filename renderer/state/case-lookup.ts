/** Questions about an opened case that several panels ask. Pure. */
import type { ProcessAnalysis } from '../../shared/model/analysis.ts'
import type { ArtifactSummary, CaseSummary } from '../../shared/model/case.ts'
import type { ArtifactId, TextSpan } from '../../shared/model/span.ts'
import type { Bytes } from '../../shared/model/units.ts'

const weight = { crashed: 0, ended: 1, unknown: 2, alive: 3 }

/** The process to show first: a crashed one before others, the surest verdict before others. */
export function leadProcess({ processes }: CaseSummary): ProcessAnalysis | null {
  return (
    processes.toSorted((a, b) => weight[a.state] - weight[b.state] || b.verdict.confidence - a.verdict.confidence)[0] ??
    null
  )
}

/** The lines to show first: the weightiest finding, else the best evidence, else the first readable artifact. */
export function leadSpan({ artifacts }: CaseSummary, process: ProcessAnalysis | null): TextSpan | null {
  const verdict = process?.hypotheses.find(({ id }) => id === process.verdict.rootCause)
  const citation = process?.findings[0]?.citation ?? verdict?.evidence[0]?.citation ?? process?.victim?.citation
  if (citation !== undefined) return { artifact: citation.artifact, line: citation.line, endLine: citation.endLine }
  const readable = artifacts.filter(isReadable)
  const own = readable.find(({ processes }) => process !== null && processes.includes(process.process))
  const first = own ?? readable[0]
  return first === undefined ? null : { artifact: first.id, line: 1, endLine: 1 }
}

export const isReadable = ({ format, lines }: ArtifactSummary): boolean =>
  format !== 'binary' && format !== 'unreadable' && lines > 0

export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** The shortest name that tells artifacts apart: the base name, with its folder where two share it. */
export function artifactNames(artifacts: readonly ArtifactSummary[]): Map<ArtifactId, string> {
  const uses = new Map<string, number>()
  for (const { path } of artifacts) uses.set(baseName(path), (uses.get(baseName(path)) ?? 0) + 1)
  return new Map(
    artifacts.map(({ id, path }) => [id, (uses.get(baseName(path)) ?? 0) > 1 ? lastTwo(path) : baseName(path)]),
  )
}

const lastTwo = (path: string): string => path.split('/').slice(-2).join('/')

/** Kinds of problems found on import, of bundles and artifacts: what the tree lists. */
export const importIssueCount = ({ bundles, artifacts }: CaseSummary): number =>
  [...bundles, ...artifacts].reduce((sum, { issues }) => sum + issues.length, 0)

export const totalBytes = ({ artifacts }: CaseSummary): Bytes => artifacts.reduce((sum, { bytes }) => sum + bytes, 0)
