import { expect, test } from 'vitest'
import type { LogPart } from '../../shared/model/log-part.ts'
import type { FormatRecord, Issue } from '../../shared/model/records.ts'
import { openTemporaryLibrary } from '../../electron/engine/store/library.ts'
import { artifactsOf, bundlesOf, textFilesOf } from '../../electron/engine/store/queries/artifacts.ts'
import { beginIngest } from '../../electron/engine/store/queries/ingests.ts'
import { indexedText } from '../../electron/engine/store/queries/line-index.ts'
import { loadProcessRecords, processesOf } from '../../electron/engine/store/queries/process-records.ts'
import { regionsOf } from '../../electron/engine/store/queries/regions.ts'
import { RecordWriter } from '../../electron/engine/store/writer.ts'
import { artifactResult, rawArtifact, sampleRecords, sampleTable } from './sample-records.ts'
import { key, storeCase, temporaryLibrary } from './stored-case.ts'

const ofKind = (kind: string): unknown[] => sampleRecords.filter((record) => record.kind === kind)

test.each(['file', 'memory'])('every record comes back as it was, from a store in a %s', (place) => {
  using temporary = temporaryLibrary()
  const library = place === 'file' ? temporary.library : openTemporaryLibrary()
  const { ingest, ids } = storeCase(library, 'case')
  const [artifact] = ids
  const [process = -1] = processesOf(library.index, ingest)
  const records = loadProcessRecords(library.index, ingest, process)
  const withArtifact = (kind: string): unknown[] => ofKind(kind).map((record) => Object.assign({ artifact }, record))
  expect(records?.facts).toEqual(withArtifact('fact'))
  expect(records?.events).toEqual(withArtifact('event'))
  expect(records?.series).toEqual(withArtifact('series'))
  expect(records?.mappings).toEqual(withArtifact('mappings'))
  expect(records?.frames).toEqual(withArtifact('frame'))
  expect(records?.threads).toEqual(withArtifact('thread'))
  expect(records?.ranges).toEqual(withArtifact('range'))
  expect(records?.unlisted).toEqual(withArtifact('unlisted'))
  expect(records?.collections).toEqual(withArtifact('gc'))
  expect(regionsOf(library.index, artifact ?? -1)).toEqual(ofKind('region'))
  expect([records?.label, records?.host, records?.pid]).toEqual(['broker · 1', 'broker', 1])
  if (library !== temporary.library) library.close()
})

test('an artifact is listed with its hash, issues and processes, and its text is found again', () => {
  using temporary = temporaryLibrary()
  const { index, spool, packing } = temporary.library
  const issues: Issue[] = [{ code: 'truncated', message: 'the text ends early', line: 7, count: 2 }]
  const ingest = beginIngest(index, 'case', key)
  const writer = new RecordWriter(index, { ingest, packing, spool })
  const lineIndex = Float64Array.of(0, 20_000, 5_000_000_000)
  writer.begin(rawArtifact({ path: 'a.zip!/größe.log', at: 5, timeSource: 'archive', textPath: `${spool}/abc` }))
  writer.finish(artifactResult({ lines: 700, lineIndex, issues, cut: true, textBytes: 5_000_000_100 }))
  writer.begin(rawArtifact({ ordinal: 1, path: 'core', formatId: 'binary' }))
  writer.finish(artifactResult({ ordinal: 1, lines: 0, lineIndex: new Float64Array(0) }))
  writer.flush()

  const [text, binary] = artifactsOf(index, ingest)
  expect(text).toMatchObject({
    path: 'a.zip!/größe.log',
    format: 'hs-err',
    bytes: 100,
    textBytes: 5_000_000_100,
    lines: 700,
    sha256: 'ab'.repeat(32),
    at: 5,
    timeSource: 'archive',
    issues,
    processes: [],
  })
  expect(indexedText(index, ingest, text?.id ?? -1)).toMatchObject({ file: { spooled: true }, lines: 700, lineIndex })
  expect(indexedText(index, ingest, binary?.id ?? -1)?.file).toBeNull()
  expect(indexedText(index, ingest + 1, text?.id ?? -1)).toBeNull()
  expect(textFilesOf(index, ingest).length).toBe(1)
})

