/** Ends without a word of the JVM, and errors that it survived: the OOM killer, used-up stacks, files that were cut. */
import { describe, expect, test } from 'vitest'
import { createFacts } from '../../electron/engine/facts/process-facts.ts'
import { rules } from '../../electron/engine/rules/index.ts'
import { oomKiller } from '../../electron/engine/rules/oom-killer.ts'
import { remediesFor } from '../../electron/engine/rules/remedies/index.ts'
import { runRules } from '../../electron/engine/rules/run.ts'
import { stackOverflow } from '../../electron/engine/rules/stack-overflow.ts'
import { verdictOf } from '../../electron/engine/rules/verdict.ts'
import type { FactKey, FactValue } from '../../shared/model/facts.ts'
import { CRASH_AT, GIB, indexFiles, MIB, ProcessBuilder, refusedCommit } from '../support/process-builder.ts'

function diagnose(builder: ProcessBuilder) {
  const facts = createFacts(builder.records)
  const hypotheses = runRules(rules, facts)
  const verdict = verdictOf(hypotheses, facts)
  return { ...verdict, hypotheses, remedies: remediesFor(verdict, facts) }
}

const ended = (exit: string): ProcessBuilder => new ProcessBuilder().artifact('exit-status').fact('process.exit', exit)
const killed = { pid: 1, comm: 'java', scope: 'host', anonRss: 3 * GIB }

