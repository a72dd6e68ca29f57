import type { Hypothesis } from '../../../shared/model/analysis.ts'
import type { ProcessFacts } from '../facts/process-facts.ts'
import type { Rule } from './rule.ts'

/** Weighs every hypothesis. One that throws becomes `failed`, keeps its reason, and costs no other. */
export function runRules(rules: readonly Rule[], facts: ProcessFacts): Hypothesis[] {
  return rules.map((rule) => {
    const { id, title, question } = rule
    try {
      return { id, title, question, ...rule.evaluate(facts) }
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
