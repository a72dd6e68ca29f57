/** Where the sum of a limit and the hypothesis about it say opposite things. */
import type { ProcessAnalysis } from '../../shared/model/analysis.ts'
import { ledgerCauses, type LedgerStanding } from '../../shared/model/quantity-ledger.ts'

const LEFT_ROOM: ReadonlySet<LedgerStanding> = new Set(['room', 'unlimited', 'not-applied'])

export function ledgerContradictions({ hypotheses, ledgers = [] }: ProcessAnalysis): string[] {
  const fallen = ledgers.flatMap(({ id, standing, atFailure }) => {
    const about = hypotheses.filter((each) => ledgerCauses[id].includes(each.id))
    const met = standing === 'reached' && atFailure !== false
    // The heap is met by one of two causes; the other falls.
    const excluded = about.every(({ status }) => status === 'ruled-out' || status === 'unlikely')
    return met && about.length > 0 && excluded ? [`${id} is ${standing}, and nothing is blamed on it`] : []
  })
  const unfounded = hypotheses.flatMap(({ id, status }) => {
    const own = ledgers.filter((ledger) => ledgerCauses[ledger.id].includes(id))
    const room = own.length > 0 && own.every(({ standing }) => LEFT_ROOM.has(standing))
    return room && status === 'confirmed'
      ? [`${id} is ${status}: ${own.map((each) => `${each.id} ${each.standing}`).join(', ')}`]
      : []
  })
  return [...fallen, ...unfounded]
}
