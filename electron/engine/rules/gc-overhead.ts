/**
 * The collector gave up: 98 % of the time went into collections that freed less than 2 % (GCTimeLimit, GCHeapFreeLimit;
 * gcOverheadChecker.cpp). It is how a heap shows that is almost full: the cause is that, so this never outranks `java-heap`.
 */
import { javaErrorOf } from '../facts/java-errors.ts'
import { citationOf } from '../facts/known.ts'
import { Findings } from './lib/evidence.ts'
import { defineRule } from './rule.ts'

const REASON = /^GC overhead limit exceeded/

export const gcOverhead = defineRule({
  id: 'gc-overhead',
  title: 'The collector did little but collect',
  question: 'Did the JVM give up because nearly all time went into collections?',
  evaluate(facts) {
    const findings = new Findings()
    const error = javaErrorOf(facts)
    if (error && REASON.test(error.reason)) {
      findings.for(`OutOfMemoryError: ${error.reason}`, error.citation)
      return findings.result(
        'likely',
        0.65,
        'The collector gave up; the heap behind it was full, and that is the cause.',
      )
    }
    const earlier = facts.records.events.find(
      (event) => event.type === 'out-of-memory' && REASON.test(String(event.values['reason'] ?? '')),
    )
    if (earlier) {
      findings.for('The collector gave up at another time', citationOf(earlier))
      return findings.result(
        'unlikely',
        0.7,
        'The collector gave up at another time; the process ended of something else.',
      )
    }
    if (facts.crash) {
      findings.against('The process ended of something else', facts.crash.headline.citation)
      return findings.result('ruled-out', 0.85, 'The process ended of something else.')
    }
    return findings.result('unlikely', 0.7, 'No such OutOfMemoryError is in the artifacts.')
  },
})
