/** Where the sum of a limit and the hypothesis about it say opposite things. */
import type { ProcessAnalysis, RootCauseId } from '../../shared/model/analysis.ts'
import type { LedgerStanding, QuantityLimit } from '../../shared/model/quantity-ledger.ts'

const HYPOTHESES: Record<QuantityLimit, RootCauseId> = {
  'address-space': 'address-space-limit',
  data: 'data-limit',
  commit: 'commit-limit',
  'overcommit-heuristic': 'commit-limit',
  'cgroup-tasks': 'task-limit',
  'user-tasks': 'task-limit',
  'system-tasks': 'task-limit',
  'pid-max': 'task-limit',
  'java-heap': 'java-heap',
  metaspace: 'metaspace',
  'class-space': 'metaspace',
  'direct-memory': 'direct-memory',
}
const LEFT_ROOM: ReadonlySet<LedgerStanding> = new Set(['room', 'unlimited', 'not-applied'])

export function ledgerContradictions({ hypotheses, ledgers = [] }: ProcessAnalysis): string[] {
  return hypotheses.flatMap(({ id, status }) => {
    const own = ledgers.filter((ledger) => HYPOTHESES[ledger.id] === id)
    const said = `${id} is ${status}: ${own.map((each) => `${each.id} ${each.standing}`).join(', ')}`
    const met = own.some(({ standing, atFailure }) => standing === 'reached' && atFailure !== false)
    if (met && (status === 'ruled-out' || status === 'unlikely')) return [said]
    const room = own.length > 0 && own.every(({ standing }) => LEFT_ROOM.has(standing))
    return room && status === 'confirmed' ? [said] : []
  })
}
