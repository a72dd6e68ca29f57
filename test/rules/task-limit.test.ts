/** Limits of tasks: fires on each of the four, not on what gives the same errno, and says what is missing. */
import { describe, expect, test } from 'vitest'
import { createFacts } from '../../electron/engine/facts/process-facts.ts'
import { rules } from '../../electron/engine/rules/index.ts'
import { remediesFor } from '../../electron/engine/rules/remedies/index.ts'
import { runRules } from '../../electron/engine/rules/run.ts'
import { taskLimit } from '../../electron/engine/rules/task-limit.ts'
import { verdictOf } from '../../electron/engine/rules/verdict.ts'
import type { FactKey, FactValue } from '../../shared/model/facts.ts'
import { CRASH_AT, GIB, indexFiles, KIB, ProcessBuilder, refusedCommit } from '../support/process-builder.ts'

type Values = Partial<Record<FactKey, FactValue>>

/** Memory of all kinds in plenty: what is left is a limit of tasks. */
const roomy: Values = { 'limit.max-map-count': 1000, 'limit.address-space': null, 'limit.overcommit-memory': 0 }

/** A process that lives on, after a thread was refused with EAGAIN. */
function survivor(values: Values = {}, changes: Values = roomy): ProcessBuilder {
  return new ProcessBuilder()
    .artifact('application-log')
    .event('thread-start-failed', { errno: 'EAGAIN' }, { at: CRASH_AT })
    .artifact('proc-maps')
    .maps(indexFiles(40), { at: CRASH_AT + 1000 })
    .artifact('proc-status')
    .facts({ ...changes, ...values })
}

function evaluate(builder: ProcessBuilder) {
  return taskLimit.evaluate(createFacts(builder.records))
}

function verdict(builder: ProcessBuilder) {
  const facts = createFacts(builder.records)
  const found = verdictOf(runRules(rules, facts), facts)
  return { ...found, remedies: remediesFor(found, facts) }
}

describe('RLIMIT_NPROC', () => {
  test.each([
    [120, 120, 'confirmed', 0.95],
    [121, 120, 'confirmed', 0.95],
    [110, 120, 'likely', 0.85],
    [40, 120, 'likely', 0.72],
    [40, 3000, 'likely', 0.72],
  ])('%i tasks in the process, %i allowed: %s', (threads, limit, status, confidence) => {
    const result = evaluate(survivor({ 'process.threads': threads, 'limit.processes': limit, 'process.uid': 1000 }))
    expect(result).toMatchObject({ status, confidence })
  })

  test('as few as a JVM itself needs are likely met, though nothing counts the tasks', () => {
    const standing = (values: Values): unknown =>
      createFacts(survivor(values).records).tasks.limits.find(({ id }) => id === 'user')?.standing
    expect(standing({ 'limit.processes': 60 })).toBe('close')
    expect(standing({ 'limit.processes': 65 })).toBe('open')
    expect(standing({ 'limit.processes': 60, 'process.threads': 20 })).toBe('open')
    expect(standing({ 'limit.processes': 60, 'process.uid': 0 })).toBe('clear')
  })

  test('so few of a control group keep a VM from starting; a group that is empty was read when it had ended', () => {
    const standing = (values: Values, reason: string | null): unknown => {
      const builder = survivor(values)
      if (reason !== null) builder.artifact('hotspot-stdout').event('vm-initialization-failed', { reason })
      return createFacts(builder.records).tasks.limits.find(({ id }) => id === 'cgroup')?.standing
    }
    const reason = 'java.lang.OutOfMemoryError: unable to create native thread'
    expect(standing({ 'limit.cgroup-tasks': 9 }, reason)).toBe('reached')
    expect(standing({ 'limit.cgroup-tasks': 12, 'cgroup.tasks': 0 }, reason)).toBe('close')
    expect(standing({ 'limit.cgroup-tasks': 5000, 'cgroup.tasks': 0 }, null)).toBe('open')
    expect(standing({ 'limit.cgroup-tasks': 5000, 'cgroup.tasks': 30 }, null)).toBe('far')
  })

  test('root and CAP_SYS_RESOURCE are not bound by it', () => {
    for (const exempt of [{ 'process.uid': 0 }, { 'process.capabilities': '0000000001000000' }] satisfies Values[]) {
      const facts = createFacts(survivor({ 'process.threads': 120, 'limit.processes': 120, ...exempt }).records)
      expect(facts.tasks.limits.find(({ id }) => id === 'user')?.standing).toBe('clear')
      expect(taskLimit.evaluate(facts).status).not.toBe('confirmed')
    }
    const other = survivor({
      'process.threads': 120,
      'limit.processes': 120,
      'process.capabilities': '00000000a80425fb',
    })
    expect(evaluate(other).status).toBe('confirmed')
  })

  test.each([
    [9, 'confirmed', 0.95],
    [10, 'confirmed', 0.95],
    [24, 'likely', 0.85],
    [64, 'likely', 0.85],
    [500, 'likely', 0.72],
  ])('a JVM that cannot start its own threads, %i allowed: %s', (limit, status, confidence) => {
    const builder = new ProcessBuilder()
      .artifact('hotspot-stdout')
      .event('thread-start-failed', { errno: 'EAGAIN', thread: 'Reference Handler' })
      .event('vm-initialization-failed', { reason: 'java.lang.OutOfMemoryError: unable to create native thread' })
      .artifact('ulimit')
      .facts({ ...roomy, 'limit.max-map-count': 65_530, 'limit.processes': limit })
    expect(evaluate(builder)).toMatchObject({ status, confidence })
  })
})

