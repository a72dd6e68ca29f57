/** The case as rows of a tree. Pure. */
import type { Finding, ProcessAnalysis } from '../../../shared/model/analysis.ts'
import type { ArtifactSummary, CaseSummary } from '../../../shared/model/case.ts'
import type { Issue } from '../../../shared/model/records.ts'
import type { ArtifactId } from '../../../shared/model/span.ts'
import { formatBytes } from '../../../shared/display/bytes.ts'
import { formatCount } from '../../../shared/display/counts.ts'
import { formatLogPart } from '../../../shared/display/log-part.ts'
import { formatPart } from '../../../shared/display/layouts.ts'

interface RowBase {
  key: string
  /** 1-based. */
  level: number
  label: string
  /** Right-aligned, short. */
  trail: string
  tooltip: string
  expanded: boolean | null
  setSize: number
  position: number
}

export type CaseRow = RowBase &
  (
    | { kind: 'section' }
    | { kind: 'process'; process: ProcessAnalysis }
    | { kind: 'folder' }
    | { kind: 'artifact'; artifact: ArtifactSummary }
    | { kind: 'finding'; finding: Finding; index: number }
    | { kind: 'issue'; issue: Issue; artifact: ArtifactSummary | null }
  )

type Draft = CaseRow extends infer Row ? (Row extends CaseRow ? Omit<Row, 'setSize' | 'position'> : never) : never

/** `collapsed`: keys of rows whose children are hidden. */
export function caseRows(
  opened: CaseSummary,
  current: ProcessAnalysis | null,
  names: ReadonlyMap<ArtifactId, string>,
  collapsed: ReadonlySet<string>,
): CaseRow[] {
  const drafts: Draft[] = []
  const section = (key: string, label: string, trail: string, children: Draft[], tooltip = label): void => {
    const expanded = !collapsed.has(key)
    drafts.push({ kind: 'section', key, level: 1, label, trail, tooltip, expanded })
    if (expanded) drafts.push(...children)
  }
  section('case', opened.title, '', opened.processes.map(processRow), caseTooltip(opened))
  section('artifacts', 'Artifacts', formatCount(opened.artifacts.length), artifactRows(opened, names, collapsed))
  const findings = current?.findings ?? []
  if (findings.length > 0)
    section(
      'findings',
      'Findings',
      formatCount(findings.length),
      findings.map((one, index) => findingRow(one, index, names)),
    )
  const issues = importIssues(opened)
  if (issues.length > 0)
    section(
      'issues',
      'Import issues',
      formatCount(issues.length),
      issues.map((one, index) => issueRow(one, index, names)),
    )
  return numbered(drafts)
}

/** With the captures of known collectors that were opened. */
function caseTooltip({ title, bundles }: CaseSummary): string {
  const captures = bundles.flatMap(({ name, parts }) =>
    parts.map((part) => `${part.root === '' ? name : part.root}: ${formatPart(part)}`),
  )
  return [title, ...captures].join('\n')
}

const stateWords = { crashed: 'crashed', ended: 'ended', alive: 'alive', unknown: 'end unknown' }

function processRow(process: ProcessAnalysis): Draft {
  const { host, pid, state, label } = process
  const trail = pid === null ? stateWords[state] : `${pid} · ${stateWords[state]}`
  const tooltip = `${label}\n${process.verdict.title}`
  return {
    kind: 'process',
    key: `process-${process.process}`,
    level: 2,
    // The pid stands in the trail.
    label: host === null ? label.replace(` · ${pid}`, '') : shortHost(host),
    trail,
    tooltip,
    expanded: null,
    process,
  }
}

/** `kafka-broker-13.prod.example` -> `kafka-broker-13`; an address stays whole. */
const shortHost = (host: string): string => (/^[\d.:a-f]+$/.test(host) ? host : (host.split('.')[0] ?? host))

const collator = new Intl.Collator('en', { numeric: true })

/** Crash logs first, since everything starts there; then by path as people count, files of one log from the oldest. */
function inOrder(artifacts: readonly ArtifactSummary[]): ArtifactSummary[] {
  const rank = ({ format }: ArtifactSummary): number => (format === 'hs-err' ? 0 : 1)
  const sorted = artifacts.toSorted((a, b) => rank(a) - rank(b) || collator.compare(a.path, b.path))
  const logs = new Map<number, ArtifactSummary[]>()
  for (const artifact of sorted)
    if (artifact.log) logs.set(artifact.log.sequence, [...(logs.get(artifact.log.sequence) ?? []), artifact])
  // Each file of a log gives its place to the one that is next.
  const next = new Map([...logs].map(([sequence, files]) => [sequence, files.toSorted(byPart).values()]))
  return sorted.map((artifact) => (artifact.log && next.get(artifact.log.sequence)?.next().value) || artifact)
}

function byPart(one: ArtifactSummary, other: ArtifactSummary): number {
  return (one.log?.part ?? 0) - (other.log?.part ?? 0)
}

