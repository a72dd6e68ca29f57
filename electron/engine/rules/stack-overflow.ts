/**
 * A thread ran out of stack. Java code gets a StackOverflowError; native code runs into the guard pages: a fault at the stack's end
 * (SIGSEGV, on macOS SIGBUS, EXCEPTION_STACK_OVERFLOW on Windows), or no word at all where no stack is left to handle the signal on.
 */
import { endWords } from '../facts/exit.ts'
import { formatCount } from '../../../shared/display/counts.ts'
import { endedBySegv, faultOfKernelLog, loneFaultOf } from '../facts/kernel-faults.ts'
import { citationOf } from '../facts/known.ts'
import type { CrashFacts, ProcessFacts } from '../facts/process-facts.ts'
import { stackFaultOf } from '../facts/stack-fault.ts'
import { failureOf } from './failure.ts'
import { Findings } from './lib/evidence.ts'
import { defineRule, type RuleResult } from './rule.ts'

export const stackOverflow = defineRule({
  id: 'stack-overflow',
  title: 'A thread ran out of stack',
  question: 'Did a recursion or a large frame go past the end of the stack?',
  evaluate(facts) {
    const findings = new Findings()
    const said = facts.records.events.find(
      (event) => event.type === 'stack-overflow' && event.values['ending'] !== undefined,
    )
    if (said && facts.crash?.kind !== 'out-of-memory') {
      findings.for('The VM says that the red zone of a stack was reached', citationOf(said))
      return findings.result('confirmed', 0.94, 'The VM itself says that a stack overflow ended it.')
    }
    return facts.crash ? byCrash(facts, facts.crash, findings) : withoutCrashLog(facts, findings)
  },
})

function byCrash(facts: ProcessFacts, crash: CrashFacts, findings: Findings): RuleResult {
  const signal = crash.signal?.value ?? ''
  if (crash.kind !== 'signal') {
    findings.against('The JVM ended itself; no fault ended it', crash.headline.citation)
    return findings.result('ruled-out', 0.95, 'The JVM ended itself; no fault ended it.')
  }
  if (/STACK_OVERFLOW/.test(signal)) {
    findings.for(signal, (crash.signal ?? crash.headline).citation)
    return findings.result('confirmed', 0.95, `${signal}: the stack of ${threadOf(crash)} was used up.`)
  }
  const fault = stackFaultOf(facts)
  if (!fault) {
    findings.lacks('the faulting address and the bounds of the stack', 'siginfo and Current thread of the crash log')
    return findings.result('unlikely', 0.5, `${signal}; where it lay relative to the stack is not known.`)
  }
  const { where, address, distance } = fault
  if (where === 'guard' || where === 'below') {
    const place =
      where === 'guard'
        ? `${formatCount(distance)} bytes above its end, in the guard pages`
        : `${formatCount(-distance)} bytes below its end`
    findings.for(`The address lies at the end of the thread’s stack, ${place}`, address.citation)
    findings.for(`${signal} in ${threadOf(crash)}`, (crash.thread ?? crash.headline).citation)
    return findings.result('confirmed', 0.9, `${signal} at the end of the stack of ${threadOf(crash)}: it was used up.`)
  }
  findings.against('The address is not at the end of the thread’s stack', address.citation)
  return findings.result('ruled-out', 0.92, `${signal} away from the end of the stack.`)
}

function threadOf(crash: CrashFacts): string {
  return crash.thread ? `thread ${crash.thread.value}` : 'the failing thread'
}

function withoutCrashLog(facts: ProcessFacts, findings: Findings): RuleResult {
  const thrown = facts.records.events.filter((event) => event.type === 'stack-overflow')
  const uncaught = thrown.findLast((event) => event.values['thread'] === 'main')
  if (uncaught && facts.exit && failureOf(facts)) {
    findings.for('The main thread ended of an uncaught StackOverflowError', citationOf(uncaught))
    return findings.result('confirmed', 0.85, 'The main thread ended of an uncaught StackOverflowError.')
  }
  const lone = loneFaultOf(facts)
  if (lone?.nearStack === true) {
    findings.for(
      `The kernel logged a fault of thread ${lone.tid} of a Java process beside the stack pointer`,
      lone.citation,
    )
    findings.lacks('where the stack ended', 'coredumpctl info; find / -name "hs_err_pid*"')
    return findings.result(
      'likely',
      0.62,
      `The kernel ended a Java process: its thread ${lone.tid} faulted beside the stack pointer. Nothing else here is of that process.`,
    )
  }
  const { exit } = facts
  if (uncaught && exit === null) {
    findings.for('The main thread ended of an uncaught StackOverflowError', citationOf(uncaught))
    findings.lacks(
      'whether the process ended with it: other threads may have gone on',
      'the exit status of the process',
    )
    return findings.result('likely', 0.62, 'The main thread ended of an uncaught StackOverflowError.')
  }
  if (exit && endedBySegv(facts)) {
    findings.for(
      `It ${endWords(exit.value)}, and wrote no crash log: with no stack left a signal cannot be handled`,
      exit.citation,
    )
    const fault = faultOfKernelLog(facts)
    if (fault?.nearStack === true) {
      findings.for('The kernel logged a fault beside the stack pointer', fault.citation)
      return findings.result(
        'likely',
        0.75,
        'SIGSEGV beside the stack pointer, and no crash log: the stack was used up.',
      )
    }
    if (fault) {
      findings.against('The kernel logged a fault away from the stack pointer', fault.citation)
      return findings.result('unlikely', 0.65, 'SIGSEGV away from the stack pointer.')
    }
    findings.lacks(
      'where the fault was: the core file, or the segfault line of the kernel log (its address beside sp means the stack)',
      'coredumpctl info PID; dmesg | grep segfault',
    )
    return findings.result(
      'possible',
      0.5,
      'SIGSEGV without a crash log: a stack without room for the handler, or a handler that failed.',
    )
  }
  const [first] = thrown
  if (first) {
    findings.against('A StackOverflowError was thrown, and the process went on', citationOf(first))
    return findings.result('unlikely', 0.7, 'A StackOverflowError was thrown, and the process went on.')
  }
  return findings.result('unlikely', 0.7, 'No sign of a stack overflow is in the artifacts.')
}