describe('oom-killer', () => {
  test('the kernel names this process: confirmed, with or without an exit status', () => {
    for (const builder of [new ProcessBuilder(), ended('exit code 137')]) {
      const found = diagnose(builder.artifact('kernel-log', { scope: 'host' }).event('oom-kill', killed))
      expect(found).toMatchObject({ rootCause: 'oom-killer', confidence: 0.96 })
      expect(found.remedies).not.toHaveLength(0)
    }
  })

  test('nothing but the kernel’s log: the Java process that it killed is what it tells of', () => {
    const log = (comm: string): ProcessBuilder => {
      const builder = new ProcessBuilder().artifact('kernel-log', { scope: 'host' })
      builder.event('oom-kill', { ...killed, pid: 40_123, comm, scope: 'cgroup' })
      builder.records.pid = null
      return builder
    }
    const found = diagnose(log('java'))
    expect(found).toMatchObject({ rootCause: 'oom-killer', confidence: 0.85 })
    expect(found.summary).toContain('The kernel killed a Java process (40123) with 3 GiB')
    const other = diagnose(log('postgres'))
    expect(other).toMatchObject({ rootCause: 'undetermined', title: 'No process is described here' })
    // A process of which more is known may be another.
    const beside = log('java').artifact('proc-status').fact('process.rss', MIB)
    beside.records.pid = 9615
    expect(diagnose(beside).rootCause).toBe('none')
  })

  test.each([
    [{ scope: 'cgroup', limit: 2 * GIB }, 'Its control group (container, limited to 2 GiB) was out of memory'],
    [{ scope: 'cgroup' }, 'Its control group (container) was out of memory'],
    [
      { scope: 'nodes' },
      'The part of the host’s memory that it is bound to (cpuset or memory policy) was out of memory',
    ],
    [{ scope: 'host', limit: 2 * GIB }, 'The host was out of memory'],
  ])('whose memory it was: %o', (values, words) => {
    const builder = new ProcessBuilder().artifact('kernel-log', { scope: 'host' })
    expect(diagnose(builder.event('oom-kill', { ...killed, ...values })).summary).toContain(words)
  })

  test('another process was killed', () => {
    const builder = new ProcessBuilder().artifact('proc-status').fact('process.rss', MIB)
    builder.artifact('kernel-log', { scope: 'host' }).event('oom-kill', { ...killed, pid: 4711, comm: 'postgres' })
    expect(diagnose(builder).rootCause).toBe('none')
  })

  test('the number was another process’s before this one began', () => {
    const builder = new ProcessBuilder().artifact('application-log').event('start', {}, { at: CRASH_AT })
    builder.artifact('kernel-log', { scope: 'host' }).event('oom-kill', killed, { at: CRASH_AT - 60_000 })
    expect(diagnose(builder).rootCause).toBe('none')
  })

  test('a container has its own numbers: the kernel killed a Java process, and this one ended by SIGKILL', () => {
    const builder = ended('exit code 137').artifact('kernel-log', { scope: 'host' })
    builder.event('oom-kill', { ...killed, pid: 40_123, scope: 'cgroup' })
    const found = diagnose(builder)
    expect(found).toMatchObject({ rootCause: 'oom-killer', confidence: 0.75 })
    builder.records.pid = 40_999
    expect(diagnose(builder).confidence).toBeLessThan(0.7)
  })

  test.each([
    ['says nothing after it', -10_000, true],
    ['says something after it', 10_000, false],
  ])('nobody saw the end: a Java process was killed, and this one %s', (_name, after, likely) => {
    const builder = new ProcessBuilder().artifact('application-log')
    builder.event('log-warning', {}, { at: CRASH_AT + after, quote: '2026-11-22T08:46:00Z WARN slow' })
    builder.artifact('kernel-log', { scope: 'host' }).event('oom-kill', { ...killed, pid: 40_123 }, { at: CRASH_AT })
    builder.records.pid = null
    expect(diagnose(builder)).toMatchObject(
      likely ? { rootCause: 'oom-killer', confidence: 0.62 } : { rootCause: 'none' },
    )
  })

  test('a Java process was killed on a day that dmesg does not print: perhaps this one', () => {
    const silent = (): ProcessBuilder => {
      const builder = new ProcessBuilder().artifact('application-log').event('log-warning', {}, { at: CRASH_AT })
      builder.artifact('kernel-log', { scope: 'host' }).event('oom-kill', { ...killed, pid: 40_123 })
      builder.records.pid = null
      return builder
    }
    const found = diagnose(silent())
    expect(found).toMatchObject({ rootCause: 'undetermined', confidence: 0.5 })
    expect(found.summary).toContain('The kernel killed a Java process (40123)')
    expect(found.summary).toContain('dmesg -T')
    expect(diagnose(silent().artifact('application-log').event('shutdown')).rootCause).toBe('none')
    const named = silent()
    named.records.pid = 9615
    expect(diagnose(named).rootCause).toBe('none')
  })

  test('SIGABRT without a crash log: what would tell who called abort', () => {
    const found = diagnose(ended('exit code 134'))
    expect(found.rootCause).toBe('undetermined')
    expect(found.summary).toContain('hs_err_pid')
  })

  test.each([
    [{}, 'undetermined', 0.5],
    [{ 'cgroup.oom-kills': 1 }, 'oom-killer', 0.9],
    [{ 'limit.cgroup-memory': 2 * GIB, 'cgroup.memory-peak': 2 * GIB }, 'oom-killer', 0.65],
    [{ 'limit.cgroup-memory': 2 * GIB, 'cgroup.memory-peak': GIB }, 'undetermined', 0.5],
    [{ 'memory.total': 24 * GIB, 'memory.available': GIB / 2 }, 'oom-killer', 0.65],
  ] satisfies [Partial<Record<FactKey, FactValue>>, string, number][])(
    'SIGKILL with %o: %s',
    (values, rootCause, confidence) => {
      expect(diagnose(ended('killed by signal 9 (SIGKILL)').facts(values))).toMatchObject({ rootCause, confidence })
    },
  )

  test('a program that fork was refused is told, and is no failure of the process', () => {
    const builder = new ProcessBuilder().artifact('application-log').event('log-error', {})
    builder.event('process-start-failed', { program: 'df', errno: 'ENOMEM' })
    const { rootCause, confidence, summary } = diagnose(builder)
    expect({ rootCause, confidence }).toEqual({ rootCause: 'none', confidence: 0.5 })
    expect(summary).toContain('but that the program “df” could not be started (ENOMEM of fork)')
    expect(summary).toContain('1 error in its logs, none of them a refusal')
  })

  test('SIGKILL alone says what would tell', () => {
    expect(diagnose(ended('exit code 137')).summary).toContain('dmesg')
  })

  test('systemd saw the OOM killer in the control group of the service', () => {
    expect(diagnose(ended('killed by signal 9 (SIGKILL), result oom-kill'))).toMatchObject({
      rootCause: 'oom-killer',
      confidence: 0.88,
    })
    // Another process of the service was killed, and systemd stopped the rest.
    expect(diagnose(ended('exit code 143, result oom-kill')).rootCause).not.toBe('oom-killer')
    expect(diagnose(ended('killed by signal 9 (SIGKILL), result timeout')).rootCause).not.toBe('oom-killer')
  })

  test('who writes a crash log was not killed', () => {
    const builder = refusedCommit(12_288).artifact('kernel-log', { scope: 'host' }).event('oom-kill', killed)
    expect(oomKiller.evaluate(createFacts(builder.records)).status).toBe('ruled-out')
  })
})

