/** Ledgers of the limits beside the map count. */
import { z } from 'zod'
import { ledgerStandings, quantityLimits, type QuantityLedger } from '../quantity-ledger.ts'
import type { Citation } from '../span.ts'
import { iso, place, PlaceJson, type Paths } from './place.ts'

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
  limitAt: PlaceJson.nullable(),
  usedAt: PlaceJson.nullable(),
  requestAt: PlaceJson.nullable(),
})

export function quantityLedgerJson(
  { limitCitation, usedCitation, requestCitation, at, ...ledger }: QuantityLedger,
  paths: Paths,
): z.infer<typeof QuantityLedgerJson> {
  const placed = (citation: Citation | null): PlaceJson | null => citation && place(citation, paths)
  return {
    ...ledger,
    at: iso(at),
    limitAt: placed(limitCitation),
    usedAt: placed(usedCitation),
    requestAt: placed(requestCitation),
  }
}
