/** What a trace of system calls proves: the errno is the kernel's own, the flags are known, and so is what was granted next. */
import { describe, expect, test } from 'vitest'
import { createFacts } from '../../electron/engine/facts/process-facts.ts'
import { rules } from '../../electron/engine/rules/index.ts'
import { runRules } from '../../electron/engine/rules/run.ts'
import { verdictOf } from '../../electron/engine/rules/verdict.ts'
import { ProcessBuilder } from '../support/process-builder.ts'

function diagnose(builder: ProcessBuilder) {
  const facts = createFacts(builder.records)
  const hypotheses = runRules(rules, facts)
  const statusOf = (id: string) => hypotheses.find((each) => each.id === id)?.status
  return { verdict: verdictOf(hypotheses, facts), statusOf, victim: facts.victim }
}

const trace = (): ProcessBuilder => new ProcessBuilder().artifact('strace')
const FILE = {
  call: 'mmap',
  errno: 'ENOMEM',
  bytes: 67108864,
  prot: 'PROT_READ',
  flags: 'MAP_SHARED',
  file: '/a.index',
}
const RESERVE = {
  call: 'mmap',
  errno: 'ENOMEM',
  bytes: 1073741824,
  prot: 'PROT_NONE',
  flags: 'MAP_PRIVATE|MAP_ANONYMOUS|MAP_NORESERVE',
}

describe('the trace of a refusal', () => {
  test('a shared mapping, and a smaller one granted next: RLIMIT_AS, not the map count', () => {
    const { verdict, statusOf, victim } = diagnose(
      trace()
        .fact('limit.address-space', 3_686_400_000)
        .event('traced-refusal', { ...FILE, granted: 1052672 }),
    )
    expect(victim).toMatchObject({ operation: 'mmap-file', errno: 12, errnoOrigin: 'observed' })
    expect(verdict).toMatchObject({ rootCause: 'address-space-limit', confidence: 0.9 })
    expect(['max-map-count', 'data-limit', 'commit-limit'].map(statusOf)).toEqual([
      'ruled-out',
      'ruled-out',
      'ruled-out',
    ])
  })

  test('and a capture of the process with room for far more: not RLIMIT_AS for sure', () => {
    const { verdict } = diagnose(
      trace()
        .facts({ 'limit.address-space': 1_099_511_627_776, 'process.virtual-size': 4_000_000_000 })
        .event('traced-refusal', { ...FILE, granted: 1052672 }),
    )
    expect(verdict.confidence).toBeLessThan(0.7)
  })

  test('without what was granted next nothing is decided', () => {
    const { verdict, statusOf } = diagnose(
      trace().fact('limit.address-space', 3_686_400_000).event('traced-refusal', FILE),
    )
    expect(verdict.rootCause).toBe('undetermined')
    expect(verdict.summary).toMatch(
      /^mmap of 67\s108\s864 bytes, shared mapping of \/a\.index, was refused with ENOMEM\./,
    )
    expect(statusOf('max-map-count')).toBe('unknown')
  })

  test('addresses without access are no memory that is promised', () => {
    const { statusOf } = diagnose(trace().event('traced-refusal', RESERVE))
    expect(['commit-limit', 'data-limit'].map(statusOf)).toEqual(['ruled-out', 'ruled-out'])
  })

  test('more at once than RLIMIT_AS in all', () => {
    const { verdict } = diagnose(trace().fact('limit.address-space', 500_000_000).event('traced-refusal', RESERVE))
    expect(verdict).toMatchObject({ rootCause: 'address-space-limit', confidence: 0.96 })
  })

  test('a release that was refused wants a mapping more', () => {
    const { verdict, victim } = diagnose(
      trace().event('traced-refusal', { call: 'munmap', errno: 'ENOMEM', bytes: 4096 }),
    )
    expect(victim?.operation).toBe('munmap')
    expect(verdict.rootCause).toBe('max-map-count')
  })

  test('clone itself answered EAGAIN: tasks, whatever memory there was', () => {
    const { verdict } = diagnose(trace().event('thread-start-failed', { call: 'clone3', errno: 'EAGAIN' }))
    expect(verdict).toMatchObject({ rootCause: 'task-limit', confidence: 0.9 })
    const told = diagnose(
      new ProcessBuilder().artifact('hotspot-stdout').event('thread-start-failed', { errno: 'EAGAIN' }),
    )
    expect(told.verdict.confidence).toBeLessThan(0.9)
  })

  test.each([
    ['an arena that malloc goes on without', { ...RESERVE, bytes: 134217728, arena: 1 }],
    ['a test for huge pages', { ...FILE, flags: 'MAP_PRIVATE|MAP_ANONYMOUS|MAP_HUGETLB' }],
    ['memory that was not locked', { call: 'mlockall', errno: 'ENOMEM' }],
    ['another program', { ...FILE, program: '/usr/bin/awk' }],
  ])('%s is no failure', (_, values) => {
    const { verdict, victim } = diagnose(trace().event('traced-refusal', values))
    expect(victim).toBeNull()
    expect(verdict.rootCause).toBe('none')
  })
})