describe('stack-overflow', () => {
  const LOW = 0x7f2000000000
  function fault(address: number, signal = 'SIGSEGV'): ProcessBuilder {
    const builder = new ProcessBuilder().crashLog().facts({
      'crash.kind': 'signal',
      'crash.headline': signal,
      'crash.signal': signal,
      'crash.signal-address': address,
      'crash.thread': 'main',
      'crash.problematic-frame': 'C  [libx.so+0x1]  descend+0x11',
    })
    builder.thread('main', LOW, LOW + MIB)
    for (const thread of builder.records.threads) thread.current = true
    return builder
  }

  test.each([
    [LOW - 65 * 1024, 'native-crash'],
    [LOW - 8, 'stack-overflow'],
    [LOW + 64, 'stack-overflow'],
    [LOW + 16_383, 'stack-overflow'],
    [LOW + 16_384, 'native-crash'],
    [LOW + MIB - 8, 'native-crash'],
    [LOW + MIB, 'native-crash'],
    [0x10, 'native-crash'],
  ])('SIGSEGV at %i: %s', (address, rootCause) => {
    expect(diagnose(fault(address))).toMatchObject({ rootCause })
  })

  test('macOS gives SIGBUS there', () => {
    expect(diagnose(fault(LOW + 64, 'SIGBUS')).rootCause).toBe('stack-overflow')
  })

  test('Windows says it', () => {
    expect(diagnose(fault(0x10, 'EXCEPTION_STACK_OVERFLOW'))).toMatchObject({
      rootCause: 'stack-overflow',
      confidence: 0.95,
    })
  })

  test('HotSpot says it', () => {
    const builder = fault(0x10).artifact('hotspot-stdout').event('stack-overflow', { ending: 'aborted' })
    expect(diagnose(builder).rootCause).toBe('stack-overflow')
  })

  test('no bounds of the stack: a native crash as any other', () => {
    const builder = fault(LOW + 64)
    builder.records.threads = []
    expect(diagnose(builder).rootCause).toBe('native-crash')
  })

  test.each([['killed by signal 11 (SIGSEGV)'], ['exit code 139'], ['exit code -11']])(
    '%s without a crash log: open, and says which artifact tells',
    (exit) => {
      const found = diagnose(ended(exit))
      expect(found.rootCause).toBe('undetermined')
      expect(found.summary).toContain('core file')
      expect(found.hypotheses.find(({ id }) => id === 'stack-overflow')?.missing[0]?.capture).toContain('segfault')
    },
  )

  test.each([
    ['7f25a0bfff98', 'stack-overflow', 0.75],
    ['0000000000000010', 'native-crash', 0.65],
  ])('the kernel logged the fault at %s: %s', (address, rootCause, confidence) => {
    const quote = `java[1]: segfault at ${address} ip 00007f25a1c0a3d1 sp 00007f25a0bfffa0 error 6 in libx.so[7f25a1c09000+2000]`
    const builder = ended('killed by signal 11 (SIGSEGV)').artifact('kernel-log', { scope: 'host' })
    builder.event('kernel-segfault', { tid: 1, comm: 'java', library: 'libx.so' }, { quote })
    expect(diagnose(builder)).toMatchObject({ rootCause, confidence })
  })

  test('a StackOverflowError counts only if the process, or its main thread, ended of it', () => {
    const thrown = (): ProcessBuilder =>
      new ProcessBuilder().artifact('hotspot-stdout').event('stack-overflow', { thread: 'main' })
    const caught = new ProcessBuilder().artifact('application-log').event('stack-overflow')
    expect(diagnose(thrown().artifact('exit-status').fact('process.exit', 'exit code 1')).rootCause).toBe(
      'stack-overflow',
    )
    expect(stackOverflow.evaluate(createFacts(thrown().records)).status).toBe('likely')
    expect(stackOverflow.evaluate(createFacts(caught.records)).status).toBe('unlikely')
  })
})

