/** A check inside HotSpot failed: guarantee, fatal, ShouldNotReachHere (debug.cpp). */
import { javaErrorOf } from '../facts/java-errors.ts'
import { isRefusedUncommit, zgcMappingErrno } from '../facts/zgc-mapping.ts'
import { Findings } from './lib/evidence.ts'
import { defineRule } from './rule.ts'

export const vmInternalError = defineRule({
  id: 'vm-internal-error',
  title: 'The VM found an error in itself',
  question: 'Did a check inside HotSpot fail?',
  evaluate(facts) {
    const findings = new Findings()
    const { crash } = facts
    if (!crash) return findings.result('unlikely', 0.6, 'No crash log is in the artifacts.')
    if (crash.kind !== 'internal-error') {
      findings.against('The crash log states no internal error', crash.headline.citation)
      return findings.result('ruled-out', 0.95, 'The crash log states no internal error.')
    }
    const error = javaErrorOf(facts)
    if (error) {
      findings.against('The VM was told to crash on an OutOfMemoryError (-XX:+CrashOnOutOfMemoryError)', error.citation)
      return findings.result('ruled-out', 0.9, 'The VM was told to crash on an OutOfMemoryError.')
    }
    if (zgcMappingErrno(facts) !== null) {
      findings.against(
        'ZGC ends the VM this way when the kernel refuses to map a piece of its heap: the VM found no fault in itself',
        (crash.detail ?? crash.headline).citation,
      )
      return findings.result(
        'ruled-out',
        0.9,
        'The kernel refused a mapping of the heap; ZGC makes that a fatal error.',
      )
    }
    if (isRefusedUncommit(facts)) {
      findings.against(
        'The VM ends itself this way when the kernel refuses to take metaspace back: it found no fault in itself',
        (crash.detail ?? crash.headline).citation,
      )
      return findings.result(
        'ruled-out',
        0.9,
        'The kernel refused to take metaspace back; the VM makes that a fatal error.',
      )
    }
    const what = crash.detail?.value ?? crash.headline.value
    findings.for(what, (crash.detail ?? crash.headline).citation)
    return findings.result('confirmed', 0.88, `${what}.`)
  },
})
