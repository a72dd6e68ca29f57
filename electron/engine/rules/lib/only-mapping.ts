/** Refusals that no limit of memory or addresses explains: facts/refusals.ts, asksOnlyForMapping. */
import type { Victim } from '../../../../shared/model/analysis.ts'
import type { ProcessFacts } from '../../facts/process-facts.ts'
import { asksOnlyForMapping, kernelRefusals } from '../../facts/refusals.ts'
import { asksForAddresses } from '../../facts/traced-calls.ts'
import type { RuleResult } from '../rule.ts'
import { capital, describeRefusal, type Findings } from './evidence.ts'

const CLAIM = 'What was refused only takes access away: it asks for no memory and no address'

/** For the limits of promised memory and of addresses: ruled out where all that was refused takes rights away; else null. */
export function asksForNothing(facts: ProcessFacts, findings: Findings): RuleResult | null {
  const first = firstOfMappingsAlone(facts)
  if (!first) return null
  findings.against(CLAIM, first.citation)
  return findings.result('ruled-out', 0.9, 'What was refused asks for no memory and no address.')
}

/** For the limits of promised and of private memory: ruled out where all that was refused are addresses without a right to write, too. */
export function asksForNoMemory(facts: ProcessFacts, findings: Findings): RuleResult | null {
  const refusals = kernelRefusals(facts)
  const [first] = refusals
  if (!first || !refusals.every((each) => asksOnlyForMapping(each) || asksForAddresses(each))) return null
  findings.against(
    'What was refused has no right to write: such addresses are no memory that is counted',
    first.citation,
  )
  return findings.result('ruled-out', 0.93, 'What was refused were addresses without access, which count as no memory.')
}

/** For want of memory itself: the kernel needs some two hundred bytes for the mapping's own record (vm_area_struct), of its group's limit too. */
export function asksForRecord(facts: ProcessFacts, findings: Findings): RuleResult | null {
  const first = firstOfMappingsAlone(facts)
  if (!first) return null
  findings.against(CLAIM, first.citation)
  return findings.result(
    'unlikely',
    0.75,
    'What was refused asks for no memory but the kernel’s own record of a mapping.',
  )
}

function firstOfMappingsAlone(facts: ProcessFacts): Victim | null {
  const refusals = kernelRefusals(facts)
  return refusals.every(asksOnlyForMapping) ? (refusals[0] ?? null) : null
}

/** For the limit of mappings, where nothing counts them. */
export function mappingWanted(refusal: Victim, findings: Findings): RuleResult {
  findings.for(
    'It only takes access away, which may cut a mapping in two: one mapping more is all that it asks for',
    refusal.citation,
  )
  return findings.result(
    'likely',
    0.75,
    `${capital(describeRefusal(refusal))} was refused, which asks for one mapping more and for nothing else that has a limit; no artifact counts the mappings.`,
  )
}
