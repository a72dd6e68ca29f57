/** Metaspace or the compressed class space was full: Metaspace::report_metadata_oome (metaspace.cpp). */
import { formatBytes } from '../../../shared/display/bytes.ts'
import { byJavaError } from './lib/java-error.ts'
import { defineRule } from './rule.ts'

export const metaspace = defineRule({
  id: 'metaspace',
  title: 'Metaspace was full',
  question: 'Did class metadata outgrow MaxMetaspaceSize or CompressedClassSpaceSize?',
  evaluate(facts) {
    return byJavaError(facts, /^(?:Metaspace|Compressed class space)/, (error, findings) => {
      const used = facts.index.number('metaspace.used')
      if (used) findings.for(`${formatBytes(used.value)} of metaspace used when it was printed`, used.citation)
      return `OutOfMemoryError: ${error.reason}.`
    })
  },
})
