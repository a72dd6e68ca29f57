/** What a kernel log alone tells of a Java process that nothing else is told of. */
import { describe, expect, test } from 'vitest'
import { analyseProcess } from '../../electron/engine/analyse.ts'
import type { EventType } from '../../shared/model/records.ts'
import { GIB, MIB, ProcessBuilder } from '../support/process-builder.ts'

type Values = Record<string, string | number>

function log(...events: [type: EventType, values: Values, quote?: string][]): ProcessBuilder {
  const builder = new ProcessBuilder().artifact('kernel-log', { scope: 'host' })
  for (const [type, values, quote] of events) builder.event(type, values, quote === undefined ? {} : { quote })
  builder.records.pid = null
  return builder
}

function diagnose(builder: ProcessBuilder) {
  const { verdict, state } = analyseProcess(builder.records)
  return { ...verdict, state }
}

const fault = (address: string): string =>
  `java[4711]: segfault at ${address} ip 00007f25a1c0a3d1 sp 00007f25a0bfffa0 error 6 in libx.so[7f25a1c09000+2000]`

describe('a fault that the kernel logged', () => {
  test('ended the Java process whose thread it was', () => {
    const found = diagnose(log(['kernel-segfault', { tid: 4711, comm: 'java', library: 'libx.so' }, fault('10')]))
    expect(found).toMatchObject({ rootCause: 'native-crash', confidence: 0.7, state: 'ended' })
    expect(found.summary).toContain('its thread 4711 faulted in libx.so')
  })

  test('beside the stack pointer: the stack', () => {
    const near = fault('7f25a0bfff98')
    const found = diagnose(log(['kernel-segfault', { tid: 4711, comm: 'java', library: 'libx.so' }, near]))
    expect(found).toMatchObject({ rootCause: 'stack-overflow', confidence: 0.62 })
  })

  test('threads have other names: what is in libjvm.so is of a JVM, and nothing else is', () => {
    const within = (library: string): ProcessBuilder =>
      log(['kernel-segfault', { tid: 4711, comm: 'C2 CompilerThre', library }, fault('10')])
    expect(diagnose(within('libjvm.so')).rootCause).toBe('native-crash')
    expect(diagnose(within('libc.so.6'))).toMatchObject({ title: 'No process is described here', state: 'unknown' })
  })

  test('before a kill: the kill is what the log tells of', () => {
    const kill: [EventType, Values] = ['oom-kill', { pid: 5000, comm: 'java', scope: 'host', anonRss: GIB }]
    const crash: [EventType, Values, string] = ['kernel-segfault', { tid: 4711, comm: 'java' }, fault('10')]
    expect(diagnose(log(crash, kill)).rootCause).toBe('oom-killer')
    expect(diagnose(log(['kernel-segfault', { tid: 1, comm: 'nginx' }, fault('10')], kill)).rootCause).toBe(
      'oom-killer',
    )
  })

  test('another process may be the one of which more is known', () => {
    const beside = log(['kernel-segfault', { tid: 4711, comm: 'java' }, fault('10')])
    beside.artifact('proc-status').fact('process.rss', MIB)
    expect(diagnose(beside).rootCause).toBe('none')
  })
})

describe('memory that the kernel did not give', () => {
  const values = { tid: 4711, comm: 'java', bytes: 4_194_304_000, limit: 2 * GIB }

  test('RLIMIT_DATA', () => {
    const found = diagnose(log(['data-limit-exceeded', values]))
    expect(found).toMatchObject({ rootCause: 'data-limit', confidence: 0.85, state: 'unknown' })
    expect(found.summary).toContain('RLIMIT_DATA is 2 GiB')
    expect(diagnose(log(['data-limit-exceeded', { ...values, comm: 'mysqld' }])).rootCause).toBe('undetermined')
  })

  test('the commit limit, with and without the size', () => {
    const refused: Values = { tid: 20_311, comm: 'java' }
    expect(diagnose(log(['overcommit-refused', { ...refused, bytes: 10 * GIB }])).summary).toContain('10 GiB')
    expect(diagnose(log(['overcommit-refused', refused]))).toMatchObject({ rootCause: 'commit-limit', confidence: 0.8 })
  })
})

describe('programs that kill before the kernel has to', () => {
  const early = { pid: 3887, comm: 'java', scope: 'host', by: 'earlyoom', signal: 'SIGTERM', rss: 4 * GIB }
  const oomd = { cgroup: '/system.slice/kafka.service', scope: 'host', by: 'systemd-oomd', jvm: 1 }

  test('are named', () => {
    expect(diagnose(log(['oom-kill', early]))).toMatchObject({ rootCause: 'oom-killer', confidence: 0.85 })
    expect(diagnose(log(['oom-kill', early])).summary).toContain(
      'earlyoom ended a Java process (3887) with 4 GiB of resident memory: the host was short of memory',
    )
    expect(diagnose(log(['oom-kill', oomd])).summary).toContain(
      'systemd-oomd killed all processes of /system.slice/kafka.service',
    )
  })

  test('a group whose processes are not known: no process is told of', () => {
    const { jvm: _, ...group } = oomd
    expect(diagnose(log(['oom-kill', group])).title).toBe('No process is described here')
  })

  test('Kubernetes names pods', () => {
    const pod = { pod: 'kafka-1', scope: 'cgroup', jvm: 1 }
    expect(diagnose(log(['oom-kill', pod])).summary).toContain(
      'The kernel killed a process of the pod kafka-1: its control group',
    )
    const evicted = log(['oom-kill', { ...pod, scope: 'host', by: 'the kubelet' }])
    expect(diagnose(evicted).summary).toContain('The kubelet evicted the pod kafka-1: the host was short of memory')
    const own = log(['oom-kill', pod]).artifact('application-log').event('start')
    expect(diagnose(own)).toMatchObject({
      rootCause: 'undetermined',
      title: 'A Java process was killed, perhaps this one',
    })
    own.records.host = 'kafka-1'
    expect(diagnose(own)).toMatchObject({ rootCause: 'oom-killer', confidence: 0.96 })
    const several = log(['oom-kill', { ...pod, containers: 2 }])
      .artifact('application-log')
      .event('start')
    several.records.host = 'kafka-1'
    expect(diagnose(several).rootCause).toBe('undetermined')
  })

  test('an orderly end by SIGTERM was theirs', () => {
    const own = log(['oom-kill', early]).artifact('application-log').event('shutdown')
    own.fact('process.exit', 'exit code 143')
    own.records.pid = 3887
    expect(diagnose(own)).toMatchObject({ rootCause: 'oom-killer', confidence: 0.93 })
    expect(diagnose(own).summary).toBe(
      'The host was short of memory and earlyoom ended the process with 4 GiB of resident memory.',
    )
  })

  test('a kill of a group counts for a process that SIGKILL ended, and for nobody else', () => {
    const ended = (exit: string): ProcessBuilder => {
      const builder = log(['oom-kill', oomd]).artifact('exit-status').fact('process.exit', exit)
      builder.records.pid = 9615
      return builder
    }
    expect(diagnose(ended('killed by signal 9 (SIGKILL)')).summary).toContain('systemd-oomd killed all processes')
    expect(diagnose(ended('killed by signal 9 (SIGKILL), by systemd-oomd'))).toMatchObject({
      rootCause: 'oom-killer',
      confidence: 0.93,
    })
    expect(diagnose(ended('exit code 1')).rootCause).not.toBe('oom-killer')
  })
})
