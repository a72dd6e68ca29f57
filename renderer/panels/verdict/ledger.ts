/** The ledger that the verdict rests on, as cells in a row. Pure. */
import type { ProcessAnalysis, Victim } from '../../../shared/model/analysis.ts'
import type { QuantityLedger } from '../../../shared/model/quantity-ledger.ts'
import type { Citation } from '../../../shared/model/span.ts'
import { formatCount } from '../../../shared/display/counts.ts'
import { relationOf, verdictLedger } from '../../../shared/display/ledgers.ts'
import { errnoName } from '../../ui/words.ts'
import { ledgerView, type LedgerView } from './model.ts'

/** Of the limit that the verdict names, else of the map count; null without either. */
export function ledgerOfVerdict(process: ProcessAnalysis): LedgerView | null {
  const { ledger, victim, mapEstimate = null } = process
  const own = verdictLedger(process)
  if (own !== null) return quantityView(own, victim)
  return ledger === null ? null : ledgerView(ledger, victim, mapEstimate)
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
    if (victim !== null && errno !== null) {
      const label = `errno ${errno}${victim.errnoOrigin === 'inferred' ? ', inferred' : ''}`
      add('→', label, errnoName(errno), victim.citation, true)
    } else if (ledger.requestCitation !== null)
      add('→', 'refused with', 'OutOfMemoryError', ledger.requestCitation, true)
  }
  return { cells, note: proves }
}
