import { describe, expect, test } from 'vitest'
import { createFacts } from '../../electron/engine/facts/process-facts.ts'
import { rules } from '../../electron/engine/rules/index.ts'
import { recommendedLimit } from '../../electron/engine/rules/remedies/map-limit.ts'
import { remediesFor } from '../../electron/engine/rules/remedies/index.ts'
import { defineRule } from '../../electron/engine/rules/rule.ts'
import { runRules } from '../../electron/engine/rules/run.ts'
import { verdictOf } from '../../electron/engine/rules/verdict.ts'
import type { Hypothesis } from '../../shared/model/analysis.ts'
import { GIB, indexFiles, MIB, ProcessBuilder, refusedCommit, VSYSCALL } from '../support/process-builder.ts'

function diagnose(builder: ProcessBuilder) {
  const facts = createFacts(builder.records)
  const hypotheses = runRules(rules, facts)
  return { facts, hypotheses, verdict: verdictOf(hypotheses, facts) }
}

function hypothesis(id: Hypothesis['id'], status: Hypothesis['status'], confidence: number): Hypothesis {
  return { id, title: id, question: '', status, confidence, summary: id, evidence: [], missing: [] }
}

const plain = (text: string): string => text.replaceAll('\u202f', ' ')

test('the founding case in one sentence', () => {
  const builder = refusedCommit(12_288)
    .maps([...indexFiles(65_531), VSYSCALL])
    .fact('limit.overcommit-memory', 0)
  builder.fact('limit.max-map-count', 65_530)
  const { verdict } = diagnose(builder)
  expect(verdict).toMatchObject({
    rootCause: 'max-map-count',
    contributing: ['mapped-index-files'],
    title: 'vm.max_map_count was reached',
  })
  expect(plain(verdict.summary)).toBe(
    '65 531 VMAs, limit 65 530; mapped Kafka index files spent 100 % of it; RAM, overcommit and RLIMIT_AS are ruled out.',
  )
  expect(verdict.confidence).toBeGreaterThanOrEqual(0.9)
}, 60_000)

test('two limits at once: mmap tests the map count first, and confidence says that there are two', () => {
  const builder = refusedCommit(8 * MIB)
    .maps(indexFiles(1001))
    .facts({ 'limit.max-map-count': 1000, 'limit.overcommit-memory': 2 })
  const committed = builder.records.facts.find(({ key }) => key === 'memory.committed')
  if (committed) committed.value = 12 * GIB
  const { hypotheses, verdict } = diagnose(builder)
  expect(hypotheses.filter(({ status }) => status === 'confirmed').map(({ id }) => id)).toEqual([
    'max-map-count',
    'commit-limit',
  ])
  expect(verdict.rootCause).toBe('max-map-count')
  expect(verdict.confidence).toBeLessThanOrEqual(0.8)
})

test('a table for too many descriptors: the limit of open files is the remedy', () => {
  const quote = 'library initialization failed - unable to allocate file descriptor table - out of memory'
  const builder = new ProcessBuilder().artifact('hotspot-stdout').event('vm-initialization-failed', {}, { quote })
  const { verdict, facts } = diagnose(builder)
  expect(verdict.rootCause).toBe('undetermined')
  expect(remediesFor(verdict, facts).map(({ title }) => title)).toEqual([
    'Lower the hard limit of open files',
    'Keep next time what is missing now',
  ])
})

describe('the words of a VM that does not start', () => {
  const reason = 'java.lang.OutOfMemoryError: unable to create native thread: possibly out of memory'
  const refused = (uptime: number) =>
    diagnose(new ProcessBuilder().artifact('application-log').event('vm-initialization-failed', { reason, uptime }))

  test('a VM that ran says them when jcmd attaches and its thread cannot start: its mappings may be many', () => {
    const { verdict, facts } = refused(15.43)
    expect(facts.startupFailure).toBeNull()
    expect(verdict.summary).toContain('The JVM ended itself 15.4 s after its start')
    expect(verdict.summary).toMatch(/Still open: .*the map count/)
  })

  test('a VM of a tenth of a second was starting', () => {
    const { verdict, facts } = refused(0.065)
    expect(facts.lateExit).toBeNull()
    expect(verdict.summary).toContain('The JVM did not start')
    expect(verdict.summary).not.toMatch(/Still open: .*the map count/)
  })
})

