/** What the hypotheses about the JVM's own limits share: the message of the error decides. */
import type { JavaError } from '../../facts/java-errors.ts'
import { javaErrorOf } from '../../facts/java-errors.ts'
import type { ProcessFacts } from '../../facts/process-facts.ts'
import { refusalOf } from '../../facts/refusals.ts'
import type { RuleResult } from '../rule.ts'
import { Findings } from './evidence.ts'

export function byJavaError(
  facts: ProcessFacts,
  reasons: RegExp,
  describe: (error: JavaError, findings: Findings) => string,
): RuleResult {
  const findings = new Findings()
  const error = javaErrorOf(facts)
  if (error && reasons.test(error.reason)) {
    findings.for(`OutOfMemoryError: ${error.reason}`, error.citation)
    const summary = describe(error, findings)
    return byOutcome(error, summary, findings)
  }
  const refusal = refusalOf(facts)
  if (refusal) {
    findings.against('The kernel refused something: that is no limit of the JVM', refusal.citation)
    return findings.result('ruled-out', 0.85, 'The kernel refused it, not the JVM.')
  }
  if (error?.reason === '') {
    findings.for('An OutOfMemoryError whose reason is not printed', error.citation)
    findings.lacks(
      'the reason of the OutOfMemoryError',
      'its trace in the application log; the javacore, heap dump or GC log of that time',
    )
    return findings.result('unknown', 0.3, 'The reason of the OutOfMemoryError is not printed.')
  }
  if (error) {
    findings.against(`The error was another: ${error.reason}`, error.citation)
    return findings.result('ruled-out', 0.9, `The error was another: ${error.reason}.`)
  }
  if (facts.crash) {
    findings.against('The process ended of something else', facts.crash.headline.citation)
    return findings.result('ruled-out', 0.85, 'The process ended of something else.')
  }
  return findings.result('unlikely', 0.7, 'No such OutOfMemoryError is in the artifacts.')
}

/** What was survived once may have been one request too large; what ended the process, or came again, is the trouble. */
function byOutcome({ outcome, count }: JavaError, summary: string, findings: Findings): RuleResult {
  if (outcome === 'ended') return findings.result('confirmed', 0.93, summary)
  if (outcome === 'perhaps') {
    findings.lacks('what ended the process: this error stands long before the end', 'the last lines of its logs')
    return findings.result('likely', 0.6, `${summary} The process failed later.`)
  }
  if (outcome === 'open') {
    findings.lacks('what came of it', 'the lines behind it, and how the process ended')
    return count > 1
      ? findings.result('confirmed', 0.88, summary)
      : findings.result('likely', 0.65, `${summary} What came of it the artifacts do not say.`)
  }
  return count > 1
    ? findings.result('confirmed', 0.88, `${summary} The process lived on.`)
    : findings.result('likely', 0.65, `${summary} It happened once and was survived.`)
}
