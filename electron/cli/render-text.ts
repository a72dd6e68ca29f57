/** A case as readable text for a terminal. Pure: colours and width come in, nothing goes out but the string. */
import type {
  CallPathStep,
  Evidence,
  Hypothesis,
  HypothesisStatus,
  LimitLedger,
  OwnerTotal,
  ProcessAnalysis,
} from '../../shared/model/analysis.ts'
import type { MapEstimate } from '../../shared/model/map-estimate.ts'
import type { CaseSummary } from '../../shared/model/case.ts'
import type { Citation } from '../../shared/model/span.ts'
import { formatBytes } from '../../shared/display/bytes.ts'
import { formatCount, formatPercent, formatQuantity } from '../../shared/display/counts.ts'
import { formatDuration } from '../../shared/display/durations.ts'
import { hypothesesInOrder } from '../../shared/display/hypotheses.ts'
import { formatPart } from '../../shared/display/layouts.ts'
import { formatTimestamp } from '../../shared/display/timestamps.ts'
import { issueLines, unreadLines } from './render-issues.ts'
import { rotatedLogs } from './render-logs.ts'
import { coachLines, ledgerLines, mergeBlockerLines, staleLines, timelineLines, type Sheet } from './render-sections.ts'
import { wrap, type Palette } from './terminal.ts'

export interface TextOptions {
  palette: Palette
  /** Columns. */
  width: number
}

