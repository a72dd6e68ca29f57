import { expect, test } from 'vitest'
import { analyseProcess } from '../../../electron/engine/analyse.ts'
import { CRASH_AT, indexFiles, ProcessBuilder, refusedCommit, VSYSCALL } from '../../support/process-builder.ts'

test('a crash: everything hangs together', () => {
  const builder = refusedCommit(12_288)
    .facts({ 'jvm.version': '17.0.15+6', 'process.uptime': 60, 'limit.max-map-count': 1000 })
    .maps([...indexFiles(1001), VSYSCALL])
  const analysis = analyseProcess(builder.records)
  expect(analysis).toMatchObject({
    process: 1,
    state: 'crashed',
    startedAt: CRASH_AT - 60_000,
    endedAt: CRASH_AT,
    uptime: 60,
    jvm: { version: '17.0.15+6', feature: 17 },
    verdict: { rootCause: 'max-map-count' },
    ledger: {
      mapLines: 1002,
      vsyscall: true,
      vmas: 1001,
      limit: 1000,
      distance: -1,
      standing: 'exact',
      complete: true,
    },
    victim: { operation: 'mmap-commit', bytes: 12_288 },
    culprit: { owner: 'index-file', count: 1001, share: 1 },
  })
  expect(analysis.remedies.map(({ command }) => command).join()).toContain('vm.max_map_count')
  expect(analysis.findings[0]).toMatchObject({ severity: 'bad', title: 'vm.max_map_count was reached' })
})

test('no culprit where the map limit was not spent', () => {
  const builder = new ProcessBuilder().artifact('proc-maps').maps(indexFiles(100)).fact('limit.max-map-count', 1000)
  const analysis = analyseProcess(builder.records)
  expect(analysis).toMatchObject({
    state: 'alive',
    culprit: null,
    victim: null,
    remedies: [],
    verdict: { rootCause: 'none' },
  })
})

test('nothing at all is still an answer', () => {
  const analysis = analyseProcess(new ProcessBuilder().records)
  expect(analysis).toMatchObject({ state: 'unknown', ledger: null, owners: [], jvm: null, os: null, growth: null })
  expect(analysis.hypotheses.map(({ status }) => status)).not.toContain('failed')
})
