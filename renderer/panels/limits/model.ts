/** The ledgers of all limits as rows, the map count among them. Pure. */
import type { LimitLedger, ProcessAnalysis } from '../../../shared/model/analysis.ts'
import type { LedgerStanding, QuantityLedger } from '../../../shared/model/quantity-ledger.ts'
import type { Citation } from '../../../shared/model/span.ts'
import { formatCount } from '../../../shared/display/counts.ts'
import { formatAmount, formatLimit, formatUsed, ledgerSum, verdictLedger } from '../../../shared/display/ledgers.ts'
import type { Tone } from '../../ui/words.ts'

export interface LimitRow {
  key: string
  title: string
  /** `measured`, `assumed`, `derived`: where the limit is from. */
  source: string
  used: string
  asked: string
  allowed: string
  left: string
  /** Nothing is left. */
  over: boolean
  standing: LedgerStanding
  proves: string
  /** The condition that refuses, and where it stands. */
  test: string
  /** Every digit. */
  sum: string
  usedCitation: Citation | null
  askedCitation: Citation | null
  limitCitation: Citation | null
  /** The one that the verdict rests on. */
  decisive: boolean
}

export const standingTones: Record<LedgerStanding, Tone> = {
  reached: 'bad',
  close: 'warn',
  room: 'good',
  unlimited: 'mute',
  'not-applied': 'mute',
  open: 'open',
}

/** The one that decided first, then the others in their own order. */
export function limitRows(process: ProcessAnalysis): LimitRow[] {
  const { ledger, ledgers = [], verdict } = process
  const decisive = verdictLedger(process)
  const ofMaps = verdict.rootCause === 'max-map-count' || verdict.rootCause === 'near-map-limit'
  const rows = ledgers.map((each) => quantityRow(each, each === decisive))
  const all = ledger === null ? rows : [mapRow(ledger, ofMaps), ...rows]
  return all.toSorted((left, right) => Number(right.decisive) - Number(left.decisive))
}

function quantityRow(ledger: QuantityLedger, decisive: boolean): LimitRow {
  const { id, title, limitSource, limitNote, request, distance, standing, proves, test, limit } = ledger
  return {
    key: id,
    title,
    source: limitNote === '' ? (limit === null ? '' : limitSource) : limitNote,
    used: formatUsed(ledger),
    asked: request === null || request === 0 ? '' : formatAmount(ledger, request),
    allowed: formatLimit(ledger),
    left: distance === null ? '' : formatAmount(ledger, distance),
    over: distance !== null && distance < 0,
    standing,
    proves,
    test,
    sum: ledgerSum(ledger),
    usedCitation: ledger.usedCitation,
    askedCitation: ledger.requestCitation,
    limitCitation: ledger.limitCitation,
    decisive,
  }
}

const mapStandings: Record<LimitLedger['standing'], LedgerStanding> = {
  exact: 'reached',
  near: 'close',
  below: 'room',
  above: 'open',
}

function mapRow(ledger: LimitLedger, decisive: boolean): LimitRow {
  const { vmas, limit, limitSource, distance, standing, complete, operator, listing, limitCitation } = ledger
  const least = complete ? '' : 'at least '
  return {
    key: 'map-count',
    title: 'vm.max_map_count',
    source: limitSource,
    used: `${least}${formatCount(vmas)}`,
    asked: '',
    allowed: formatCount(limit),
    left: formatCount(distance),
    over: distance < 0,
    standing: !complete && standing === 'below' ? 'open' : mapStandings[standing],
    proves: operator === null ? mapWords(ledger) : operator.charAt(0).toUpperCase() + operator.slice(1),
    test: 'map_count > max_map_count, or >= where a mapping is split → ENOMEM (do_mmap, mm/mmap.c; split_vma, mm/vma.c)',
    sum: `${least}${formatCount(vmas)} mappings, limit ${formatCount(limit)}`,
    usedCitation: listing,
    askedCitation: null,
    limitCitation,
    decisive,
  }
}

function mapWords({ standing, limitSource, complete }: LimitLedger): string {
  if (standing === 'above')
    return limitSource === 'assumed'
      ? 'More than the default lets exist: a higher limit is in force'
      : 'More than this limit lets exist: another one held when they were made'
  if (!complete) return 'The listing is cut: the count was this or more'
  if (standing === 'near') return 'So near that the rest may have been released while the listing was written'
  return 'There was room when the mappings were listed'
}