describe('mapped-file-truncated without a crash log', () => {
  const faulted = (): ProcessBuilder =>
    new ProcessBuilder()
      .artifact('application-log')
      .event(
        'unsafe-access-fault',
        {},
        { quote: 'java.lang.InternalError: a fault occurred in an unsafe memory access operation' },
      )

  test('the VM made an InternalError of the SIGBUS', () => {
    const found = diagnose(faulted())
    expect(found).toMatchObject({ rootCause: 'mapped-file-truncated', confidence: 0.87 })
    expect(found.hypotheses.find(({ id }) => id === 'mapped-file-truncated')?.missing[0]?.what).toContain('which file')
  })

  test('it is no cause of what else ended the process', () => {
    const heap = faulted().event('out-of-memory', { reason: 'Java heap space', ending: 'terminated' })
    expect(diagnose(heap).rootCause).toBe('java-heap')
    const builder = refusedCommit(12_288).maps(indexFiles(1001)).fact('limit.max-map-count', 1000)
    builder.artifact('application-log').event('unsafe-access-fault')
    expect(diagnose(builder).rootCause).toBe('max-map-count')
  })
})

describe('several errors of the JVM’s own limits in one log', () => {
  const log = (): ProcessBuilder => new ProcessBuilder().artifact('application-log')

  test('the one that ended the process, wherever it stands', () => {
    const builder = log()
      .event('out-of-memory', { reason: 'Java heap space' })
      .event('out-of-memory', { reason: 'Metaspace', ending: 'terminated' })
      .event('out-of-memory', { reason: 'Java heap space' })
    expect(diagnose(builder).rootCause).toBe('metaspace')
  })

  test('the one that the main thread did not catch', () => {
    const builder = log()
      .event('out-of-memory', { reason: 'Java heap space', thread: 'main' })
      .event('out-of-memory', { reason: 'Direct buffer memory', thread: 'pool-1' })
      .artifact('exit-status')
      .fact('process.exit', 'exit code 1')
    expect(diagnose(builder).rootCause).toBe('java-heap')
  })

  test('an end by the heap after a mapping that was refused and survived', () => {
    const builder = log()
      .event('map-failed')
      .artifact('hotspot-stdout')
      .event('out-of-memory', { reason: 'Java heap space', ending: 'terminated' })
    expect(diagnose(builder).rootCause).toBe('java-heap')
  })

  test('survived: the most frequent one', () => {
    const builder = log()
      .event('out-of-memory', {
        reason: 'Cannot reserve 1048576 bytes of direct buffer memory (allocated: 1, limit: 2)',
      })
      .event('out-of-memory', {
        reason: 'Cannot reserve 2097152 bytes of direct buffer memory (allocated: 1, limit: 2)',
      })
      .event('out-of-memory', { reason: 'Java heap space' })
    expect(diagnose(builder).rootCause).toBe('direct-memory')
  })

  test('GC overhead: the full heap is the cause, the collector’s word stands beside it', () => {
    const found = diagnose(log().event('out-of-memory', { reason: 'GC overhead limit exceeded', ending: 'terminated' }))
    expect(found.rootCause).toBe('java-heap')
    expect(found.hypotheses.find(({ id }) => id === 'gc-overhead')?.status).toBe('likely')
  })
})