test('what is known of a log comes back, and files of one log are read in their order', () => {
  using temporary = temporaryLibrary()
  const { index, spool, packing } = temporary.library
  const ingest = beginIngest(index, 'case', key)
  const writer = new RecordWriter(index, { ingest, packing, spool })
  const gc = sampleRecords.find((record) => record.kind === 'gc')
  if (!gc) throw new Error('a collection is among the samples')
  for (const [ordinal, name] of ['gc.log', 'gc.log.0', 'other.txt'].entries()) {
    writer.begin(rawArtifact({ ordinal, path: name }))
    if (ordinal < 2) writer.record(gc)
    writer.finish(artifactResult({ ordinal }))
  }
  const [newer = -1, older = -1, other = -1] = [0, 1, 2].map((ordinal) => writer.artifactId(ordinal))
  const log = (part: number, order: number): LogPart => ({
    sequence: older,
    part,
    parts: 2,
    first: { at: 5.25, uptime: null },
    last: { at: null, uptime: 0.125 },
    zoned: true,
    nextCause: 'System.gc()',
    missing: 'GC(3)',
    order,
  })
  const parts = new Map([
    [newer, log(2, older)],
    [older, log(1, newer)],
  ])
  writer.logs(parts)
  const artifacts = [newer, older, other].map((id) => ({ id, scope: 'process' as const }))
  writer.processes([{ label: 'one', host: null, pid: null, startedAt: null, crashAt: null, artifacts }])
  writer.flush()

  expect(artifactsOf(index, ingest).map((artifact) => artifact.log)).toEqual([parts.get(newer), parts.get(older), null])
  const [process = -1] = processesOf(index, ingest)
  const records = loadProcessRecords(index, ingest, process)
  expect(records?.collections.map(({ artifact }) => artifact)).toEqual([older, newer])
  expect(records?.artifacts.map((artifact) => artifact.log?.part ?? null)).toEqual([2, 1, null])
})

test('bundles keep their order', () => {
  using temporary = temporaryLibrary()
  const { ingest } = storeCase(temporary.library, 'case')
  expect(bundlesOf(temporary.library.index, ingest)).toEqual([
    { name: 'one', kind: 'folder', bytes: 100, sha256: null, issues: [], parts: [], root: '/bundles/one' },
  ])
})

function listing(at: number | null): FormatRecord[] {
  return [{ kind: 'mappings', table: sampleTable(), complete: true, at, span: { line: 1, endLine: 4 }, quote: '' }]
}

test('mappings come in time order, unknown times first, the listing of the crash log last', () => {
  using temporary = temporaryLibrary()
  const { library } = temporary
  const { ingest, ids } = storeCase(library, 'case', [
    { raw: { formatId: 'hs-err', at: 1 }, records: listing(1) },
    { raw: { formatId: 'proc-maps', at: 300 }, records: listing(null) },
    { raw: { formatId: 'proc-maps' }, records: listing(200) },
    { raw: { formatId: 'proc-maps' }, records: listing(null) },
  ])
  const [process = -1] = processesOf(library.index, ingest)
  const order = loadProcessRecords(library.index, ingest, process)?.mappings.map(({ artifact }) =>
    ids.indexOf(artifact),
  )
  expect(order).toEqual([3, 2, 1, 0])
})

test('thousands of records span several transactions and keep their order', () => {
  using temporary = temporaryLibrary()
  const { library } = temporary
  const span = { line: 1, endLine: 1 }
  const records = Array.from({ length: 9001 }, (_, index): FormatRecord[] => [
    { kind: 'fact', key: 'process.threads', value: index, at: null, span, quote: '' },
    {
      kind: 'thread',
      name: `t${index}`,
      threadKind: 'JavaThread',
      state: null,
      osId: index,
      stackStart: null,
      stackEnd: null,
      current: false,
      span,
    },
  ]).flat()
  const { ingest } = storeCase(library, 'case', [{ records }])
  const [process = -1] = processesOf(library.index, ingest)
  const loaded = loadProcessRecords(library.index, ingest, process)
  expect(loaded?.facts.map(({ value }) => value)).toEqual(Array.from({ length: 9001 }, (_, index) => index))
  expect(loaded?.threads.map(({ osId }) => osId)).toEqual(Array.from({ length: 9001 }, (_, index) => index))
})

test('more collections than an index in memory holds as they are', () => {
  using temporary = temporaryLibrary()
  const { library } = temporary
  const gc = sampleRecords.find((record) => record.kind === 'gc')
  if (!gc) throw new Error('a collection is among the samples')
  const count = 203_001
  const records = Array.from({ length: count }, (_, gcId): FormatRecord => ({ ...gc, gcId }))
  const { ingest } = storeCase(library, 'case', [{ records }])
  const [process = -1] = processesOf(library.index, ingest)
  const loaded = loadProcessRecords(library.index, ingest, process)?.collections
  expect(loaded).toHaveLength(count)
  expect(loaded?.every((record, index) => record.gcId === index)).toBe(true)
  expect(loaded?.at(-1)).toEqual({ ...loaded?.[0], gcId: count - 1 })
})

test('a process of another ingest is not found', () => {
  using temporary = temporaryLibrary()
  const { ingest } = storeCase(temporary.library, 'case')
  const [process = -1] = processesOf(temporary.library.index, ingest)
  expect(loadProcessRecords(temporary.library.index, ingest + 1, process)).toBeNull()
})
