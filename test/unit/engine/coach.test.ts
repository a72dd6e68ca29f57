import { describe, expect, test } from 'vitest'
import { coachOf } from '../../../electron/engine/coach/index.ts'
import { sources } from '../../../electron/engine/coach/sources.ts'
import { usualSources } from '../../../electron/engine/coach/usual.ts'
import { createFacts } from '../../../electron/engine/facts/process-facts.ts'
import type { Hypothesis, MissingFact, RootCauseId, Verdict } from '../../../shared/model/analysis.ts'
import type { CoachItem } from '../../../shared/model/coach.ts'
import { ProcessBuilder } from '../../support/process-builder.ts'

function hypothesis(id: RootCauseId, status: Hypothesis['status'], ...missing: MissingFact[]): Hypothesis {
  return { id, title: id, question: '', status, confidence: 0.5, summary: '', evidence: [], missing }
}

interface Setting {
  rootCause?: RootCauseId
  builder?: ProcessBuilder
  state?: 'crashed' | 'alive'
}

function coach(
  hypotheses: Hypothesis[],
  { rootCause = 'undetermined', builder = new ProcessBuilder(), state = 'crashed' }: Setting = {},
): CoachItem[] {
  const verdict: Verdict = { rootCause, contributing: [], confidence: 0.5, title: '', summary: '' }
  return coachOf(hypotheses, verdict, createFacts(builder.records), state)
}

const ids = (items: CoachItem[]): string[] => items.map(({ id }) => id)
const limits: MissingFact = { what: 'RLIMIT_AS of the process', capture: 'grep "address space" /proc/PID/limits' }

describe('what is asked for', () => {
  test('one artifact for several hypotheses, the one that settles most first', () => {
    const items = coach([
      hypothesis('commit-limit', 'possible', { what: 'the mode', capture: 'sysctl vm.overcommit_memory' }),
      hypothesis('address-space-limit', 'possible', limits),
      hypothesis('data-limit', 'possible', { what: 'RLIMIT_DATA', capture: 'grep "data size" /proc/PID/limits' }),
    ])
    expect(ids(items)).toEqual(['proc-limits', 'sysctl'])
    expect(items[0]?.settles.map(({ hypothesis: id, what }) => [id, what])).toEqual([
      ['address-space-limit', 'RLIMIT_AS of the process'],
      ['data-limit', 'RLIMIT_DATA'],
    ])
  })

  test('two facts of one hypothesis do not weigh twice', () => {
    const two = hypothesis('data-limit', 'possible', limits, { ...limits, what: 'another' })
    const [item] = coach([two])
    expect(item?.settles).toHaveLength(2)
    expect(item?.weight).toBe(coach([hypothesis('data-limit', 'possible', limits)])[0]?.weight)
  })

  test('either of two artifacts that one capture names', () => {
    const capture = 'the crash log, or VmPeak in /proc/PID/status'
    expect(ids(coach([hypothesis('address-space-limit', 'likely', { what: 'the size', capture })]))).toEqual([
      'crash-log',
      'proc-status',
    ])
  })

  test('what no artifact of the list is named by, in the words of the rule', () => {
    const [item] = coach([hypothesis('max-map-count', 'possible', { what: 'the moon', capture: 'a telescope' })])
    expect(item).toMatchObject({ id: 'other', title: 'The moon', note: 'a telescope', commands: [] })
  })

  test('nothing for what nothing can show any more', () => {
    expect(coach([hypothesis('max-map-count', 'possible', { what: 'the count then', capture: '' })])).toEqual([])
  })
})

describe('what is left alone', () => {
  test.each(['ruled-out', 'failed'] as const)('%s is settled', (status) => {
    expect(coach([hypothesis('address-space-limit', status, limits)])).toEqual([])
  })

  test('where nothing failed, only what is in doubt is asked for', () => {
    const asked = (status: Hypothesis['status']): CoachItem[] =>
      coach([hypothesis('address-space-limit', status, limits)], { rootCause: 'none', state: 'alive' })
    expect(asked('unlikely')).toEqual([])
    expect(ids(asked('unknown'))).toEqual(['proc-limits'])
  })

  test('a confirmed verdict asks for nothing of its own accord, a doubtful one for the usual that is not here', () => {
    const heap = hypothesis('oom-killer', 'unlikely')
    const sure = [hypothesis('max-map-count', 'confirmed'), heap]
    expect(coach(sure, { rootCause: 'max-map-count' })).toEqual([])
    expect(ids(coach([hypothesis('max-map-count', 'likely', limits), heap], { rootCause: 'max-map-count' }))).toEqual([
      'proc-limits',
      'kernel-log',
      'control-group',
    ])
    const builder = new ProcessBuilder().artifact('kernel-log', { scope: 'host' })
    expect(ids(coach([heap], { builder }))).toEqual(['control-group'])
  })

  test('what lives left no crash log: the other artifact is asked for', () => {
    const capture = 'the crash log, or VmPeak in /proc/PID/status'
    const open = [hypothesis('address-space-limit', 'likely', { what: 'the size', capture })]
    expect(ids(coach(open, { state: 'alive' }))).toEqual(['proc-status'])
  })

  test('what lives was not killed', () => {
    expect(
      coach([hypothesis('oom-killer', 'unlikely'), hypothesis('native-crash', 'unlikely')], { state: 'alive' }),
    ).toEqual([])
  })
})

test('commands name the process while it lives', () => {
  const asked = [hypothesis('address-space-limit', 'possible', limits)]
  expect(coach(asked, { state: 'alive' })[0]?.commands[0]).toBe('cat /proc/1/limits')
  expect(coach(asked)[0]?.commands[0]).toBe('cat /proc/PID/limits')
})

describe('the lists', () => {
  test('ids are distinct, and the usual artifacts are in the list', () => {
    const known = sources.map(({ id }) => id)
    expect(new Set(known).size).toBe(known.length)
    for (const usual of Object.values(usualSources)) expect(known).toEqual(expect.arrayContaining([...usual.sources]))
  })

  test('commands only look', () => {
    const writes =
      /(?:^|[\s|;&])(?:rm|mv|cp|tee|dd|kill|gcore|jcmd|jmap|jstack|sysctl -w|sysctl -p|echo|touch|chmod)\b|>(?!\s*(?:\/dev\/null|&))/
    for (const command of sources.flatMap(({ commands }) => commands))
      expect(writes.test(command.replaceAll('2>/dev/null', '')), command).toBe(false)
  })
})
