/** The Java heap was full: java.lang.OutOfMemoryError of the collectors (memAllocator.cpp, collectedHeap.cpp). */
import { formatBytes } from '../../../shared/display/bytes.ts'
import { heapExhaustionOf } from '../facts/heap-exhaustion.ts'
import { heapRoomOf } from '../facts/heap-room.ts'
import { ARRAY_SIZE, javaErrorOf } from '../facts/java-errors.ts'
import type { ProcessFacts } from '../facts/process-facts.ts'
import { capital, Findings } from './lib/evidence.ts'
import { byJavaError } from './lib/java-error.ts'
import { defineRule, type RuleResult } from './rule.ts'

// Failed to allocate a 8208 byte allocation with 2263008 free bytes and 2209KB until OOM                      (Android, heap.cc)
const REASONS =
  /^(?:Java heap space|GC overhead limit exceeded|Requested array size exceeds VM limit|Failed to allocate a \d{1,15} byte allocation with \d)/

export const javaHeap = defineRule({
  id: 'java-heap',
  title: 'The Java heap was full',
  question: 'Did the application need more heap than -Xmx allows?',
  evaluate(facts) {
    const found =
      byFailedHandler(facts) ??
      byJavaError(facts, REASONS, (error, findings) => {
        const most = facts.index.number('heap.max')
        const used = facts.index.number('heap.used')
        if (most && used)
          findings.for(
            `${formatBytes(used.value)} of ${formatBytes(most.value)} heap used when it was printed`,
            used.citation,
          )
        if (ARRAY_SIZE.test(error.reason))
          return `OutOfMemoryError: ${error.reason}: more elements than any array can have, which no heap is large enough for.`
        return `OutOfMemoryError: ${error.reason}${most ? `; the heap may grow to ${formatBytes(most.value)}` : ''}.`
      })
    return found.status === 'unlikely' ? (byTraces(facts) ?? found) : found
  },
})

/** No output tells of an error. */
function byTraces(facts: ProcessFacts): RuleResult | null {
  const trace = heapExhaustionOf(facts)
  if (!trace) return null
  const findings = new Findings()
  findings.for(capital(trace.claim), trace.citation)
  findings.lacks('whether it met an OutOfMemoryError, and what came of it', 'its standard output and its log')
  return findings.result('possible', 0.5, `${capital(trace.claim)}: ${trace.means}.`)
}

const FULL_SHARE = 0.9

/**
 * `Exception: java.lang.OutOfMemoryError thrown from the UncaughtExceptionHandler`: printing the stack of the first error failed as
 * well, and that text has no reason. What printing needs is a little heap, seldom anything else.
 */
function byFailedHandler(facts: ProcessFacts): RuleResult | null {
  const error = javaErrorOf(facts)
  if (!error || error.reason !== '' || !error.citation.quote.includes('thrown from the UncaughtExceptionHandler'))
    return null
  const findings = new Findings()
  findings.for('Not even the stack of the first OutOfMemoryError could be printed', error.citation)
  const room = heapRoomOf(facts)
  if (room && room.used >= FULL_SHARE * room.most) {
    const claim = `${formatBytes(room.used)} of ${formatBytes(room.most)} heap were left in use by the last collection`
    findings.for(claim, room.citation)
    return findings.result('confirmed', 0.88, `OutOfMemoryError without a reason, but ${claim}.`)
  }
  findings.lacks('the reason of the OutOfMemoryError: its text did not get out', 'the GC log of that time')
  if (room)
    findings.against(
      `${formatBytes(room.used)} of ${formatBytes(room.most)} heap were left in use by the last collection`,
      room.citation,
    )
  return findings.result(
    room ? 'possible' : 'likely',
    room ? 0.45 : 0.66,
    'OutOfMemoryError in the handler of an uncaught one: most likely the heap had no room to print it.',
  )
}
