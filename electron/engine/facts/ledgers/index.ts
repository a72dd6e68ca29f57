/** THE list of ledgers beside that of the map count (`facts/ledger.ts`): those whose limit some artifact states or implies. */
import type { QuantityLedger } from '../../../../shared/model/quantity-ledger.ts'
import type { ProcessFacts } from '../process-facts.ts'
import { addressSpaceLedger } from './address-space.ts'
import { commitLedger } from './commit.ts'
import { dataLedger } from './data.ts'
import { heuristicLedger } from './heuristic.ts'
import { jvmLedgers } from './jvm.ts'
import { taskLedgers } from './tasks.ts'

/** In the order of `quantityLimits`. */
export function ledgersOf(facts: ProcessFacts): QuantityLedger[] {
  const memory = [addressSpaceLedger, dataLedger, commitLedger, heuristicLedger].flatMap(
    (ledger) => ledger(facts) ?? [],
  )
  return [...memory, ...taskLedgers(facts), ...jvmLedgers(facts)]
}
