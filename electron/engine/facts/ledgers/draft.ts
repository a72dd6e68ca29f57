/** What ledgers share: the sum, and the words for what it proves. */
import type { LedgerStanding, QuantityLedger } from '../../../../shared/model/quantity-ledger.ts'
import type { Citation } from '../../../../shared/model/span.ts'
import type { Known } from '../known.ts'

/** A limit as one file of this folder states it; the rest follows. */
export type LedgerDraft = Pick<QuantityLedger, 'id' | 'title' | 'unit' | 'limit' | 'test' | 'limitCitation'> &
  Partial<
    Pick<
      QuantityLedger,
      'limitSource' | 'limitNote' | 'reserve' | 'used' | 'usedAtLeast' | 'atFailure' | 'request' | 'usedCitation' | 'at'
    >
  > & {
    requestCitation?: Citation | null
    /** Overrides what the sum gives. */
    standing?: LedgerStanding
    proves?: string
    /** Less than this left is close; of the limit's unit. */
    closeBelow?: number
    /** Whether the limit itself may not be reached (`>=` refuses). */
    refusesAtLimit?: boolean
  }

export function ledgerFrom(draft: LedgerDraft): QuantityLedger {
  const { limit, reserve = 0, used = null, request = null, atFailure = null } = draft
  const distance = limit === null || used === null ? null : limit - reserve - used - (request ?? 0)
  const standing = draft.standing ?? standingOf(draft, distance)
  return {
    id: draft.id,
    title: draft.title,
    unit: draft.unit,
    limit,
    limitSource: draft.limitSource ?? 'measured',
    limitNote: draft.limitNote ?? '',
    reserve,
    used,
    usedAtLeast: draft.usedAtLeast ?? false,
    atFailure,
    request,
    distance,
    standing,
    test: draft.test,
    proves: draft.proves ?? provesOf(draft, standing),
    limitCitation: draft.limitCitation,
    usedCitation: draft.usedCitation ?? null,
    requestCitation: draft.requestCitation ?? null,
    at: draft.at ?? null,
  }
}

function standingOf(draft: LedgerDraft, distance: number | null): LedgerStanding {
  if (draft.limit === null) return 'unlimited'
  if (distance === null) return 'open'
  if (distance < 0 || (distance === 0 && draft.refusesAtLimit === true)) return 'reached'
  return distance <= (draft.closeBelow ?? 0) ? 'close' : 'room'
}

function provesOf({ atFailure = null, request = null }: LedgerDraft, standing: LedgerStanding): string {
  if (standing === 'unlimited') return 'Nothing is refused for it'
  if (standing === 'open') return 'What was in use is not known: nothing is proven either way'
  if (standing === 'not-applied') return 'It is not tested here'
  if (atFailure === null)
    return standing === 'room' ? 'There was room when it was measured' : 'Little or nothing was left'
  const elsewhen = 'when it was captured, at another moment than the failure'
  const adds = request !== null && request > 0
  if (standing === 'reached') {
    if (atFailure)
      return adds
        ? 'The request did not fit: this limit refuses it'
        : 'More was in use than allowed: this limit refuses such calls'
    return adds ? `The request would not have fitted ${elsewhen}` : `More was in use than allowed ${elsewhen}`
  }
  if (standing === 'close')
    return `It ${atFailure ? 'fitted' : 'would have fitted'}, but only just${atFailure ? '' : `, ${elsewhen}`}`
  return atFailure
    ? 'The request fitted: this limit did not refuse it'
    : `The request would have fitted ${elsewhen}: of the failure itself this proves nothing`
}

/** The members of a draft that a measured value gives. */
export function usedOf(known: Known<number> | null): Pick<LedgerDraft, 'used' | 'usedCitation' | 'at'> {
  return known ? { used: known.value, usedCitation: known.citation, at: known.at } : {}
}