describe('pids.max', () => {
  test.each([
    [{ 'cgroup.tasks-rejected': 24, 'limit.cgroup-tasks': 110 }, 'confirmed'],
    [{ 'cgroup.tasks': 110, 'limit.cgroup-tasks': 110 }, 'confirmed'],
    [{ 'cgroup.tasks-peak': 110, 'limit.cgroup-tasks': 110, 'cgroup.tasks': 20 }, 'confirmed'],
    [{ 'process.threads': 110, 'limit.cgroup-tasks': 110 }, 'confirmed'],
    [{ 'cgroup.tasks': 100, 'limit.cgroup-tasks': 110 }, 'likely'],
  ] satisfies [Values, string][])('%o: %s', (values, status) => {
    expect(evaluate(survivor({ 'process.uid': 0, 'limit.processes': 96_365, ...values })).status).toBe(status)
  })

  test('never reached: pids.peak says so', () => {
    const values = { 'cgroup.tasks-peak': 60, 'cgroup.tasks-rejected': 0, 'limit.cgroup-tasks': 110 } satisfies Values
    const facts = createFacts(survivor(values).records)
    expect(facts.tasks.limits[0]?.standing).toBe('clear')
    expect(taskLimit.evaluate(facts).status).not.toBe('confirmed')
  })

  test('a rejection in the kernel’s log names no process: likely', () => {
    const builder = survivor({ 'process.uid': 0 }).artifact('kernel-log', { scope: 'host' })
    expect(evaluate(builder.event('fork-rejected', { cgroup: '/kubepods/pod1' }))).toMatchObject({
      status: 'likely',
      confidence: 0.85,
    })
  })
})

describe('limits of the host', () => {
  test.each([
    [32_500, 'confirmed'],
    [31_000, 'likely'],
  ])('%i threads of a pid_max of 32 768: %s', (threads, status) => {
    expect(evaluate(survivor({ 'process.threads': threads, 'limit.pid-max': 32_768 })).status).toBe(status)
  })

  test('threads-max', () => {
    const values = {
      'process.threads': 15_000,
      'limit.threads-max': 15_000,
      'limit.pid-max': 4_194_304,
    } satisfies Values
    expect(evaluate(survivor(values)).status).toBe('confirmed')
  })
})

describe('a count of mappings from before the refusal', () => {
  /** Started 40 s before, counted `ago` ms before: `vmas` mappings of 1000. */
  const before = (ago: number, vmas: number): ProcessBuilder =>
    new ProcessBuilder()
      .artifact('application-log')
      .event('start', {}, { at: CRASH_AT - 40_000 })
      .event('thread-start-failed', { errno: 'EAGAIN' }, { at: CRASH_AT })
      .artifact('proc-maps')
      .maps(indexFiles(vmas), { at: CRASH_AT - ago })
      .artifact('proc-status')
      .facts({ ...roomy, 'limit.processes': 3000, 'process.threads': 40, 'process.uid': 1000 })

  test.each([
    ['at that moment', 1500, 40, 'likely', 0.72],
    ['it cannot have grown so fast since', 20_000, 40, 'likely', 0.66],
    ['it may have grown to the limit since', 38_000, 40, 'possible', 0.4],
    ['half the limit was used already', 1500, 500, 'possible', 0.4],
  ])('%s', (_name, ago, vmas, status, confidence) => {
    expect(evaluate(before(ago, vmas))).toMatchObject({ status, confidence })
  })

  test('the time of a file alone is when it was copied, perhaps: as good as none', () => {
    const builder = new ProcessBuilder()
      .artifact('application-log')
      .event('thread-start-failed', { errno: 'EAGAIN' }, { at: CRASH_AT })
      .artifact('proc-maps', { at: CRASH_AT + 60_000 })
      .maps(indexFiles(40))
      .artifact('proc-status')
      .facts({ ...roomy, 'limit.processes': 3000, 'process.threads': 40, 'process.uid': 1000 })
    expect(evaluate(builder)).toMatchObject({ status: 'likely', confidence: 0.66 })
  })

  test('the time of a line that prints the uptime alone follows from the start', () => {
    const builder = new ProcessBuilder().artifact('hotspot-stdout').event('start', {}, { at: CRASH_AT })
    builder.event('thread-start-failed', { errno: 'EAGAIN' }, { uptime: 36.5 })
    expect(createFacts(builder.records).victim?.at).toBe(CRASH_AT + 36_500)
  })
})

