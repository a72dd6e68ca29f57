import { expect, test } from 'vitest'
import type { Hypothesis, ProcessAnalysis } from '../../../shared/model/analysis.ts'
import type { RegionRecord } from '../../../shared/model/records.ts'
import type { Citation } from '../../../shared/model/span.ts'
import { annotationsOf, LABEL_LIMIT } from '../../../electron/engine/annotations.ts'

const at = (line: number, artifact = 1, endLine = line): Citation => ({ artifact, line, endLine, quote: 'words' })

function hypothesis(values: Partial<Hypothesis>): Hypothesis {
  return {
    id: 'max-map-count',
    title: 'The mapping limit',
    question: '?',
    status: 'confirmed',
    confidence: 1,
    summary: '',
    evidence: [],
    missing: [],
    ...values,
  }
}

function analysis(values: Partial<ProcessAnalysis>): ProcessAnalysis {
  return {
    process: 1,
    label: 'broker',
    host: null,
    pid: null,
    jvm: null,
    os: null,
    startedAt: null,
    endedAt: null,
    uptime: null,
    state: 'crashed',
    verdict: { rootCause: 'max-map-count', contributing: [], confidence: 1, title: '', summary: '' },
    hypotheses: [],
    ledger: null,
    owners: [],
    victim: null,
    culprit: null,
    callPath: [],
    explicitGc: [],
    growth: null,
    timeline: [],
    audit: [],
    remedies: [],
    findings: [],
    ...values,
  }
}

const shown = (process: ProcessAnalysis, regions: RegionRecord[] = [], artifact = 1): string[] =>
  annotationsOf(artifact, [process], regions).map(({ span, tone, label }) => `${span.line} ${tone} ${label}`)

test('evidence of the leading hypothesis, what rules others out, victim, ledger and culprit stand at their lines', () => {
  const process = analysis({
    hypotheses: [
      hypothesis({
        evidence: [
          { stance: 'for', claim: 'the count is at the limit', citation: at(30) },
          { stance: 'against', claim: 'the listing is cut', citation: at(31) },
        ],
      }),
      hypothesis({
        id: 'physical-memory',
        title: 'RAM',
        status: 'ruled-out',
        evidence: [
          { stance: 'against', claim: '23 GB were free', citation: at(40) },
          { stance: 'for', claim: 'the header says so', citation: at(41) },
        ],
      }),
      hypothesis({
        id: 'data-limit',
        title: 'RLIMIT_DATA',
        status: 'unlikely',
        evidence: [{ stance: 'against', claim: 'it is unlimited', citation: at(42) }],
      }),
    ],
    victim: {
      operation: 'mmap-commit',
      bytes: 12_288,
      errno: 12,
      errnoOrigin: 'observed',
      thread: 't',
      frame: null,
      purpose: null,
      citation: at(10),
      at: null,
    },
    ledger: {
      mapLines: 65_531,
      vsyscall: true,
      vmas: 65_530,
      limit: 65_530,
      limitSource: 'measured',
      distance: 0,
      standing: 'exact',
      complete: true,
      operator: null,
      listing: at(20, 1, 200),
      limitCitation: at(25),
      at: null,
    },
    culprit: { owner: 'index-file', count: 60_000, share: 0.9, citation: at(50) },
    callPath: [
      {
        layer: 'kernel',
        symbol: 'do_mmap',
        origin: 'inferred',
        note: '',
        source: '',
        citation: null,
        gate: {
          condition: 'map_count > limit',
          holds: true,
          values: '65 531 > 65 530',
          errno: 'ENOMEM',
          citation: at(60),
        },
      },
    ],
  })
  expect(shown(process).map((line) => line.replaceAll('\u202f', ' '))).toEqual([
    '10 accent victim: mmap-commit, 12 288 bytes',
    '20 bad 65 530 VMAs of 65 530',
    '25 bad limit: 65 530',
    '30 bad the count is at the limit',
    '31 warn against: the listing is cut',
    '40 good rules out: RAM',
    '50 warn culprit: index-file',
    '60 bad map_count > limit',
  ])
})

test('a line has one annotation; it keeps the words of the others', () => {
  const process = analysis({
    hypotheses: [
      hypothesis({ evidence: [{ stance: 'for', claim: 'first', citation: at(5) }] }),
      hypothesis({
        id: 'huge-pages',
        title: 'Huge pages',
        status: 'ruled-out',
        evidence: [{ stance: 'against', claim: 'none are used', citation: at(5) }],
      }),
    ],
  })
  const [only, ...others] = annotationsOf(1, [process, process], [])
  expect(others).toEqual([])
  expect(only).toMatchObject({ tone: 'bad', label: 'first' })
  expect(only?.detail.split('\n')).toEqual(['The mapping limit: first', 'Huge pages is ruled out: none are used'])
})

test('advice that is always printed is marked as such', () => {
  const region: RegionRecord = {
    kind: 'region',
    id: 'possible-reasons',
    title: 'Possible reasons',
    note: '',
    depth: 1,
    span: { line: 4, endLine: 9 },
  }
  expect(annotationsOf(1, [], [region, { ...region, id: 'native-frames' }])).toMatchObject([
    { span: { artifact: 1, line: 4, endLine: 9 }, tone: 'good', label: 'printed always' },
  ])
})

test('other artifacts are left out', () => {
  const evidence = [{ stance: 'for' as const, claim: 'elsewhere', citation: at(5, 2) }]
  expect(shown(analysis({ hypotheses: [hypothesis({ evidence })] }))).toEqual([])
})

test('labels are cut at a word, and anywhere if there is none', () => {
  const claims = ['this claim goes on and on until it is far too long to stand there', 'ö'.repeat(100), 'x\ny']
  const evidence = claims.map((claim, index) => ({ stance: 'for' as const, claim, citation: at(index + 1) }))
  const labels = annotationsOf(1, [analysis({ hypotheses: [hypothesis({ evidence })] })], []).map(({ label }) => label)
  expect(labels).toEqual(['this claim goes on and on until it is…', `${'ö'.repeat(LABEL_LIMIT - 1)}…`, 'x y'])
})
