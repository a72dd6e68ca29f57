import { describe, expect, test } from 'vitest'
import { createFacts } from '../../../electron/engine/facts/process-facts.ts'
import { timelineOf } from '../../../electron/engine/facts/timeline/index.ts'
import { rules } from '../../../electron/engine/rules/index.ts'
import { runRules } from '../../../electron/engine/rules/run.ts'
import { verdictOf } from '../../../electron/engine/rules/verdict.ts'
import { taskLimit } from '../../../electron/engine/rules/task-limit.ts'
import { ProcessBuilder } from '../../support/process-builder.ts'

const T = Date.UTC(2026, 10, 22, 9)
const WARNING =
  'Failed to start thread "Unknown thread" - pthread_create failed (EAGAIN) for attributes: stacksize: 1024k'
const refused = { call: 'pthread_create', errno: 'EAGAIN', thread: 'Unknown thread' }
const thrown = {
  exception: 'java.lang.OutOfMemoryError',
  reason: 'unable to create native thread',
  caller: 'Main.main',
}
const threads = (builder: ProcessBuilder) =>
  createFacts(builder.records).victims.filter(({ operation }) => operation === 'thread-start')

describe('a thread that was refused', () => {
  test('is one, though two warnings and an exception tell of it', () => {
    const builder = new ProcessBuilder()
      .artifact('hotspot-stdout')
      .event('thread-start-failed', refused, { quote: WARNING })
      .event('thread-start-failed', { thread: 'pool-1' })
      .event('thread-start-failed', { ...thrown, frame: 'java.lang.Thread.start0' })
    expect(threads(builder)).toMatchObject([{ errnoOrigin: 'observed', frame: 'java.lang.Thread.start0' }])
    const { evidence } = taskLimit.evaluate(createFacts(builder.records))
    expect(evidence.slice(0, 2).map(({ claim, citation }) => [claim, citation.line])).toEqual([
      ['A thread was refused with EAGAIN', 1],
      ['The exception that the application got for it', 3],
    ])
  })

  test('two that fail together are two', () => {
    const builder = new ProcessBuilder().artifact('hotspot-stdout')
    for (let count = 0; count < 2; count++) builder.event('thread-start-failed', refused, { quote: WARNING })
    for (let count = 0; count < 2; count++) builder.event('thread-start-failed', { thread: 'pool-1' })
    for (let count = 0; count < 2; count++) builder.event('thread-start-failed', thrown)
    expect(threads(builder)).toHaveLength(2)
  })

  test('an exception more than there are warnings is another refusal', () => {
    const builder = new ProcessBuilder()
      .artifact('application-log')
      .event('thread-start-failed', refused, { quote: WARNING })
      .event('thread-start-failed', thrown)
      .event('thread-start-failed', thrown)
    expect(threads(builder)).toHaveLength(2)
  })

  test('a thread of the VM gives no exception', () => {
    const builder = new ProcessBuilder()
      .artifact('hotspot-stdout')
      .event(
        'thread-start-failed',
        { ...refused, thread: 'GC Thread#3' },
        { quote: 'Failed to start thread "GC Thread#3"' },
      )
      .event('thread-start-failed', thrown)
    expect(threads(builder)).toHaveLength(2)
  })

  test('is one in the console and in the log, at the same time only', () => {
    const told = (later: number) =>
      new ProcessBuilder()
        .artifact('hotspot-stdout')
        .event('thread-start-failed', refused, { quote: WARNING, at: T })
        .artifact('application-log')
        .event('thread-start-failed', thrown, { at: T + later })
    expect(threads(told(40))).toHaveLength(1)
    expect(threads(told(60_000))).toHaveLength(2)
    const entries = timelineOf(createFacts(told(40).records))
    expect(entries.map(({ title }) => title)).toEqual(['A thread was not started: EAGAIN'])
  })
})

test('a warning without a date is of the time of its exception', () => {
  const builder = new ProcessBuilder()
    .artifact('application-log')
    .event('thread-start-failed', refused, { quote: WARNING, uptime: 12 })
    .event('thread-start-failed', thrown, { at: T })
    .event('thread-start-failed', thrown, { at: T + 1000 })
  expect(threads(builder).map(({ at, citation }) => [at, citation.line])).toEqual([
    [T, 1],
    [T + 1000, 3],
  ])
})

describe('what a thread of the VM was refused with', () => {
  const vm = { call: 'pthread_create', errno: 'EPERM', thread: 'GC Thread#0' }
  const warned = () =>
    new ProcessBuilder().artifact('hotspot-stdout').event('thread-start-failed', vm, {
      quote: 'Failed to start thread "GC Thread#0" - pthread_create failed (EPERM)',
    })

  test.each([
    ['vm-initialization-failed', { reason: 'Could not create the VM thread' }],
    ['insufficient-memory', { detail: 'Cannot create worker GC thread. Out of system resources.' }],
  ] as const)('is the errno of the end: %s', (type, values) => {
    const found = threads(warned().event(type, values))
    expect(found).toMatchObject([{ errno: 1, errnoOrigin: 'observed' }])
  })

  test('of the crash log beside it, too, and no limit', () => {
    const { records } = warned().crashLog().facts({
      'crash.kind': 'out-of-memory',
      'crash.headline': 'Cannot create worker GC thread. Out of system resources.',
    })
    const facts = createFacts(records)
    expect(facts.victim).toMatchObject({ operation: 'thread-start', errno: 1, errnoOrigin: 'observed' })
    const { summary } = verdictOf(runRules(rules, facts), facts)
    expect(summary).toContain('EPERM of pthread_create is no limit')
    expect(summary).toContain('seccomp')
  })
})
