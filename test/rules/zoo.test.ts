/** The first slice's promises on the whole zoo, through the same door as the CLI. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ProcessAnalysis } from '../../shared/model/analysis.ts'
import { AnalysisJson, toAnalysisJson } from '../../shared/model/analysis-json.ts'
import type { CaseSummary } from '../../shared/model/case.ts'
import { exitCodeOf } from '../../electron/cli/exit-code.ts'
import { binaryFormats } from '../../electron/engine/formats/binary.ts'
import { ledgerContradictions } from '../support/ledger-contradictions.ts'
import { openForTest } from '../support/open-case.ts'
import { Unpacked, zooBundles, type BundleTruth, type CrashLogTruth } from '../support/zoo.ts'

/** Bundles whose crash log must name the map limit: the zoo's letters are the cause's class (see its README). */
const saturated = (bundle: BundleTruth): boolean =>
  bundle.crashLogs.length > 0 && bundle.processes.some(({ rootCause }) => rootCause.includes('max-map-count'))

/** Who spent the limit, by the zoo's own account of each class. */
function culpritsOf(name: string): readonly string[] {
  if (name.startsWith('a4-')) return ['thread-stack']
  if (name.startsWith('a5-')) return ['anonymous']
  return ['index-file', 'data-file']
}

function processOf(opened: CaseSummary, log: CrashLogTruth): ProcessAnalysis {
  const artifact = opened.artifacts.find(({ path }) => path.endsWith(`/${log.file}`))
  const process = opened.processes.find((candidate) => artifact?.processes.includes(candidate.process))
  if (!process) throw new Error(`no process has ${log.file}`)
  return process
}

describe.each(zooBundles())('$name', (bundle) => {
  let opened: CaseSummary
  let unpacked: Unpacked
  beforeAll(async () => {
    opened = await openForTest([bundle.file])
    unpacked = await Unpacked.open(bundle.file)
  }, 120_000)
  afterAll(() => unpacked.dispose())

  test('every citation quotes what stands at its line', () => {
    const wrong: string[] = []
    // What is no text (a core) is shown, and cited, as a rendering: its own test compares the two.
    const texts = opened.artifacts.filter(({ format }) => !binaryFormats.some(({ id }) => id === format))
    const paths = new Map(texts.map(({ id, path }) => [id, path]))
    for (const { line, endLine, quote, artifact } of opened.processes.flatMap(citations)) {
      if (!paths.has(artifact)) continue
      const lines = unpacked.lines(paths.get(artifact) ?? '')
      const found = lines[line - 1]
      if (quote === '' || endLine < line || endLine > lines.length || !found?.includes(quote))
        wrong.push(`${paths.get(artifact)}:${line}-${endLine} does not say: ${quote} | but: ${found}`)
    }
    expect(wrong).toEqual([])
  })

  test('the JSON keeps its contract', () => {
    const json = toAnalysisJson(opened, '0.0.0')
    expect(() => AnalysisJson.parse(JSON.parse(JSON.stringify(json)))).not.toThrow()
  })

  test.runIf(saturated(bundle))('names the map limit, its arithmetic, the culprit and the victim', () => {
    for (const log of bundle.crashLogs.filter(({ vmas, limit }) => vmas >= (limit ?? 65_530))) {
      const { verdict, ledger, culprit, victim } = processOf(opened, log)
      expect(verdict.rootCause).toBe('max-map-count')
      expect(verdict.confidence).toBeGreaterThanOrEqual(0.7)
      expect(ledger).toMatchObject({ vmas: log.vmas, vsyscall: log.vsyscall, limit: 65_530, limitSource: 'measured' })
      expect(culpritsOf(bundle.name)).toContain(culprit?.owner)
      expect(victim?.operation).toBeTypeOf('string')
      expect(victim?.bytes).toBeGreaterThan(0)
      expect(victim?.errno).toBe(12)
    }
    expect(exitCodeOf(opened)).toBe(1)
  })

  test('the sums of the limits and the hypotheses about them agree', () => {
    expect(opened.processes.flatMap(ledgerContradictions)).toEqual([])
  })

  test('every missing fact is asked of an artifact that the coach knows', () => {
    const unknown = opened.processes.flatMap(({ coach = [] }) => coach.filter(({ id }) => id === 'other'))
    expect(unknown.map(({ note }) => note)).toEqual([])
  })

  test('is never confidently wrong', () => {
    for (const { verdict, pid } of opened.processes) {
      const truth = bundle.processes.find((process) => process.pid === pid)
      if (!truth || verdict.confidence < 0.7 || verdict.rootCause === 'undetermined') continue
      expect(truth.rootCause, `pid ${pid}: ${verdict.summary}`).toContain(verdict.rootCause)
    }
  })

  test.runIf(/^[bcl]-/.test(bundle.name))('is not blamed on the map limit', () => {
    for (const { verdict } of opened.processes) expect(verdict.rootCause).not.toBe('max-map-count')
  })

  test.runIf(bundle.name.startsWith('n-'))('claims no failure', () => {
    expect(opened.processes.map(({ verdict }) => verdict.rootCause)).toEqual(['none'])
    expect(exitCodeOf(opened)).toBe(0)
  })

  test('has the processes that the truth knows', () => {
    const known = bundle.processes.flatMap(({ pid }) => pid ?? [])
    expect(opened.processes.map(({ pid }) => pid)).toEqual(expect.arrayContaining(known))
  })
})

test('three brokers of one incident are told apart', async () => {
  const bundle = zooBundles().find(({ name }) => name === 'cluster-incident')
  const { processes } = await openForTest([bundle?.file ?? ''])
  const byPid = Object.fromEntries(processes.map(({ pid, verdict }) => [pid, verdict.rootCause]))
  expect(byPid[19_142]).toBe('max-map-count')
  expect(byPid[19_143]).toBe('max-map-count')
  expect(['none', 'near-map-limit']).toContain(byPid[19_144])
  expect(processes).toHaveLength(3)
}, 120_000)

function citations(process: ProcessAnalysis): { artifact: number; line: number; endLine: number; quote: string }[] {
  return [
    ...process.hypotheses.flatMap(({ evidence }) => evidence.map(({ citation }) => citation)),
    ...process.owners.map(({ example }) => example),
    ...process.callPath.flatMap(({ citation, gate }) => [citation, gate?.citation ?? null]),
    ...(process.growth?.points.map(({ citation }) => citation) ?? []),
    ...process.findings.map(({ citation }) => citation),
    ...process.audit.map(({ citation }) => citation),
    ...process.timeline.map(({ citation }) => citation),
    ...(process.ledgers ?? []).flatMap((each) => [each.limitCitation, each.usedCitation, each.requestCitation]),
    ...(process.stale?.kinds ?? []).flatMap(({ top }) => top.map(({ citation }) => citation)),
    ...(process.mergeBlockers?.reasons ?? []).flatMap(({ patterns }) => patterns.map(({ example }) => example)),
    process.ledger?.listing ?? null,
    process.ledger?.limitCitation ?? null,
    process.victim?.citation ?? null,
    process.culprit?.citation ?? null,
  ].filter((citation) => citation !== null)
}