describe('SIGABRT of a core file, without a crash log', () => {
  const aborted = (): ProcessBuilder =>
    new ProcessBuilder().artifact('elf-core', { at: CRASH_AT }).facts({
      'crash.kind': 'signal',
      'crash.headline': 'SIGABRT',
      'crash.signal': 'SIGABRT',
      'limit.max-map-count': 1000,
    })

  test('any program: its own end', () => {
    expect(diagnose(aborted().maps(indexFiles(50))).rootCause).toBe('native-crash')
  })

  test('a JVM: HotSpot aborts after errors of all kinds', () => {
    const found = diagnose(aborted().fact('jvm.arguments', '-Xmx1g').maps(indexFiles(50)))
    expect(found.rootCause).toBe('undetermined')
    expect(found.summary).toContain('crash log')
    const unnamed = diagnose(aborted().fact('process.command', '/opt/jdk/bin/java -Xmx1g'))
    expect(unnamed.rootCause).toBe('undetermined')
    expect(diagnose(aborted().fact('process.command', './java-like -x')).rootCause).toBe('native-crash')
  })

  test('that another process sent: no code crashed', () => {
    const builder = new ProcessBuilder().artifact('elf-core', { at: CRASH_AT }).facts({
      'crash.kind': 'signal',
      'crash.headline': 'SIGABRT: sent by process 22656 of user 0',
      'crash.signal': 'SIGABRT',
      'crash.signal-code': 'SI_USER',
      'crash.signal-sender': 22_656,
    })
    const found = diagnose(builder.maps(indexFiles(50)))
    expect(found.rootCause).toBe('undetermined')
    expect(found.summary).toContain('died of SIGABRT, sent by process 22656')
    expect(found.hypotheses.find(({ id }) => id === 'native-crash')?.status).toBe('ruled-out')
  })

  test('a core cut before its notes: a signal that is not known, and the count of the header', () => {
    const cut = new ProcessBuilder().artifact('elf-core', { at: CRASH_AT }).facts({
      'crash.kind': 'signal',
      'crash.headline': 'A signal ended the process',
      'mappings.total': 65021,
      'limit.max-map-count': 65530,
    })
    expect(diagnose(cut).rootCause).toBe('undetermined')
    const facts = createFacts(cut.records)
    expect(facts.ledger).toMatchObject({ mapLines: 65021, complete: true })
  })

  test.each([
    [999, 'native-crash'],
    [1000, 'max-map-count'],
    [1001, 'max-map-count'],
  ])('%i of 1000 mappings: %s', (vmas, rootCause) => {
    const found = diagnose(aborted().maps(indexFiles(vmas)))
    expect(found.rootCause).toBe(rootCause)
    expect(found.confidence).toBeLessThan(0.7)
  })
})

test.each([
  ['main', null, 'stack-overflow', 0.62],
  ['main', 'exit code 1', 'stack-overflow', 0.85],
  ['pool-1', null, 'none', 0.4],
])('StackOverflowError that thread %s did not catch, %s: %s', (thread, exit, rootCause, confidence) => {
  const builder = new ProcessBuilder().artifact('hotspot-stdout').event('stack-overflow', { thread })
  if (exit !== null) builder.artifact('exit-status').fact('process.exit', exit)
  const found = diagnose(builder)
  expect(found).toMatchObject({ rootCause, confidence })
})
