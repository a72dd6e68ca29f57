/** Sections of the text that stand for themselves: other limits, what the listing shows beside its owners, what to bring, the timeline. */
import type { ProcessAnalysis, TimelineKind } from '../../shared/model/analysis.ts'
import { timelineJson } from '../../shared/model/json/timeline.ts'
import type { Paths } from '../../shared/model/json-places.ts'
import type { LedgerStanding } from '../../shared/model/quantity-ledger.ts'
import type { Citation } from '../../shared/model/span.ts'
import { formatBytes } from '../../shared/display/bytes.ts'
import { formatCount, formatPercent, formatQuantity } from '../../shared/display/counts.ts'
import { ledgerSum, standingWords } from '../../shared/display/ledgers.ts'
import { mergeBlockerTitles, neighbourText, staleTitles } from '../../shared/display/neighbours.ts'
import { formatTimestamp } from '../../shared/display/timestamps.ts'
import { wrap, type Palette } from './terminal.ts'

export interface Sheet {
  palette: Palette
  /** Columns. */
  width: number
  place: (citation: Citation) => string
}

/** Rows of a list that are told; the JSON has them all. */
const PATTERNS_NAMED = 2
const FILES_NAMED = 3
const EVENTS_NAMED = 16

const marks: Record<LedgerStanding, 'bad' | 'warn' | 'mute'> = {
  reached: 'bad',
  close: 'warn',
  room: 'mute',
  unlimited: 'mute',
  'not-applied': 'mute',
  open: 'warn',
}

export function ledgerLines({ ledgers = [] }: ProcessAnalysis, { palette, width, place }: Sheet): string[] {
  return ledgers.flatMap((ledger) => {
    const { title, standing, proves, limitNote, limitCitation, usedCitation } = ledger
    const mark = palette[marks[standing]](standingWords[standing].padEnd(10))
    const places = [limitCitation, usedCitation].flatMap((citation) => (citation ? [place(citation)] : []))
    return [
      `  ${mark} ${palette.strong(title)}  ${ledgerSum(ledger)}`,
      wrap(limitNote === '' ? proves : `${proves} (limit: ${limitNote})`, width, '             '),
      ...(places.length === 0 ? [] : [palette.mute(`             ${[...new Set(places)].join('  ')}`)]),
    ]
  })
}

export function staleLines({ stale }: ProcessAnalysis, { palette, width, place }: Sheet): string[] {
  if (!stale || stale.count === 0) return []
  const share = `${formatPercent(stale.share)} of all${stale.complete ? '' : ', or more: the listing is cut'}`
  return [
    `  ${formatQuantity(stale.count, 'mapping')}, ${formatBytes(stale.bytes)}, ${share}`,
    ...stale.kinds.flatMap(({ kind, why, count, files, top }) => [
      `  ${palette.strong(staleTitles[kind])}  ${formatQuantity(count, 'mapping')} of ${formatQuantity(files, 'file')}`,
      wrap(why, width, '    '),
      ...top.slice(0, FILES_NAMED).map(({ path, citation }) => palette.mute(`    ${path}  ${place(citation)}`)),
    ]),
  ]
}

export function mergeBlockerLines({ mergeBlockers }: ProcessAnalysis, { palette, place }: Sheet): string[] {
  if (!mergeBlockers || mergeBlockers.adjacent === 0) return []
  return [
    `  ${formatQuantity(mergeBlockers.adjacent, 'pair')} of mappings that touch, apart by:`,
    ...mergeBlockers.reasons.flatMap(({ reason, count, patterns }) => [
      `  ${mergeBlockerTitles[reason].padEnd(24)}${formatCount(count).padStart(9)}`,
      ...patterns
        .slice(0, PATTERNS_NAMED)
        .map(({ left, right, count: pairs, example }) =>
          palette.mute(
            `    ${formatCount(pairs).padStart(9)}  ${neighbourText(left)} | ${neighbourText(right)}  ${place(example)}`,
          ),
        ),
    ]),
  ]
}

export function coachLines({ coach = [] }: ProcessAnalysis, { palette, width }: Sheet): string[] {
  if (coach.length === 0) return []
  const lines = coach.flatMap(({ title, commands, note, settles }) => [
    `  ${palette.strong(title)}`,
    ...commands.map((command) => `    ${command}`),
    ...(note === '' ? [] : [wrap(note, width, '    ')]),
    ...settles.map((each) => wrap(`settles ${each.title} (${each.status}): ${each.what}`, width, '    ', 2)),
  ])
  const captured = coach.some((item) => item.captured)
  return captured ? [...lines, '  mortem-capture PID takes most of these at once, of a process that lives'] : lines
}

/** What is told of too many events: ends and refusals before what led to them. */
const kindsByWeight: readonly TimelineKind[] = [
  'crash',
  'restart',
  'stop',
  'start',
  'refusal',
  'kernel',
  'error',
  'gc-explicit',
  'snapshot',
  'segments',
  'gc-full',
  'leadership',
  'warning',
]

/** A short one: of many events the weightiest, in time order. */
export function timelineLines(processes: readonly ProcessAnalysis[], paths: Paths, { palette }: Sheet): string[] {
  const events = timelineJson(processes, paths)
  const kept = new Set(
    events
      .map((event, index) => ({ index, weight: kindsByWeight.indexOf(event.kind) }))
      .toSorted((left, right) => left.weight - right.weight || right.index - left.index)
      .slice(0, EVENTS_NAMED)
      .map(({ index }) => index),
  )
  const several = processes.length > 1
  const lines = events
    .filter((_event, index) => kept.has(index))
    .map(({ at, kind, title, process, clock, artifact, line }) => {
      const who = several ? `  ${process ?? 'several processes'}` : ''
      const origin = clock === 'time stamp' ? '' : `, ${clock}`
      return `  ${formatTimestamp(Date.parse(at))}  ${kind.padEnd(12)}${title}${who}${palette.mute(`  ${artifact}:${line}${origin}`)}`
    })
  const more = events.length - kept.size
  return more > 0 ? [...lines, palette.mute(`  and ${formatCount(more)} more: --json has them all`)] : lines
}
