/** Where the sum of a limit and the hypothesis about it say opposite things. */
import type { ProcessAnalysis } from '../../shared/model/analysis.ts'
import { ledgerCauses, type LedgerStanding } from '../../shared/model/quantity-ledger.ts'

const LEFT_ROOM: ReadonlySet<LedgerStanding> = new Set(['room', 'unlimited', 'not-applied'])

export function ledgerContradictions({ hypotheses, ledgers = [] }: ProcessAnalysis): string[] {
  return hypotheses.flatMap(({ id, status }) => {
    const own = ledgers.filter((ledger) => ledgerCauses[ledger.id].includes(id))
    const said = `${id} is ${status}: ${own.map((each) => `${each.id} ${each.standing}`).join(', ')}`
    const met = own.some(({ standing, atFailure }) => standing === 'reached' && atFailure !== false)
    if (met && (status === 'ruled-out' || status === 'unlikely')) return [said]
    const room = own.length > 0 && own.every(({ standing }) => LEFT_ROOM.has(standing))
    return room && status === 'confirmed' ? [said] : []
  })
}
