/** Options that correct artifacts, on a bundle whose hosts are at UTC+8. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { analyze } from '../../../electron/cli/analyze.ts'
import { correctionsFrom, type CorrectionOptions } from '../../../electron/cli/corrections.ts'
import { renderCase } from '../../../electron/cli/render-text.ts'
import { paletteFor } from '../../../electron/cli/terminal.ts'
import { analyseProcess } from '../../../electron/engine/analyse.ts'
import { CorrectionError } from '../../../electron/engine/corrections/check.ts'
import { formats } from '../../../electron/engine/formats/index.ts'
import { openCase } from '../../../electron/engine/open-case.ts'
import { openTemporaryLibrary } from '../../../electron/engine/store/library.ts'
import { AnalysisJson, toAnalysisJson } from '../../../shared/model/analysis-json.ts'
import type { CaseSummary } from '../../../shared/model/case.ts'

let work = ''

beforeAll(() => {
  work = mkdtempSync(path.join(tmpdir(), 'mortem-test-'))
  for (const host of ['kafka-1', 'kafka-2']) {
    mkdirSync(path.join(work, host))
    writeFileSync(
      path.join(work, host, 'server.log'),
      `[2026-11-22 16:46:17,797] INFO starting (kafka.server.KafkaServer)\n# ${host}\n`,
    )
  }
  writeFileSync(
    path.join(work, 'kafka-1', 'metrics.csv'),
    'time,regions{instance="a:9100"},RSS\n2026-11-22T08:46:00Z,65530,300\n2026-11-22T08:47:00Z,65530,301\n',
  )
})
afterAll(() => rmSync(work, { recursive: true }))

const none: CorrectionOptions = { timeZone: [], clockShift: [], start: [], role: [] }

/** As `analyze` opens it. */
async function opened(options: Partial<CorrectionOptions>): Promise<CaseSummary> {
  const library = openTemporaryLibrary()
  try {
    return await openCase(
      [work],
      { library, formats, analyseProcess },
      { correct: (read, store) => correctionsFrom({ ...none, ...options }, read, store) },
    )
  } finally {
    library.close()
  }
}

async function artifacts(
  options: Partial<CorrectionOptions> = {},
): Promise<Map<string, AnalysisJson['artifacts'][number]>> {
  const json = AnalysisJson.parse(toAnalysisJson(await opened(options), '0'))
  return new Map(json.artifacts.map((artifact) => [artifact.path, artifact]))
}

describe('analyze', () => {
  it('states time bases and columns', async () => {
    const stated = await artifacts()
    expect(stated.get('kafka-1/server.log')?.timeBase).toMatchObject({
      kind: 'local',
      origin: 'assumed',
      first: { read: '2026-11-22T16:46:17.797Z', used: '2026-11-22T16:46:17.797Z' },
      evidence: { artifact: 'kafka-1/server.log', line: 1 },
    })
    expect(stated.get('kafka-1/metrics.csv')?.columns.map(({ column, role }) => [column, role])).toEqual([
      ['regions{instance="a:9100"}', null],
      ['RSS', null],
    ])
  })

  it('applies zones, shifts and roles; what is said of one overrules what is said of all', async () => {
    const corrected = await artifacts({
      timeZone: ['kafka-2/server.log=UTC', '*=Asia/Shanghai'],
      clockShift: ['metrics.csv=-1m30s'],
      role: ['kafka-1/metrics.csv:regions{instance="a:9100"}=map-count', 'metrics.csv:RSS=rss:MiB'],
    })
    expect(corrected.get('kafka-1/server.log')?.timeBase).toMatchObject({
      origin: 'user',
      offset: -28_800_000,
      first: { used: '2026-11-22T08:46:17.797Z' },
      correction: 'corrected by you: Asia/Shanghai (UTC+08:00)',
    })
    expect(corrected.get('kafka-2/server.log')?.timeBase).toMatchObject({ zone: 'UTC', offset: 0 })
    const metrics = corrected.get('kafka-1/metrics.csv')
    expect(metrics?.timeBase).toMatchObject({ shift: -90_000, first: { used: '2026-11-22T08:44:30.000Z' } })
    expect(metrics?.columns).toMatchObject([
      { role: 'map-count', corrected: true, unit: 'count' },
      { role: 'rss', corrected: true, unit: 'bytes', factor: 1_048_576 },
    ])
  })

  it('says in its text which times rest on something', async () => {
    const shown = await opened({ timeZone: ['kafka-1/server.log=+08:00'] })
    const text = renderCase(shown, { palette: paletteFor({}, {}), width: 110 })
    expect(text).toMatch(/^Clocks\n {2}kafka-1\/server\.log: Times are printed without a zone\. Corrected by you/m)
    expect(text).toMatch(/kafka-2\/server\.log: Times are printed without a zone, taken as UTC\./)
  })

  it.each([
    [
      '--time-zone',
      'timeZone',
      'server.log=UTC',
      'Several artifacts are called so: kafka-1/server.log, kafka-2/server.log',
    ],
    ['--time-zone', 'timeZone', 'other.log=UTC', 'No artifact is called "other.log"'],
    ['--time-zone', 'timeZone', 'kafka-1/server.log=CST', 'the name of several zones'],
    ['--time-zone', 'timeZone', 'server.log', 'Not of the form ARTIFACT=ZONE'],
    ['--time-zone', 'timeZone', 'metrics.csv=UTC', 'A zone does not apply'],
    ['--clock-shift', 'clockShift', 'metrics.csv=soon', '"soon" is no duration'],
    ['--start', 'start', 'kafka-1/server.log=2026-11-22 08:46:17', 'no time with a zone'],
    ['--role', 'role', 'metrics.csv:RSS=memory', 'There is no role "memory"'],
    ['--role', 'role', 'metrics.csv:RSS=rss:stone', 'There is no unit "stone"'],
    ['--role', 'role', 'metrics.csv:VSZ=rss', 'It has no column "VSZ"'],
    ['--role', 'role', 'RSS=rss', 'No artifact is called'],
  ])('%s: %s %s is bad usage', async (flag, option, text, message) => {
    await expect(opened({ [option]: [text] })).rejects.toThrow(CorrectionError)
    await expect(opened({ [option]: [text] })).rejects.toThrow(`${flag} ${text}: `)
    await expect(opened({ [option]: [text] })).rejects.toThrow(message)
  })

  it('ends with the code of bad usage, and says why on stderr', async () => {
    const said: string[] = []
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0)
    const corrections = { ...none, timeZone: ['other.log=UTC'] }
    expect(await analyze([work], { json: true, version: '0', corrections })).toBe(2)
    expect(said.join('')).toContain('mortem: --time-zone other.log=UTC: No artifact is called "other.log"')
    vi.restoreAllMocks()
  })
})