test('an exception that ended the main thread is told where no limit was met', () => {
  const quote = 'Exception in thread "main" java.io.FileNotFoundException: /etc/hostname (Too many open files)'
  const builder = new ProcessBuilder().artifact('application-log').event('log-error', { uncaught: 'main' }, { quote })
  expect(diagnose(builder).verdict.summary).toContain(`Its main thread ended of “${quote}”.`)
})

describe('what ended a process that no limit did', () => {
  const ended = (): ProcessBuilder => new ProcessBuilder().artifact('exit-status').fact('process.exit', 'exit code 1')

  test.each([
    [
      'an exception of the main thread',
      { uncaught: 'main' },
      'Exception in thread "main" java.lang.IllegalStateException',
    ],
    ['an option that the VM does not know', { launcher: 1 }, "Unrecognized VM option 'NoSuchFlag'"],
  ])('%s', (_, values, quote) => {
    const { verdict } = diagnose(ended().artifact('hotspot-stdout').event('log-error', values, { quote }))
    expect(verdict.rootCause).toBe('undetermined')
    expect(verdict.summary).toContain(`The process ended with exit code 1 after “${quote}”.`)
    expect(verdict.summary).not.toContain('What would tell')
  })

  test('an exception before the last start of a console is of another life', () => {
    const values = { uncaught: 'main' }
    const builder = ended().artifact('application-log').event('log-error', values, { quote: 'x' }).event('start')
    expect(diagnose(builder).verdict.summary).toContain('What would tell: what the process said last')
  })

  test('an exception of another thread is not what it ended of', () => {
    const { verdict } = diagnose(
      ended().artifact('hotspot-stdout').event('log-error', { uncaught: 'pool-1' }, { quote: 'x' }),
    )
    expect(verdict.summary).toContain('What would tell: what the process said last')
  })
})

describe('what never started', () => {
  const launcher = (builder: ProcessBuilder): ProcessBuilder =>
    builder.event('log-error', { launcher: 1 }, { quote: '[1] bootstrap checks failed' })

  test('is a failure, although nobody saw an exit status', () => {
    const { verdict } = diagnose(launcher(new ProcessBuilder().artifact('application-log')).event('shutdown', {}))
    expect(verdict.rootCause).toBe('undetermined')
    expect(verdict.summary).toContain('It did not start: “[1] bootstrap checks failed”')
  })

  test('is another matter where it started afterwards, or is seen to run', () => {
    const started = launcher(new ProcessBuilder().artifact('application-log')).event('start', {})
    expect(diagnose(started).verdict.rootCause).toBe('none')
    const wrote = launcher(new ProcessBuilder().artifact('application-log')).event('log-warning', {})
    expect(diagnose(wrote).verdict.rootCause).toBe('none')
  })
})