function artifactRows(
  { artifacts, processes, bundles }: CaseSummary,
  names: ReadonlyMap<ArtifactId, string>,
  collapsed: ReadonlySet<string>,
): Draft[] {
  const folders = new Map<string, ArtifactSummary[]>()
  const ordered = inOrder(artifacts)
  for (const artifact of ordered) {
    const folder = folderOf(artifact.path)
    folders.set(folder, [...(folders.get(folder) ?? []), artifact])
  }
  if (processes.length < 2 || folders.size < 2)
    return ordered.map((artifact) => artifactRow(artifact, 2, names.get(artifact.id) ?? artifact.path))
  const common = commonFolder([...folders.keys()])
  const parts = new Map(bundles.flatMap(({ parts: captures }) => captures.map((part) => [part.root, part])))
  return [...folders].flatMap(([folder, members]): Draft[] => {
    if (folder === '') return members.map((artifact) => artifactRow(artifact, 2, artifact.path))
    const key = `folder-${folder}`
    const expanded = !collapsed.has(key)
    const part = parts.get(folder.replace(/!$/, ''))
    const row: Draft = {
      kind: 'folder',
      key,
      level: 2,
      label: folder.slice(common.length) || folder,
      trail: formatCount(members.length),
      tooltip: part === undefined ? folder : `${folder}\n${formatPart(part)}`,
      expanded,
    }
    return expanded
      ? [row, ...members.map((artifact) => artifactRow(artifact, 3, artifact.path.slice(folder.length + 1)))]
      : [row]
  })
}

/** What all folders start with, up to its last `/`. */
function commonFolder(folders: readonly string[]): string {
  const [first = ''] = folders
  let length = first.length
  for (const folder of folders) while (!folder.startsWith(first.slice(0, length))) length--
  return first.slice(0, first.lastIndexOf('/', length - 1) + 1)
}

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))

function artifactRow(artifact: ArtifactSummary, level: number, label: string): Draft {
  const { id, path, formatTitle, role, bytes, lines, log, timeBase } = artifact
  const tooltip = [
    path,
    ...(role === null ? [] : [role]),
    `${formatTitle}, ${formatBytes(bytes)}, ${formatCount(lines)} lines`,
    ...(log ? [formatLogPart(formatTitle, log)] : []),
    ...(log && log.missing !== null ? [`Missing before it: ${log.missing}`] : []),
    ...(timeBase === undefined || timeBase.kind === 'none' ? [] : [timeBase.text]),
  ].join('\n')
  const part = log && log.parts > 1 ? `${log.part} of ${log.parts} · ` : ''
  return {
    kind: 'artifact',
    key: `artifact-${id}`,
    level,
    label,
    trail: `${part}${formatBytes(bytes)}`,
    tooltip,
    expanded: null,
    artifact,
  }
}

function findingRow(finding: Finding, index: number, names: ReadonlyMap<ArtifactId, string>): Draft {
  const { citation, title } = finding
  const tooltip = `${title}\n${names.get(citation.artifact) ?? ''}:${citation.line}\n${citation.quote}`
  return {
    kind: 'finding',
    key: `finding-${index}`,
    level: 2,
    label: title,
    trail: '',
    tooltip,
    expanded: null,
    finding,
    index,
  }
}

interface PlacedIssue {
  issue: Issue
  artifact: ArtifactSummary | null
  where: string
}

/** Everything that could not be understood, of bundles and artifacts. */
export function importIssues({ bundles, artifacts }: CaseSummary): PlacedIssue[] {
  return [
    ...bundles.flatMap(({ name, issues }) => issues.map((issue) => ({ issue, artifact: null, where: name }))),
    ...artifacts.flatMap((artifact) => artifact.issues.map((issue) => ({ issue, artifact, where: artifact.path }))),
  ]
}

function issueRow(
  { issue, artifact, where }: PlacedIssue,
  index: number,
  names: ReadonlyMap<ArtifactId, string>,
): Draft {
  const name = artifact === null ? where : (names.get(artifact.id) ?? where)
  const times = issue.count > 1 ? ` ×\u202f${formatCount(issue.count)}` : ''
  return {
    kind: 'issue',
    key: `issue-${index}`,
    level: 2,
    label: issue.message,
    trail: (issue.line === null ? name : `${name}:${issue.line}`) + times,
    tooltip: `${issue.message}\n${where}${issue.line === null ? '' : `:${issue.line}`}\n${issue.code}${times}`,
    expanded: null,
    issue,
    artifact,
  }
}

/** Adds what a screen reader says of a row's place among its siblings. */
function numbered(drafts: readonly Draft[]): CaseRow[] {
  const rows = drafts.map((draft) => ({ ...draft, setSize: 0, position: 0 }))
  const close = (siblings: CaseRow[]): void => {
    for (const row of siblings) row.setSize = siblings.length
  }
  const open: CaseRow[][] = []
  for (const row of rows) {
    for (const deeper of open.splice(row.level)) close(deeper)
    const siblings = (open[row.level - 1] ??= [])
    siblings.push(row)
    row.position = siblings.length
  }
  for (const siblings of open) if (siblings) close(siblings)
  return rows
}
