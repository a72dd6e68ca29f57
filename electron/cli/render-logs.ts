/** Logs of several files, a line each: which files, in which order, from when to when, and what is missing between them. */
import type { ArtifactSummary } from '../../shared/model/case.ts'
import { formatLogTimes } from '../../shared/display/log-part.ts'

/** One entry a log that has more than one file; none when no log was rotated. */
export function rotatedLogs(artifacts: readonly ArtifactSummary[]): string[] {
  const logs = new Map<number, ArtifactSummary[]>()
  for (const artifact of artifacts) {
    const { log } = artifact
    if (log && log.parts > 1) logs.set(log.sequence, [...(logs.get(log.sequence) ?? []), artifact])
  }
  return [...logs.values()].map(logLine)
}

function logLine(files: readonly ArtifactSummary[]): string {
  const inOrder = files.toSorted((one, other) => (one.log?.part ?? 0) - (other.log?.part ?? 0))
  const first = inOrder.find(({ log }) => log?.first.at !== null || log.first.uptime !== null)?.log
  const last = inOrder.findLast(({ log }) => log?.last.at !== null || log.last.uptime !== null)?.log
  const times = first && last ? formatLogTimes({ first: first.first, last: last.last, zoned: first.zoned }) : ''
  const title = inOrder[0]?.formatTitle.split(' (')[0] ?? ''
  const paths = inOrder.flatMap(({ path, log }) => [...(log?.missing ? [`(missing: ${log.missing})`] : []), path])
  return `${title} of ${inOrder.length} files${times === '' ? '' : `, ${times}`}: ${paths.join(', ')}`
}
