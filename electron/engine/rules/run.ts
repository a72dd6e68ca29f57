import type { Hypothesis } from '../../../shared/model/analysis.ts'
import type { ProcessFacts } from '../facts/process-facts.ts'
import { SYSTEM_NAMES } from '../facts/system.ts'
import { Findings } from './lib/evidence.ts'
import type { Rule, RuleResult } from './rule.ts'

/** Weighs every hypothesis. One that throws becomes `failed`, keeps its reason, and costs no other. */
export function runRules(rules: readonly Rule[], facts: ProcessFacts): Hypothesis[] {
  return rules.map((rule) => {
    const { id, title, question } = rule
    try {
      return { id, title, question, ...(elsewhere(rule, facts) ?? rule.evaluate(facts)) }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      return {
        id,
        title,
        question,
        status: 'failed',
        confidence: 0,
        summary: `This hypothesis could not be weighed: ${reason}`,
        evidence: [],
        missing: [],
      }
    }
  })
}

/** What the system of the process does not have cannot have refused it anything. */
function elsewhere(rule: Rule, { system }: ProcessFacts): RuleResult | null {
  if (!rule.systems || !system || rule.systems.includes(system.value)) return null
  const findings = new Findings()
  const claim = `${SYSTEM_NAMES[system.value]} has no such limit`
  findings.against(claim, system.citation)
  return findings.result('ruled-out', 0.98, `${claim}.`)
}
