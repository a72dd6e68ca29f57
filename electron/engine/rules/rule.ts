/** What a hypothesis is. Adding one is a file that calls {@link defineRule}, and a line in rules/index.ts. */
import type { Evidence, HypothesisStatus, MissingFact, RootCauseId } from '../../../shared/model/analysis.ts'
import type { ProcessFacts } from '../facts/process-facts.ts'
import type { SystemId } from '../facts/system.ts'

export interface RuleResult {
  status: Exclude<HypothesisStatus, 'failed'>
  /** 0..1 */
  confidence: number
  summary: string
  evidence: Evidence[]
  missing: MissingFact[]
}

export interface Rule {
  id: RootCauseId
  title: string
  /** The question it answers, as an engineer would ask it. */
  question: string
  /** Where such a thing exists; everywhere by default. Elsewhere it is ruled out without being weighed. */
  systems?: readonly SystemId[]
  /** Pure. Throwing makes this hypothesis `failed` and no other. */
  evaluate(facts: ProcessFacts): RuleResult
}

export function defineRule(rule: Rule): Rule {
  return rule
}
