/** A fault in native or compiled code: a signal that the VM could not handle. */
import { saturatedListing } from '../facts/ledger.ts'
import { endWords, endedByAbort } from '../facts/exit.ts'
import { isJvm } from '../facts/jvm.ts'
import { endedBySegv, faultOfKernelLog, loneFaultOf, type LoneFault } from '../facts/kernel-faults.ts'
import type { CrashFacts, ProcessFacts } from '../facts/process-facts.ts'
import { signalSenderOf, type SignalSender } from '../facts/signal-sender.ts'
import { stackFaultOf } from '../facts/stack-fault.ts'
import { Findings } from './lib/evidence.ts'
import { defineRule, type RuleResult } from './rule.ts'

const AT_LIMIT = new Set(['exact', 'near'])

export const nativeCrash = defineRule({
  id: 'native-crash',
  title: 'Native or compiled code crashed',
  question: 'Did code access memory that it must not, or run into an illegal instruction?',
  evaluate(facts) {
    const findings = new Findings()
    const { crash, ledger } = facts
    if (!crash) return withoutCrashLog(facts, findings)
    if (crash.kind !== 'signal') {
      findings.against('The JVM ended itself; no signal ended it', crash.headline.citation)
      return findings.result('ruled-out', 0.95, 'The JVM ended itself; no signal ended it.')
    }
    if (!crash.signal) {
      findings.against('Which signal ended it is lost', crash.headline.citation)
      findings.lacks(
        'the signal that ended the process',
        'coredumpctl info PID; journalctl -k; a whole copy of the core',
      )
      return findings.result('possible', 0.4, 'A signal ended the process; which one is not known.')
    }
    const signal = crash.signal.value
    const sent = signalSenderOf(facts)
    if (sent) return bySender(signal, sent, findings)
    findings.for(signal, crash.signal.citation)
    const frame = crash.problematicFrame
    if (frame) findings.for(`In ${frame.value}`, frame.citation)
    const where = frame ? ` in ${frame.value}` : ''
    const fault = stackFaultOf(facts)?.where
    if (/STACK_OVERFLOW/.test(signal) || fault === 'guard' || fault === 'below' || saysOverflow(facts)) {
      findings.against(
        'The stack of the thread was used up',
        (crash.signalAddress ?? crash.signal ?? crash.headline).citation,
      )
      return findings.result('unlikely', 0.8, `${signal}${where}, for want of stack.`)
    }
    // BUS_ADRERR is an address without a page behind it; other codes (misaligned, protected) are the code's own doing.
    const code = crash.signalCode?.value ?? 'BUS_ADRERR'
    if (signal.includes('SIGBUS') && code.includes('BUS_ADRERR')) {
      return findings.result('possible', 0.5, `${signal}${where}; a truncated mapped file gives this signal too.`)
    }
    // winnt.h: a page could not be read from where it is kept, which is no fault of the code.
    if (signal.includes('IN_PAGE_ERROR'))
      return findings.result('possible', 0.4, `${signal}${where}: a page could not be read from its file.`)
    const full = saturatedListing(facts)
    if (full && signal.includes('SIGABRT')) {
      findings.against('The process aborted itself with a full map count: an answer to a refusal', full.citation)
      return findings.result('possible', 0.5, `${signal}${where}, with a full map count.`)
    }
    if (signal.includes('SIGABRT') && !facts.index.fromCrashLog(crash.headline) && isJvm(facts))
      return aborted(crash, findings, where)
    if (ledger && AT_LIMIT.has(ledger.standing)) {
      // malloc and mmap return null at a full map count; code that does not look faults on it.
      findings.against('The map count was at its limit: an unchecked refusal ends the same way', ledger.listing)
      return findings.result('likely', 0.6, `${signal}${where}, with a full map count.`)
    }
    if (facts.exit && failedOtherwise(facts)) {
      findings.against(
        `The process ${endWords(facts.exit.value)}; after a signal HotSpot aborts, which is 134`,
        facts.exit.citation,
      )
      findings.lacks('whether the crash log is of this end of the process', 'its time and pid beside those of the logs')
      return findings.result('likely', 0.68, `${signal}${where}, but the exit status is of another end.`)
    }
    if (crash.headingOnly) {
      findings.lacks('what the thread did, and where its stack ended', 'the crash log: find / -name "hs_err_pid*"')
      return findings.result('confirmed', 0.85, `${signal}${where}.`)
    }
    return findings.result('confirmed', 0.93, `${signal}${where}.`)
  },
})

