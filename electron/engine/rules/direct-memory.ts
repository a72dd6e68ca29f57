/**
 * MaxDirectMemorySize was reached: java.nio.Bits.reserveMemory. A count of the JDK's own, never an errno. Netty counts by itself, up to
 * io.netty.maxDirectMemory, which is the same by default (PlatformDependent.incrementMemoryCounter).
 */
import { byJavaError } from './lib/java-error.ts'
import { defineRule } from './rule.ts'

export const directMemory = defineRule({
  id: 'direct-memory',
  title: 'Direct buffer memory was used up',
  question: 'Did direct buffers reach MaxDirectMemorySize (by default the maximum heap)?',
  evaluate(facts) {
    const reasons =
      /^(?:Direct buffer memory|.{0,300}\bCause: Direct buffer memory|Cannot reserve \d{1,20} bytes of direct buffer memory|failed to allocate \d{1,20} byte\(s\) of direct memory)/
    return byJavaError(facts, reasons, (error) => `OutOfMemoryError: ${error.reason}.`)
  },
})