describe('no verdict where nothing is proven', () => {
  const living = (): ProcessBuilder =>
    new ProcessBuilder().artifact('proc-status').fact('process.rss', MIB).artifact('proc-maps').maps(indexFiles(100))

  test('a living process with no sign of failure', () => {
    const builder = living()
    const { verdict } = diagnose(builder)
    expect(verdict).toMatchObject({ rootCause: 'none', title: 'Nothing failed' })
  })

  test('errors in a log make silence less certain', () => {
    const builder = new ProcessBuilder()
      .artifact('application-log')
      .event('log-error', {}, { quote: 'ERROR something else' })
    const { verdict } = diagnose(builder)
    expect(verdict.rootCause).toBe('none')
    expect(verdict.confidence).toBeLessThan(0.7)
  })

  test('a log that breaks off is silent about what came after', () => {
    const builder = living().artifact('application-log')
    const whole = diagnose(builder).verdict
    const log = builder.records.artifacts.at(-1)
    if (log) log.cut = true
    const { verdict } = diagnose(builder)
    expect(whole.confidence).toBeGreaterThan(0.8)
    expect(verdict).toMatchObject({ rootCause: 'none', confidence: 0.5 })
    expect(verdict.summary).toContain('application-log-3 breaks off: what came after its last line is not here.')
  })

  test('no artifact at all', () => {
    const { verdict } = diagnose(new ProcessBuilder())
    expect(verdict).toMatchObject({ rootCause: 'undetermined', confidence: 0, title: 'No process is described here' })
  })

  test('what only describes a host says nothing of a process', () => {
    const { verdict } = diagnose(new ProcessBuilder().artifact('sysctl').fact('limit.max-map-count', 65_530))
    expect(verdict.title).toBe('No process is described here')
  })

  test('a refusal without numbers says what to fetch', () => {
    const builder = new ProcessBuilder()
      .artifact('application-log')
      .event('map-failed', {}, { quote: 'java.io.IOException: Map failed' })
    const { verdict, facts } = diagnose(builder)
    expect(verdict.rootCause).toBe('undetermined')
    expect(verdict.summary).toContain('/proc/PID/maps')
    expect(remediesFor(verdict, facts)).not.toHaveLength(0)
  })

  test.each([
    ['exit code 0', 'none'],
    ['exit code 143', 'none'],
    ['exit code 1', 'undetermined'],
    ['exit code -6', 'undetermined'],
    ['killed by signal 9 (SIGKILL)', 'undetermined'],
    ['killed by signal 15 (SIGTERM)', 'none'],
  ])('%s alone: %s', (exit, rootCause) => {
    expect(diagnose(new ProcessBuilder().artifact('exit-status').fact('process.exit', exit)).verdict.rootCause).toBe(
      rootCause,
    )
  })
})

test('a living process at 92 % is warned, with what fills it', () => {
  const builder = new ProcessBuilder().artifact('proc-maps').maps(indexFiles(920)).fact('limit.max-map-count', 1000)
  const { verdict } = diagnose(builder)
  expect(verdict.rootCause).toBe('near-map-limit')
  expect(verdict.contributing).toEqual(['mapped-index-files'])
})

test('a rule that throws fails alone, and says why', () => {
  const broken = defineRule({
    id: 'huge-pages',
    title: 'broken',
    question: '?',
    evaluate() {
      throw new Error('a wrong turn')
    },
  })
  const facts = createFacts(refusedCommit(12_288).maps(indexFiles(1001)).fact('limit.max-map-count', 1000).records)
  const hypotheses = runRules([broken, ...rules], facts)
  expect(hypotheses[0]).toMatchObject({ id: 'huge-pages', status: 'failed', confidence: 0 })
  expect(hypotheses[0]?.summary).toContain('a wrong turn')
  expect(hypotheses.slice(1).map(({ status }) => status)).not.toContain('failed')
  expect(verdictOf(hypotheses, facts).rootCause).toBe('max-map-count')
})

test('rule-outs beat support: a likely hypothesis never outranks a confirmed one', () => {
  const facts = createFacts(new ProcessBuilder().records)
  const verdict = verdictOf(
    [
      hypothesis('physical-memory', 'likely', 0.9),
      hypothesis('commit-limit', 'confirmed', 0.8),
      hypothesis('max-map-count', 'ruled-out', 0.99),
    ],
    facts,
  )
  expect(verdict.rootCause).toBe('commit-limit')
})

test.each([
  [1000, 262_144],
  [65_531, 262_144],
  [131_072, 262_144],
  [131_073, 524_288],
  [1_000_000, 2_097_152],
])('%i mappings: vm.max_map_count = %i', (vmas, value) => {
  expect(recommendedLimit(vmas)).toBe(value)
})