/** As after `kill -SEGV`: HotSpot takes it for a fault of whatever thread got it, and blames the frame that it was in. */
function bySender(signal: string, { pid, citation }: SignalSender, findings: Findings): RuleResult {
  if (pid === null) {
    findings.for(signal, citation)
    findings.against('siginfo says that a process sent it; a fault of the code would have an address', citation)
    findings.lacks('who sent it: siginfo does not name the process', 'ausearch -sc kill; dmesg; the supervisor’s log')
    return findings.result('possible', 0.45, `${signal}, sent by a process that siginfo does not name.`)
  }
  findings.against(`Process ${pid} sent the signal: no instruction raised it`, citation)
  return findings.result('ruled-out', 0.88, `${signal} was sent by process ${pid}.`)
}

/** abort() names no cause: HotSpot ends itself so. */
function aborted(crash: CrashFacts, findings: Findings, where: string): RuleResult {
  findings.against(
    'HotSpot aborts itself after fatal errors of all kinds, those of memory included',
    crash.headline.citation,
  )
  findings.lacks('why the JVM aborted', 'its crash log (hs_err_pid*.log) or its standard output')
  return findings.result(
    'possible',
    0.45,
    `SIGABRT${where}: the JVM aborted itself, for a reason that its crash log tells.`,
  )
}

/** Java said itself why it ended (an error that the main thread did not catch), and the exit is not that of a signal. */
function failedOtherwise(facts: ProcessFacts): boolean {
  if (endedByAbort(facts) || endedBySegv(facts)) return false
  return facts.records.events.some(
    ({ type, values }) => type === 'out-of-memory' && (values['thread'] === 'main' || values['ending'] !== undefined),
  )
}

function saysOverflow(facts: ProcessFacts): boolean {
  return facts.records.events.some((event) => event.type === 'stack-overflow' && event.values['ending'] !== undefined)
}

/** The handler of HotSpot writes a log unless it cannot run: no stack, no disk, or a fault within it. */
function withoutCrashLog(facts: ProcessFacts, findings: Findings): RuleResult {
  const { exit } = facts
  if (exit && endedByAbort(facts) && facts.victim === null) {
    findings.for(`It ${endWords(exit.value)}`, exit.citation)
    findings.lacks(
      'who called abort: HotSpot, which then leaves a crash log, or a native library, of which only the core file tells',
      'find / -name "hs_err_pid*"; coredumpctl info PID; standard error of the process',
    )
    return findings.result(
      'possible',
      0.5,
      'SIGABRT without a crash log: HotSpot’s lies elsewhere, or native code aborted.',
    )
  }
  const lone = loneFaultOf(facts)
  if (lone) return faultedAlone(lone, findings)
  if (!exit || !endedBySegv(facts))
    return findings.result('unlikely', 0.6, 'No crash log of a signal is in the artifacts.')
  findings.for(`It ${endWords(exit.value)}`, exit.citation)
  findings.against('HotSpot would have written a crash log if it could', exit.citation)
  const fault = faultOfKernelLog(facts)
  if (fault?.nearStack === false) {
    findings.for('The kernel logged the fault', fault.citation)
    const library = fault.library === '' ? '' : ` in ${fault.library}`
    return findings.result('likely', 0.65, `SIGSEGV${library}, without a crash log.`)
  }
  findings.lacks(
    'the stack of the fault: the core file, or a crash log elsewhere',
    'coredumpctl info PID; find / -name "hs_err_pid*"',
  )
  return findings.result(
    'possible',
    0.45,
    'SIGSEGV without a crash log: native code that ran out of stack, or a handler that failed.',
  )
}

/** Only the host is described. The kernel prints a fault that no handler takes (unhandled_signal, kernel/signal.c): the process ends of it. */
function faultedAlone({ tid, library, nearStack, citation }: LoneFault, findings: Findings): RuleResult {
  const where = library === '' ? '' : ` in ${library}`
  const what = `The kernel ended a Java process: its thread ${tid} faulted${where}`
  if (nearStack === true) findings.against('The address lies beside the stack pointer', citation)
  else findings.for(what, citation)
  findings.lacks('what the thread did', 'find / -name "hs_err_pid*"; coredumpctl info; standard output of the process')
  return nearStack === true
    ? findings.result('possible', 0.4, `${what}, beside the stack pointer.`)
    : findings.result('likely', 0.7, `${what}. Nothing else here is of that process.`)
}
