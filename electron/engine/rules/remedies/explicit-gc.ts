/** Buffers are freed when they are collected: who forbids System.gc() takes the last rescue of what waits for it. */
import type { Remedy } from '../../../../shared/model/analysis.ts'
import { argumentsOf } from '../../facts/explicit-gc/arguments.ts'
import type { ProcessFacts } from '../../facts/process-facts.ts'

export function disablesExplicitGc(facts: ProcessFacts): boolean {
  return argumentsOf(facts).disableExplicitGc?.value === true
}

/** @param why which call of the JDK asks for the collection */
export function explicitGcRemedy(why: string): Remedy {
  return {
    title: 'Let stale buffers be released',
    command: 'remove -XX:+DisableExplicitGC; look for buffers that are kept after their use',
    why,
    sideEffects: 'Explicit collections pause the application; -XX:+ExplicitGCInvokesConcurrent shortens that.',
  }
}
