/** Issues of the import as lines. Pure. A report of a host has hundreds of links, and a broker's folder as many jars: the same is counted. */
import type { CaseSummary } from '../../shared/model/case.ts'
import { formatCount } from '../../shared/display/counts.ts'

/** Of the same kind, listed one by one. */
const NAMED = 3

interface Line {
  kind: string
  text: string
  /** Of issues, where one stands for several. */
  count: number
}

export function issueLines({ bundles, artifacts }: Pick<CaseSummary, 'bundles' | 'artifacts'>): string[] {
  const lines: Line[] = [
    ...bundles.flatMap(({ name, issues }) =>
      issues.map(({ code, message, count }) => ({
        kind: `bundle ${name} ${code}`,
        text: `${name}: ${message}`,
        count,
      })),
    ),
    ...artifacts.flatMap(({ path, issues }) =>
      issues.map(({ code, line, count: times, message }) => ({
        // What it says of any other file.
        kind: `${code} ${message.replaceAll(path, '')}`,
        text: `${path}${line === null ? '' : `:${line}`}: ${message}${times > 1 ? ` (${formatCount(times)} times)` : ''}`,
        count: 1,
      })),
    ),
  ]
  const kinds = new Map<string, Line[]>()
  for (const line of lines) {
    const same = kinds.get(line.kind)
    if (same === undefined) kinds.set(line.kind, [line])
    else same.push(line)
  }
  return [...kinds.values()].flatMap((same) => {
    // One more line is no longer than saying so.
    if (same.length <= NAMED + 1) return same.map(({ text }) => `  ${text}`)
    const rest = same.slice(NAMED).reduce((sum, { count }) => sum + count, 0)
    return [
      ...same.slice(0, NAMED).map(({ text }) => `  ${text}`),
      `    and ${formatCount(rest)} more of the same kind`,
    ]
  })
}

const UNREAD_FORMATS = new Set(['binary', 'unreadable'])

/** Why nothing of a case could be read, file by file; empty where something could. */
export function unreadLines({ artifacts }: Pick<CaseSummary, 'artifacts'>): string[] {
  if (artifacts.length === 0 || !artifacts.every(({ format }) => UNREAD_FORMATS.has(format))) return []
  const messages = artifacts.flatMap(({ issues }) => issues.slice(0, 1).map(({ message }) => message))
  const rest = messages.length - NAMED
  return [...messages.slice(0, NAMED), ...(rest > 0 ? [`and ${formatCount(rest)} more, see below`] : [])]
}
