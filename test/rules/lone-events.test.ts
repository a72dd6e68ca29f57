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
    const in_ = (library: string): ProcessBuilder =>
      log(['kernel-segfault', { tid: 4711, comm: 'C2 CompilerThre', library }, fault('10')])
    expect(diagnose(in_('libjvm.so')).rootCause).toBe('native-crash')
    expect(diagnose(in_('libc.so.6'))).toMatchObject({ title: 'No process is described here', state: 'unknown' })
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
