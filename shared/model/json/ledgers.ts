/** Ledgers of the limits beside the map count. */
import { z } from 'zod'
import { ledgerStandings, quantityLimits, type QuantityLedger } from '../quantity-ledger.ts'
import type { Citation } from '../span.ts'
import { iso, place, at, type Paths } from '../json-places.ts'

export const QuantityLedgerJson = z.object({
  id: z.enum(quantityLimits),
  title: z.string(),
  unit: z.enum(['bytes', 'tasks']),
  /** null: unlimited. */
  limit: z.number().nullable(),
  limitSource: z.enum(['measured', 'derived']),
  limitNote: z.string(),
  /** Kept back below the limit. */
  reserve: z.number(),
  used: z.number().nullable(),
  usedAtLeast: z.boolean(),
  atFailure: z.boolean().nullable(),
  request: z.number().nullable(),
  /** limit - reserve - used - request. */
  distance: z.number().nullable(),
  standing: z.enum(ledgerStandings),
  test: z.string(),
  proves: z.string(),
  /** When `used` was measured. */
  at: z.iso.datetime().nullable(),
  limitAt: at.nullable(),
  usedAt: at.nullable(),
  requestAt: at.nullable(),
})

type Place = z.infer<typeof at>

export function quantityLedgerJson(
  { limitCitation, usedCitation, requestCitation, at: time, ...ledger }: QuantityLedger,
  paths: Paths,
): z.infer<typeof QuantityLedgerJson> {
  const placed = (citation: Citation | null): Place | null => citation && place(citation, paths)
  return {
    ...ledger,
    at: iso(time),
    limitAt: placed(limitCitation),
    usedAt: placed(usedCitation),
    requestAt: placed(requestCitation),
  }
}
