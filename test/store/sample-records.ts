/** One record of every kind, with values that are easily lost: nulls, huge numbers, other scripts, the top of the address space. */
import type { MappingTable, PathTable } from '../../shared/model/mapping-table.ts'
import type { FormatRecord } from '../../shared/model/records.ts'
import type { ArtifactResult, RawArtifact } from '../../electron/engine/ingest/types.ts'

const encoder = new TextEncoder()

export function pathTable(paths: readonly string[]): PathTable {
  const encoded = paths.map((path) => encoder.encode(path))
  const offsets = new Uint32Array(paths.length + 1)
  for (const [index, { length }] of encoded.entries()) offsets[index + 1] = (offsets[index] ?? 0) + length
  const bytes = new Uint8Array(offsets.at(-1) ?? 0)
  for (const [index, path] of encoded.entries()) bytes.set(path, offsets[index])
  return { count: paths.length, bytes, offsets }
}

export const VSYSCALL_PAGE = 0xffffffffff600
export const samplePaths = [
  '',
  '/var/lib/kafka/größe-данные-索引-0/00000000000000000000.index',
  '/var/lib/kafka/größe-данные-索引-0/00000000000000000000.timeindex',
  '/lib/x86_64-linux-gnu/libc.so.6 (deleted)',
  '[vsyscall]',
]

export function sampleTable(): MappingTable {
  return {
    count: 4,
    start: Float64Array.of(0x7fe5f0202, 0x7fe5f0300, 0x400, VSYSCALL_PAGE),
    end: Float64Array.of(0x7fe5f02ff, 0x7fe5f0301, 0x401, VSYSCALL_PAGE + 1),
    perms: Uint8Array.of(3, 9, 5, 4),
    offset: Float64Array.of(0, 0xc77000, 0, 0),
    device: Uint32Array.of(0, 0xfe00003, 0xffffffff, 0),
    inode: Float64Array.of(0, 328258, 2 ** 52 + 1, 0),
    path: Uint32Array.of(0, 1, 3, 4),
    line: Uint32Array.of(10, 11, 12, 13),
    paths: pathTable(samplePaths),
  }
}

const span = { line: 3, endLine: 5 }

export const sampleRecords: readonly FormatRecord[] = [
  { kind: 'fact', key: 'crash.requested-bytes', value: 12_288, at: null, span, quote: 'map 12288 bytes' },
  { kind: 'fact', key: 'host.name', value: 'größe-索引', at: 1_795_337_205_123, span, quote: 'größe-索引\u0000' },
  { kind: 'fact', key: 'limit.data', value: null, at: null, span, quote: 'Max data size  unlimited' },
  { kind: 'fact', key: 'process.uptime', value: 27.638, at: null, span, quote: '' },
  {
    kind: 'event',
    type: 'commit-failed',
    at: 1_795_337_205_000.5,
    uptime: 27.638,
    level: 'warning',
    source: 'os,thread',
    values: { bytes: 12_288, error: "Not enough space (errno='ENOMEM')" },
    span,
    quote: 'os::commit_memory(0x00007f, 12288, 0) failed',
  },
  {
    kind: 'event',
    type: 'shutdown',
    at: null,
    uptime: null,
    level: 'info',
    source: '',
    values: {},
    span,
    quote: 'bye',
  },
  {
    kind: 'series',
    series: 'column:größe',
    title: 'Größe',
    unit: 'none',
    at: Float64Array.of(1_795_337_205_000, 1_795_337_206_000, 1_795_337_204_000),
    value: Float64Array.of(0.1, -5e300, NaN),
    line: Uint32Array.of(2, 3, 4),
    origin: { column: 'Größe {host="a"}', factor: 1024, times: 'local', rounding: 50 },
    span,
    quote: '2026-11-22,0.1',
  },
  {
    kind: 'series',
    series: 'segments',
    title: 'Segments',
    unit: 'count',
    at: Float64Array.of(1_795_337_205_000, 1_795_337_206_000),
    value: Float64Array.of(3, -1),
    changes: Float64Array.of(3, 9),
    line: Uint32Array.of(2, 90),
    span,
    quote: '',
  },
  { kind: 'mappings', table: sampleTable(), complete: true, at: null, span, quote: '7fe5f0202000-7fe5f02ff000' },
  {
    kind: 'frame',
    stack: 'native',
    index: 0,
    type: 'V',
    library: 'libjvm.so',
    libraryOffset: '0xc29810',
    symbol: 'os::commit_memory(char*, unsigned long, bool)',
    span,
    quote: 'V  [libjvm.so+0xc29810]',
  },
  {
    kind: 'frame',
    stack: 'java',
    index: 1,
    type: 'j',
    library: null,
    libraryOffset: null,
    symbol: null,
    span,
    quote: 'j',
  },
  {
    kind: 'thread',
    name: 'kafka-request-handler-11 "索引"',
    threadKind: 'JavaThread',
    state: '_thread_new',
    osId: 10_021,
    stackStart: 0x7fe5f0202000,
    stackEnd: 0x7fe5f0303000,
    current: true,
    span,
  },
  {
    kind: 'thread',
    name: '',
    threadKind: 'VMThread',
    state: null,
    osId: null,
    stackStart: null,
    stackEnd: null,
    current: false,
    span,
  },
  { kind: 'unlisted', type: 'log-error', count: 2 ** 40, span },
  { kind: 'range', role: 'java-heap', name: 'heap', start: 0xe0000000, end: 2 ** 53 - 1, span, quote: 'Heap address' },
  {
    kind: 'gc',
    gcId: 9,
    at: 1_795_337_205_124,
    uptime: 27.529,
    collection: 'full',
    cause: 'System.gc()',
    heapBefore: 121_634_816,
    heapAfter: 18_874_368,
    heapCommitted: null,
    pauseMs: 144.695,
    concurrent: false,
    span,
    quote: 'GC(9) Pause Full (System.gc()) 116M->18M(67M) 144.695ms',
  },
  {
    kind: 'gc',
    gcId: null,
    at: null,
    uptime: null,
    collection: 'concurrent-cycle',
    cause: null,
    heapBefore: null,
    heapAfter: null,
    heapCommitted: null,
    pauseMs: 0,
    concurrent: true,
    lacks: 'both',
    span,
    quote: '[CMS-concurrent-sweep-start]',
  },
  { kind: 'region', id: 'native-frames', title: 'Native frames', note: '', depth: 1, span },
]

export function rawArtifact(values: Partial<RawArtifact> = {}): RawArtifact {
  return {
    ordinal: 0,
    bundle: 0,
    path: 'hs_err_pid1.log',
    name: 'hs_err_pid1.log',
    formatId: 'hs-err',
    formatTitle: 'HotSpot fatal error log',
    formatVersion: 1,
    bytes: 100,
    textPath: null,
    encoding: 'utf-8',
    at: null,
    timeSource: null,
    ...values,
  }
}

export function artifactResult(values: Partial<ArtifactResult> = {}): ArtifactResult {
  return {
    ordinal: 0,
    bytes: 100,
    textBytes: 100,
    lines: 5,
    sha256: 'ab'.repeat(32),
    lineIndex: Float64Array.of(0),
    cut: false,
    issues: [],
    ...values,
  }
}
