/** A count that a metrics server measured is what the growth of a process is made of. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { openForTest } from '../../support/open-case.ts'
import { indexFiles, VSYSCALL } from '../../support/process-builder.ts'

const START = Date.UTC(2026, 10, 22, 8)
const MINUTE = 60_000
const folder = mkdtempSync(path.join(tmpdir(), 'mortem-metrics-'))

afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('with a snapshot of the mappings beside it', async () => {
  const counts = Array.from({ length: 30 }, (_, minute) => 10_000 + 100 * minute)
  const values = counts.map((count, minute) => [(START + minute * MINUTE) / 1000, String(count)])
  const result = [{ metric: { __name__: 'process_map_count', instance: 'kafka-1:9404' }, values }]
  const text = JSON.stringify({ status: 'success', data: { resultType: 'matrix', result } }, null, 2)
  writeFileSync(path.join(folder, 'answer.txt'), text)
  // A listing of the moment after the last sample.
  const listed = [...indexFiles(13_000), VSYSCALL]
  writeFileSync(path.join(folder, `maps-${START + 30 * MINUTE}`), `${listed.join('\n')}\n`)

  const { artifacts, processes } = await openForTest([folder])
  expect(artifacts.map(({ format }) => format).toSorted()).toEqual(['metrics-json', 'proc-maps'])
  const growth = processes[0]?.growth
  expect(growth?.points.map(({ origin }) => origin)).toEqual([...counts.map(() => 'metrics'), 'maps-snapshot'])
  expect(growth?.slopePerHour).toBeCloseTo(6000, 0)
  const lines = text.split('\n')
  const measured = growth?.points.filter(({ origin }) => origin === 'metrics') ?? []
  expect(measured.map(({ citation }) => lines[citation.line - 1]?.trim())).toEqual(counts.map((count) => `"${count}"`))
})
