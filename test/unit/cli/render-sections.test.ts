import { expect, test } from 'vitest'
import {
  coachLines,
  ledgerLines,
  mergeBlockerLines,
  staleLines,
  timelineLines,
  type Sheet,
} from '../../../electron/cli/render-sections.ts'
import { paletteFor } from '../../../electron/cli/terminal.ts'
import type { ProcessAnalysis } from '../../../shared/model/analysis.ts'
import { coach, mergeBlockers, rlimit, stale, tasks } from '../../support/fake-evidence.ts'
import { alive, cite, crashed } from '../../support/fake-process.ts'

const sheet: Sheet = {
  palette: paletteFor({}, {}),
  width: 100,
  place: ({ artifact, line }) => `a${artifact}:${line}`,
}
const paths = new Map([1, 2, 3, 4, 5].map((id) => [id, `a${id}`]))
const rich: ProcessAnalysis = { ...crashed, ledgers: [rlimit, tasks], stale, mergeBlockers, coach }
const plain = (lines: readonly string[]): string => lines.join('\n').replaceAll('\u202f', ' ')

test('ledgers with their sums, standing and lines', () => {
  const text = plain(ledgerLines(rich, sheet))
  expect(text).toContain('reached    RLIMIT_AS  4 402 442 240 in use + 1 052 672 asked > 4 403 200 000 bytes')
  expect(text).toContain('room       kernel.threads-max  at least 47 in use < 192 730 tasks')
  expect(text).toContain('a1:66316  a1:66400')
})

test('stale mappings by kind; nothing where there are none', () => {
  expect(plain(staleLines(rich, sheet))).toContain('File deleted  3 mappings of 25 files')
  expect(staleLines({ ...rich, stale: { ...stale, count: 0, kinds: [] } }, sheet)).toEqual([])
  expect(staleLines(crashed, sheet)).toEqual([])
})

test('what keeps neighbours apart', () => {
  const text = plain(mergeBlockerLines(rich, sheet))
  expect(text).toContain('Another file               65 000')
  expect(text).toContain('thread-stack ---p | thread-stack rw-p  a1:900')
  expect(mergeBlockerLines(crashed, sheet)).toEqual([])
})

test('what to bring, with its commands', () => {
  const text = plain(coachLines(rich, sheet))
  expect(text).toContain('    cat /proc/PID/limits\n')
  expect(text).toContain('settles RLIMIT_AS was reached (possible): RLIMIT_AS')
  expect(text).toContain('mortem-capture PID')
  expect(coachLines(crashed, sheet)).toEqual([])
})

test('a short timeline of all processes: of many events the weightiest, in time order', () => {
  const warnings = Array.from({ length: 30 }, (_, index) => ({
    at: (crashed.startedAt ?? 0) + index,
    until: (crashed.startedAt ?? 0) + index,
    kind: 'warning' as const,
    title: `warning ${index}`,
    count: 1,
    tone: 'warn' as const,
    clock: '',
    citation: cite(2, index + 1, 'warning'),
  }))
  const lines = timelineLines([{ ...crashed }, { ...alive, timeline: warnings }], paths, sheet)
  expect(lines).toHaveLength(17)
  expect(lines.at(-1)).toContain('and 20 more')
  expect(lines.at(-2)).toContain('Crashed')
  expect(lines.at(-2)).toContain(crashed.label)
  const times = lines.slice(0, -1).map((line) => line.slice(0, 30))
  expect(times).toEqual(times.toSorted())
})