describe('what gives the same error', () => {
  test('overcommit of an unknown mode, where all else left room: limits of tasks are as likely, so neither is', () => {
    const builder = new ProcessBuilder().crashLog().facts({
      'crash.kind': 'out-of-memory',
      'crash.detail': 'Cannot create worker GC thread. Out of system resources.',
      'os.kernel': '6.1.0-18-amd64',
      'limit.max-map-count': 1000,
      'limit.address-space': null,
      'limit.data': null,
      'limit.processes': 3000,
      'memory.total': 24 * GIB,
      'memory.free': 8 * GIB,
      'memory.committed': 12 * GIB,
      'memory.commit-limit': 12 * GIB,
    })
    builder.maps(indexFiles(40))
    expect(createFacts(builder.records).victim?.operation).toBe('thread-start')
    expect(verdict(builder).rootCause).toBe('undetermined')
  })

  test('RLIMIT_DATA: set, and what counted against it at that moment is not known', () => {
    const found = evaluate(survivor({ 'limit.data': GIB, 'limit.processes': 3000, 'process.threads': 40 }))
    expect(found).toMatchObject({ status: 'possible' })
    expect(found.missing.map(({ what }) => what)).toContain('whether RLIMIT_DATA left room')
  })

  test('a full map count', () => {
    const builder = survivor({ 'limit.processes': 96_365, 'process.threads': 500 })
    builder.artifact('proc-maps').maps(indexFiles(1000), { at: CRASH_AT + 2000 })
    expect(evaluate(builder).status).toBe('unlikely')
    expect(verdict(builder).rootCause).toBe('max-map-count')
  })

  test('a full address space', () => {
    const values = { 'limit.address-space': 4 * GIB, 'process.virtual-size': 4 * GIB - 600 * KIB } satisfies Values
    const builder = survivor({ ...values, 'limit.processes': 96_365, 'process.threads': 100 })
    expect(evaluate(builder).status).toBe('unlikely')
    expect(verdict(builder).rootCause).toBe('address-space-limit')
  })

  test('a map count that was counted long before decides nothing', () => {
    const builder = survivor({ 'process.threads': 60, 'limit.processes': 3000 })
    const listing = builder.records.mappings[0]
    if (listing) listing.at = CRASH_AT - 3_600_000
    expect(evaluate(builder)).toMatchObject({ status: 'possible' })
  })

  test('mappings that were refused as well', () => {
    const builder = survivor({ 'process.threads': 60, 'limit.processes': 96_365 })
    builder.artifact('application-log').event('map-failed')
    expect(evaluate(builder).status).toBe('unlikely')
  })

  test('a policy: EPERM', () => {
    const builder = new ProcessBuilder().artifact('hotspot-stdout').event('thread-start-failed', { errno: 'EPERM' })
    expect(evaluate(builder)).toMatchObject({ status: 'ruled-out' })
  })

  test('a refused commit is no thread', () => {
    expect(evaluate(refusedCommit(12_288)).status).toBe('ruled-out')
  })
})

test('nothing known: possible, with what to fetch', () => {
  const builder = new ProcessBuilder().artifact('application-log').event('thread-start-failed', { errno: 'EAGAIN' })
  const result = evaluate(builder)
  expect(result.status).toBe('possible')
  expect(result.missing.map(({ what }) => what).join()).toContain('RLIMIT_NPROC')
  expect(verdict(builder)).toMatchObject({ rootCause: 'undetermined' })
})

test('a crash log of a first worker without its errno: a policy is not excluded', () => {
  const builder = refusedCommit(0)
  for (const fact of builder.records.facts) {
    if (fact.key === 'crash.mechanism') fact.value = 'none'
    if (fact.key === 'crash.headline') fact.value = 'Cannot create worker GC thread. Out of system resources.'
  }
  builder.facts({ 'process.uptime': 0.02, 'limit.max-map-count': 1000 }).maps(indexFiles(40))
  expect(evaluate(builder).status).toBe('possible')
})

test('a thread dump and metrics count threads, too', () => {
  const builder = survivor({ 'limit.processes': 120 })
    .artifact('thread-dump')
    .event('thread-dump', { threads: 90 })
    .artifact('metrics-csv')
    .series('threads', [
      [CRASH_AT - 1000, 60],
      [CRASH_AT, 119],
      [CRASH_AT + 1000, 100],
    ])
  expect(createFacts(builder.records).tasks.count?.value).toBe(119)
})

test('remedies name the limit that was met', () => {
  const { rootCause, remedies } = verdict(survivor({ 'process.threads': 120, 'limit.processes': 120 }))
  expect(rootCause).toBe('task-limit')
  expect(remedies.map(({ title }) => title)[0]).toContain('RLIMIT_NPROC')
})
