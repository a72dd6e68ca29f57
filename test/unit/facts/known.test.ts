import { describe, expect, test } from 'vitest'
import { heuristicOvercommit, parseKernelRelease } from '../../../electron/engine/facts/kernel.ts'
import { featureOf } from '../../../electron/engine/facts/jvm.ts'
import { memoised } from '../../../electron/engine/facts/memoised.ts'
import { createFacts } from '../../../electron/engine/facts/process-facts.ts'
import { CRASH_AT, ProcessBuilder } from '../../support/process-builder.ts'

function limitOf(builder: ProcessBuilder): number {
  return createFacts(builder.records).limits.maxMapCount.value
}

describe('which statement wins', () => {
  test('the crash log before captures, though they are newer', () => {
    const builder = new ProcessBuilder().artifact('sysctl', { at: CRASH_AT + 60_000 }).fact('limit.max-map-count', 1)
    expect(limitOf(builder.crashLog().fact('limit.max-map-count', 2))).toBe(2)
  })

  test('the process before its host', () => {
    const builder = new ProcessBuilder().artifact('proc-limits', { at: 1 }).fact('limit.files', 20_000)
    builder.artifact('ulimit', { scope: 'host', at: 2 }).fact('limit.files', 1024)
    expect(createFacts(builder.records).limits.files?.value).toBe(20_000)
  })

  test.each([
    ['ulimit', 'proc-limits', 'limit.address-space', 5_632_000_000],
    ['process-list', 'proc-status', 'process.rss', 323_776_512],
    ['top', 'meminfo', 'memory.available', 23_182_794_752],
    ['free', 'meminfo', 'memory.total', 25_276_510_208],
  ] as const)('what %s says after what %s states exactly, though it is newer', (rounded, exact, key, value) => {
    const builder = new ProcessBuilder().artifact(exact, { at: 1 }).fact(key, value)
    builder.artifact(rounded, { at: 2 }).fact(key, value / 2)
    expect(createFacts(builder.records).index.number(key)?.value).toBe(value)
  })

  test('the newest of equals; a statement without a time comes last', () => {
    const builder = new ProcessBuilder().artifact('sysctl').fact('limit.max-map-count', 1)
    builder.artifact('sysctl', { at: 20 }).fact('limit.max-map-count', 3)
    builder.artifact('sysctl', { at: 10 }).fact('limit.max-map-count', 2)
    expect(limitOf(builder)).toBe(3)
  })

  test('null is a statement: no limit', () => {
    const builder = new ProcessBuilder().artifact('proc-limits').fact('limit.address-space', null)
    expect(createFacts(builder.records).limits.addressSpace).toMatchObject({ value: null })
    expect(createFacts(new ProcessBuilder().records).limits.addressSpace).toBeNull()
  })
})

describe('kernel releases', () => {
  const citation = { artifact: 1, line: 1, endLine: 1, quote: '' }

  test.each([
    ['3.10.0-1160.el7.x86_64', 3, 10, 7, 'free-now'],
    ['4.18.0-553.el8_10.x86_64', 4, 18, 8, null],
    ['4.19.0-27-amd64', 4, 19, null, 'free-now'],
    ['5.1.21', 5, 1, null, 'free-now'],
    ['5.2.0', 5, 2, null, 'single-request'],
    ['5.14.0-427.el9.x86_64', 5, 14, 9, 'single-request'],
    ['6.18.44-1-amd64', 6, 18, null, 'single-request'],
  ])('%s', (release, major, minor, enterprise, test_) => {
    const kernel = parseKernelRelease(release, citation)
    expect(kernel).toMatchObject({ major, minor, enterprise })
    expect(heuristicOvercommit(kernel)).toBe(test_)
  })

  test('nonsense is no release', () => {
    expect(parseKernelRelease('unknown', citation)).toBeNull()
    expect(heuristicOvercommit(null)).toBeNull()
  })
})

test.each([
  ['1.8.0_181-b13', 8],
  ['8.0_282-b08', 8],
  ['17.0.15+6', 17],
  ['25', 25],
  [null, null],
])('%s is feature %s', (version, feature) => {
  expect(featureOf(version)).toBe(feature)
})

describe('memoised', () => {
  test('runs each derivation once, when asked', () => {
    let runs = 0
    const all = memoised<{ a: number; b: number }>({ a: () => ++runs, b: ({ a }) => a + 1 })
    expect(runs).toBe(0)
    expect([all.b, all.b, all.a]).toEqual([2, 2, 1])
    expect(runs).toBe(1)
  })

  test('a circle throws instead of hanging, and a throw is not kept', () => {
    const circle = memoised<{ a: number; b: number }>({ a: ({ b }) => b, b: ({ a }) => a })
    expect(() => circle.a).toThrow('needs itself')
    expect(() => circle.a).toThrow('needs itself')
  })
})