export function renderCase(opened: CaseSummary, options: TextOptions): string {
  const text = new CaseText(opened, options)
  return [
    text.captures(),
    text.unread(),
    ...opened.processes.map((process) => text.process(process)),
    text.timeline(),
    text.logs(),
    text.clocks(),
    text.issues(),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

/** Places of explicit collections that are listed one by one. */
const CALLS_NAMED = 3

const statusMarks: Record<HypothesisStatus, 'bad' | 'warn' | 'mute'> = {
  confirmed: 'bad',
  likely: 'bad',
  possible: 'warn',
  unlikely: 'mute',
  'ruled-out': 'mute',
  unknown: 'warn',
  failed: 'warn',
}

class CaseText {
  readonly #paths: ReadonlyMap<number, string>
  readonly #opened: CaseSummary
  readonly #palette: Palette
  readonly #width: number
  readonly #sheet: Sheet

  constructor(opened: CaseSummary, { palette, width }: TextOptions) {
    this.#opened = opened
    this.#palette = palette
    this.#width = width
    this.#paths = new Map(opened.artifacts.map((artifact) => [artifact.id, artifact.path]))
    this.#sheet = { palette, width, place: (citation) => this.#place(citation) }
  }

  /** What was opened, where a known collector made it. */
  captures(): string {
    return this.#opened.bundles
      .flatMap(({ name, parts }) => parts.map((part) => `${part.root === '' ? name : part.root}: ${formatPart(part)}`))
      .map((line) => this.#palette.mute(line))
      .join('\n')
  }

  /** Where nothing could be read, why: what follows is then said of nothing. */
  unread(): string {
    const lines = unreadLines(this.#opened).map((line) => wrap(line, this.#width, '  ', 2))
    return lines.length === 0 ? '' : [this.#palette.heading('Nothing could be read'), ...lines].join('\n')
  }

  process(process: ProcessAnalysis): string {
    const { verdict } = process
    return [
      this.#palette.strong(verdict.title) + this.#palette.mute(`  confidence ${verdict.confidence.toFixed(2)}`),
      this.#palette.mute(identity(process)),
      '',
      wrap(verdict.summary, this.#width, ''),
      ...this.#section('Ledger', [
        ...(process.ledger ? this.#ledger(process.ledger) : []),
        ...(process.mapEstimate ? this.#estimate(process.mapEstimate) : []),
      ]),
      ...this.#section('Other limits', ledgerLines(process, this.#sheet)),
      ...this.#section('Victim and culprit', this.#roles(process)),
      ...this.#section(
        'Hypotheses',
        hypothesesInOrder(process).flatMap((hypothesis) => this.#hypothesis(hypothesis)),
      ),
      ...this.#section(
        'Owners of the mappings',
        process.owners.map((owner) => ownerLine(owner)),
      ),
      ...this.#section('Stale mappings', staleLines(process, this.#sheet)),
      ...this.#section('Neighbours that did not merge', mergeBlockerLines(process, this.#sheet)),
      ...this.#section(
        'Call path',
        process.callPath.map((step) => this.#step(step)),
      ),
      ...this.#section('Explicit collections, System.gc()', this.#explicitCollections(process)),
      ...this.#section(
        'From FileChannel.map to System.gc()',
        (process.explicitGcPath ?? []).map((step) => this.#step(step)),
      ),
      ...this.#section('Growth', growthLines(process, this.#width)),
      ...this.#section(
        'What the map count is made of',
        (process.whatIf?.steps ?? []).map((step) => wrap(step, this.#width, '  ')),
      ),
      ...this.#section('What may not be concluded', this.#audit(process)),
      ...this.#section('What to bring to settle what is open', coachLines(process, this.#sheet)),
      ...this.#section('Remedies', this.#remedies(process)),
    ].join('\n')
  }

  /** Files that are one log, in their order. */
  logs(): string {
    const lines = rotatedLogs(this.#opened.artifacts).map((line) => wrap(line, this.#width, '  ', 2))
    return this.#section('Rotated logs', lines).slice(1).join('\n')
  }

  /** Artifacts whose times rest on something that they do not say themselves, or that stand on no clock. */
  clocks(): string {
    const lines = this.#opened.artifacts.flatMap(({ path, timeBase }) => {
      if (!timeBase || timeBase.kind === 'none' || (timeBase.origin === 'stated' && timeBase.kind !== 'uptime'))
        return []
      return [wrap(`${path}: ${timeBase.text}`, this.#width, '  ', 2)]
    })
    return this.#section('Clocks', lines).slice(1).join('\n')
  }

  /** Of all processes together. */
  timeline(): string {
    const lines = timelineLines(this.#opened.processes, this.#paths, this.#sheet)
    return this.#section('Timeline', lines).slice(1).join('\n')
  }

  /** What could not be read or understood, so that nobody takes silence for completeness. */
  issues(): string {
    const lines = issueLines(this.#opened)
    return this.#section('Import issues', lines).slice(1).join('\n')
  }

  #section(title: string, lines: readonly string[]): string[] {
    return lines.length === 0 ? [] : ['', this.#palette.heading(title), ...lines]
  }

  #ledger(ledger: LimitLedger): string[] {
    const { mapLines, vsyscall, vmas, limit, limitSource } = ledger
    const relation = vmas > limit ? '>' : vmas === limit ? '=' : '<'
    const arithmetic =
      `  ${formatCount(mapLines)} lines listed − ${vsyscall ? '1 [vsyscall]' : '0'} = ${formatCount(vmas)} VMAs ` +
      `${relation} ${formatCount(limit)} vm.max_map_count (${limitSource})`
    const sources = [ledger.listing, ledger.limitCitation].flatMap((citation) =>
      citation ? [this.#place(citation)] : [],
    )
    return [
      arithmetic,
      ...(ledger.complete ? [] : ['  the listing is cut: the true count is at least this']),
      ...(ledger.operator === null ? [] : [wrap(ledger.operator, this.#width, '  ')]),
      this.#palette.mute(`  ${sources.join('  ')}`),
    ]
  }

  #estimate({ least, most, why, citation }: MapEstimate): string[] {
    return [
      `  estimated from threads: ${formatCount(least)} to ${formatCount(most)} mappings`,
      wrap(why, this.#width, '  '),
      this.#palette.mute(`  ${this.#place(citation)}`),
    ]
  }

  #roles({ victim, culprit }: ProcessAnalysis): string[] {
    const lines: string[] = []
    if (victim) {
      const asked = victim.bytes === null ? '' : ` of ${formatCount(victim.bytes)} bytes`
      const errno = victim.errno === null ? '' : `, errno ${victim.errno} (${victim.errnoOrigin ?? 'unknown origin'})`
      const who = victim.thread === null ? '' : `, thread "${victim.thread}"`
      lines.push(`  victim   ${victim.operation}${asked}${errno}${who}`)
      if (victim.purpose !== null) lines.push(`           ${victim.purpose}`)
      if (victim.errnoNote) lines.push(wrap(victim.errnoNote, this.#width, '           '))
      lines.push(this.#palette.mute(`           ${this.#place(victim.citation)}`))
    }
    if (culprit)
      lines.push(
        `  culprit  ${culprit.owner}: ${formatCount(culprit.count)} mappings, ${formatPercent(culprit.share)} of all`,
      )
    return lines
  }

  #hypothesis({ title, status, confidence, summary, evidence, missing }: Hypothesis): string[] {
    const mark = this.#palette[statusMarks[status]]
    const head = `  ${mark(status.padEnd(10))} ${confidence.toFixed(2)}  ${this.#palette.strong(title)}`
    return [
      head,
      wrap(summary, this.#width, '                   '),
      ...evidence.map((item) => this.#evidence(item)),
      ...missing.map(({ what, capture }) =>
        wrap(`? missing: ${what}${capture === '' ? '' : ` (${capture})`}`, this.#width, '                   ', 2),
      ),
    ]
  }

  #evidence({ stance, claim, citation }: Evidence): string {
    const sign = stance === 'for' ? '+' : '−'
    const body = wrap(`${sign} ${claim}`, this.#width, '                   ', 2)
    return `${body}\n${this.#palette.mute(`                     ${this.#place(citation)}`)}`
  }

  #step({ layer, symbol, origin, citation, gate }: CallPathStep): string {
    const sign = origin === 'observed' ? '●' : '○'
    const where = citation ? this.#palette.mute(`  ${this.#place(citation)}`) : ''
    const line = `  ${layer.padEnd(12)}${sign} ${symbol}${where}`
    if (gate === null) return line
    const outcome = gate.holds === true ? `→ ${gate.errno ?? 'refused'}` : gate.holds === false ? 'passed' : 'not known'
    const paint = gate.holds === true ? this.#palette.bad : this.#palette.mute
    return `${line}\n${paint(`                [${gate.condition}: ${gate.values}] ${outcome}`)}`
  }

  /** One entry a cause: many calls of one caller say the same. */
  #explicitCollections({ explicitGc, explicitGcNote }: ProcessAnalysis): string[] {
    const causes = [...new Set(explicitGc.map(({ cause }) => cause))]
    const lines = causes.flatMap((cause) => {
      const calls = explicitGc.filter((call) => call.cause === cause)
      const places = calls.slice(0, CALLS_NAMED).map(({ citation }) => this.#place(citation))
      const more = calls.length - places.length
      return [
        `  ${this.#palette.strong(cause)}  ${formatQuantity(calls.length, 'collection')}`,
        wrap(calls[0]?.why ?? '', this.#width, '    '),
        this.#palette.mute(`    ${places.join('  ')}${more > 0 ? `  and ${formatCount(more)} more` : ''}`),
      ]
    })
    return explicitGcNote ? [...lines, wrap(explicitGcNote, this.#width, '  ')] : lines
  }

  #audit({ audit }: ProcessAnalysis): string[] {
    return audit.flatMap(({ what, consequence, citation }) => [
      wrap(`${what}. ${consequence}`, this.#width, '  '),
      this.#palette.mute(`    ${this.#place(citation)}`),
    ])
  }

  #remedies({ remedies }: ProcessAnalysis): string[] {
    return remedies.flatMap(({ title, command, why, sideEffects }) => [
      `  ${this.#palette.strong(title)}`,
      ...(command === '' ? [] : command.split('\n').map((line) => `    ${line}`)),
      wrap([why, sideEffects].filter((part) => part !== '').join(' '), this.#width, '    '),
    ])
  }

  #place({ artifact, line, endLine }: Citation): string {
    return `${this.#paths.get(artifact) ?? '?'}:${line}${endLine > line ? `-${endLine}` : ''}`
  }
}

/** What is no distribution of Linux; those have names of their own. */
const OTHER_SYSTEM = /^(?:AIX|macOS|Windows|SunOS|Solaris|Oracle Solaris)\b/

function identity({ label, jvm, os, state, endedAt }: ProcessAnalysis): string {
  return [
    label,
    jvm?.version ? `JDK ${jvm.version}` : null,
    os?.kernel ? `${OTHER_SYSTEM.exec(os.name ?? '')?.[0] ?? 'Linux'} ${os.kernel}` : null,
    endedAt === null ? state : `${state} ${formatTimestamp(endedAt)}`,
  ]
    .filter((part) => part !== null)
    .join(' · ')
}

function ownerLine({ owner, count: mappings, bytes: size }: OwnerTotal): string {
  return `  ${owner.padEnd(16)}${formatCount(mappings).padStart(11)}  ${formatBytes(size).padStart(10)}`
}

function growthLines({ growth }: ProcessAnalysis, width: number): string[] {
  if (growth === null || growth.points.length === 0) return []
  const slope =
    growth.slopePerHour === null ? 'no slope' : `${formatCount(Math.round(growth.slopePerHour))} mappings an hour`
  const left =
    growth.hoursToLimit === null
      ? ''
      : growth.hoursToLimit === 0
        ? ', limit reached'
        : `, limit in ${formatDuration(growth.hoursToLimit * 3_600_000)}`
  const pattern = growth.pattern === undefined ? '' : `${growth.pattern}, `
  return [
    `  ${formatCount(growth.points.length)} points, ${pattern}${slope}${left}`,
    ...[growth.patternWhy ?? '', ...(growth.notes ?? [])]
      .filter((note) => note !== '')
      .map((note) => wrap(note, width, '    ')),
  ]
}
