/** The ledger that the verdict rests on, as cells in a row. Pure. */
import type { LimitLedger, ProcessAnalysis, Victim } from '../../../shared/model/analysis.ts'
import type { QuantityLedger } from '../../../shared/model/quantity-ledger.ts'
import type { Citation } from '../../../shared/model/span.ts'
import { formatCount } from '../../../shared/display/counts.ts'
import { relationOf, verdictLedger } from '../../../shared/display/ledgers.ts'
import { errnoName } from '../../ui/words.ts'

export interface LedgerCell {
  label: string
  value: string
  /** Where the number stands, or null if it is computed. */
  citation: Citation | null
  /** At the limit and refused. */
  hit: boolean
}

export interface LedgerView {
  /** Cells with the operator that stands before each but the first. */
  cells: { operator: string; cell: LedgerCell }[]
  note: string
}

/** Of the limit that the verdict names, else of the map count; null without either. */
export function ledgerOfVerdict(process: ProcessAnalysis): LedgerView | null {
  const { ledger, victim } = process
  const own = verdictLedger(process)
  if (own !== null) return quantityView(own, victim)
  return ledger === null ? null : ledgerView(ledger, victim)
}

/** `65 532 lines − 1 [vsyscall] = 65 531 mappings > 65 530 limit → ENOMEM` */
export function ledgerView(ledger: LimitLedger, victim: Victim | null): LedgerView {
  const { mapLines, vsyscall, vmas, limit, limitSource, limitCitation, listing, complete } = ledger
  // With M+1 or M mappings the kernel refuses one more, depending on the path: that is what `exact` says.
  const hit = ledger.standing === 'exact'
  const atLeast = complete ? '' : 'at least '
  const plain = { citation: null, hit: false }
  const cells: LedgerView['cells'] = [
    {
      operator: '',
      cell: { ...plain, label: 'lines listed', value: atLeast + formatCount(mapLines), citation: listing },
    },
    { operator: '−', cell: { ...plain, label: '[vsyscall]', value: vsyscall ? '1' : '0' } },
    { operator: '=', cell: { ...plain, label: 'mappings', value: atLeast + formatCount(vmas) } },
    {
      operator: vmas > limit ? '>' : vmas === limit ? '=' : '<',
      cell: {
        label: limitSource === 'assumed' ? 'limit, assumed' : 'limit',
        value: formatCount(limit),
        citation: limitCitation,
        hit,
      },
    },
  ]
  if (hit && victim !== null && victim.errno !== null) cells.push(errnoCell(victim, victim.errno))
  return { cells, note: ledgerNote(ledger) }
}

function errnoCell({ errnoOrigin, citation }: Victim, errno: number): LedgerView['cells'][number] {
  const label = `errno ${errno}${errnoOrigin === 'inferred' ? ', inferred' : ''}`
  return { operator: '→', cell: { label, value: errnoName(errno), citation, hit: true } }
}

function ledgerNote({ operator, standing, distance, complete }: LimitLedger): string {
  const parts = operator === null ? [] : [operator]
  if (standing === 'below' || standing === 'near') parts.push(`${formatCount(distance)} to spare`)
  if (standing === 'above')
    parts.push('more than the printed limit allows: it was another one at the time, or it was raised')
  if (!complete) parts.push('the listing is cut: these are lower bounds')
  return parts.join(' · ')
}

/** `5 324 795 904 bytes in use + 135 168 asked > 5 324 800 000 RLIMIT_AS → ENOMEM`, every digit: the claim rests on them. */
export function quantityView(ledger: QuantityLedger, victim: Victim | null): LedgerView {
  const { title, unit, limit, reserve, used, usedAtLeast, request, distance, standing, atFailure, proves } = ledger
  const hit = standing === 'reached'
  const cells: LedgerView['cells'] = []
  const add = (operator: string, label: string, value: string, citation: Citation | null, isHit = false): void => {
    cells.push({ operator: cells.length === 0 ? '' : operator, cell: { label, value, citation, hit: isHit } })
  }
  if (used !== null && used > 0) {
    const when = atFailure === true ? '' : ', when measured'
    add('', `${unit} in use${when}`, `${usedAtLeast ? 'at least ' : ''}${formatCount(used)}`, ledger.usedCitation)
  }
  if (request !== null && request > 0) add('+', `${unit} asked`, formatCount(request), ledger.requestCitation)
  if (limit !== null) {
    const kept = reserve > 0 ? `, less ${formatCount(reserve)} kept back` : ''
    // A limit that was met although the numbers leave room was met at another moment than they are of.
    const operator =
      distance !== null && distance >= 0 && hit
        ? 'of'
        : distance === null && request !== null
          ? '>'
          : relationOf(distance)
    add(operator, `${title}${kept}`, formatCount(limit - reserve), ledger.limitCitation, hit)
  }
  if (hit) {
    const errno = victim?.errno ?? null
    if (victim !== null && errno !== null) cells.push(errnoCell(victim, errno))
    else if (ledger.requestCitation !== null) add('→', 'refused with', 'OutOfMemoryError', ledger.requestCitation, true)
  }
  return { cells, note: proves }
}
