/** The Java heap was full: java.lang.OutOfMemoryError of the collectors (memAllocator.cpp, collectedHeap.cpp). */
import { formatBytes } from '../../../shared/display/bytes.ts'
import { byJavaError } from './lib/java-error.ts'
import { defineRule } from './rule.ts'

const REASONS = /^(?:Java heap space|GC overhead limit exceeded|Requested array size exceeds VM limit)/

export const javaHeap = defineRule({
  id: 'java-heap',
  title: 'The Java heap was full',
  question: 'Did the application need more heap than -Xmx allows?',
  evaluate(facts) {
    return byJavaError(facts, REASONS, (error, findings) => {
      const most = facts.index.number('heap.max')
      const used = facts.index.number('heap.used')
      if (most && used)
        findings.for(
          `${formatBytes(used.value)} of ${formatBytes(most.value)} heap used when it was printed`,
          used.citation,
        )
      return `OutOfMemoryError: ${error.reason}${most ? `; the heap may grow to ${formatBytes(most.value)}` : ''}.`
    })
  },
})
