/** Ledgers of limits in words: amounts, and the sum in one line. */
import type { ProcessAnalysis } from '../model/analysis.ts'
import { ledgerCauses, type LedgerStanding, type QuantityLedger } from '../model/quantity-ledger.ts'
import { formatBytes } from './bytes.ts'
import { formatCount } from './counts.ts'

export const standingWords: Record<LedgerStanding, string> = {
  reached: 'reached',
  close: 'close',
  room: 'room',
  unlimited: 'unlimited',
  'not-applied': 'not tested',
  open: 'not known',
}

/** In the unit of the ledger, three digits: for columns. `unlimited` for a limit that is none. */
export function formatAmount({ unit }: Pick<QuantityLedger, 'unit'>, amount: number): string {
  return unit === 'bytes' ? formatBytes(amount) : formatCount(amount)
}

export function formatLimit(ledger: QuantityLedger): string {
  return ledger.limit === null ? 'unlimited' : formatAmount(ledger, ledger.limit)
}

/** `at least 47`; empty where it is not known, or where the limit is on one request and nothing else counts. */
export function formatUsed(ledger: QuantityLedger): string {
  if (ledger.used === null || ledger.used === 0) return ''
  return `${ledger.usedAtLeast ? 'at least ' : ''}${formatAmount(ledger, ledger.used)}`
}

/** Every digit, since the claim rests on it: `4 402 442 240 in use + 1 052 672 asked > 4 403 200 000 bytes`. */
export function ledgerSum({ limit, reserve, used, usedAtLeast, request, distance, unit }: QuantityLedger): string {
  const inUse = used === null ? 'use not known' : `${usedAtLeast ? 'at least ' : ''}${formatCount(used)} in use`
  const asked = request === null || request === 0 ? null : `${formatCount(request)} asked`
  const parts = asked === null ? [inUse] : used === 0 ? [asked] : [inUse, asked]
  const sum = parts.join(' + ')
  if (limit === null) return `${sum}, unlimited`
  const allowed = `${formatCount(limit)} ${unit}${reserve > 0 ? ` − ${formatCount(reserve)} kept back` : ''}`
  return `${sum} ${relationOf(distance)} ${allowed}`
}

/** Between use and limit; `of` where the use is not known. */
export function relationOf(distance: number | null): string {
  if (distance === null) return 'of'
  return distance < 0 ? '>' : distance === 0 ? '=' : '<'
}

const telling: Partial<Record<LedgerStanding, number>> = { reached: 0, close: 1 }

/** The ledger that shows what the verdict says: of its limit, met or nearly so; null where the verdict is about none of these. */
export function verdictLedger({
  verdict,
  ledgers = [],
}: Pick<ProcessAnalysis, 'verdict' | 'ledgers'>): QuantityLedger | null {
  const own = ledgers.filter(
    ({ id, standing }) => ledgerCauses[id].includes(verdict.rootCause) && telling[standing] !== undefined,
  )
  return own.toSorted((left, right) => (telling[left.standing] ?? 2) - (telling[right.standing] ?? 2))[0] ?? null
}
