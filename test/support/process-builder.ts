/** Small processes for tests of facts and rules: say what the artifacts state, get the records the store would give. */
import { MappingTableBuilder } from '../../electron/engine/formats/lib/mapping-lines.ts'
import type { FactKey, FactValue } from '../../shared/model/facts.ts'
import type { ProcessRecords } from '../../shared/model/process-records.ts'
import type { EventType, FrameType, GcRecord, RangeRole, SeriesId } from '../../shared/model/records.ts'
import type { ArtifactId } from '../../shared/model/span.ts'
import type { EpochMs } from '../../shared/model/units.ts'

export const VSYSCALL = 'ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0                  [vsyscall]'
export const CRASH_AT: EpochMs = Date.UTC(2026, 10, 22, 8, 46, 45)

export class ProcessBuilder {
  readonly records: ProcessRecords
  #current: ArtifactId = 0
  #line = 0

  constructor() {
    this.records = {
      process: 1,
      host: 'host',
      pid: 1,
      label: 'host · 1',
      artifacts: [],
      facts: [],
      events: [],
      series: [],
      mappings: [],
      frames: [],
      threads: [],
      ranges: [],
      collections: [],
    }
  }

  /** What follows stands in this artifact. */
  artifact(format: string, options: { scope?: 'process' | 'host'; at?: EpochMs | null } = {}): this {
    this.#current = this.records.artifacts.length + 1
    this.#line = 0
    const { scope = 'process', at = null } = options
    this.records.artifacts.push({ id: this.#current, path: `${format}-${this.#current}`, format, at, scope })
    return this
  }

  crashLog(): this {
    return this.artifact('hs-err', { at: CRASH_AT })
  }

  fact(key: FactKey, value: FactValue, at: EpochMs | null = null): this {
    this.records.facts.push({
      kind: 'fact',
      key,
      value,
      at,
      artifact: this.#current,
      span: this.#next(),
      quote: `${key} ${value}`,
    })
    return this
  }

  facts(values: Partial<Record<FactKey, FactValue>>): this {
    for (const [key, value] of Object.entries(values)) if (value !== undefined) this.fact(key as FactKey, value)
    return this
  }

  event(
    type: EventType,
    values: Record<string, string | number> = {},
    options: { at?: EpochMs; uptime?: number; quote?: string; source?: string } = {},
  ): this {
    const { at = null, uptime = null, quote = type, source = '' } = options
    const level = type === 'log-error' ? 'error' : 'warning'
    this.records.events.push({
      kind: 'event',
      type,
      at,
      uptime,
      level,
      source,
      values,
      artifact: this.#current,
      span: this.#next(),
      quote,
    })
    return this
  }

  /** Events of the current artifact that are only counted. */
  unlisted(type: EventType, count: number): this {
    const span = { line: 1, endLine: this.#line }
    this.records.unlisted = [
      ...(this.records.unlisted ?? []),
      { kind: 'unlisted', type, count, artifact: this.#current, span },
    ]
    return this
  }

  /** Lines as /proc/PID/maps prints them. */
  maps(lines: readonly string[], options: { complete?: boolean; at?: EpochMs | null } = {}): this {
    const { complete = true, at = null } = options
    const builder = new MappingTableBuilder(lines.length)
    const first = this.#line + 1
    for (const line of lines) {
      const bytes = new TextEncoder().encode(line)
      if (!builder.add(bytes, 0, bytes.length, ++this.#line)) throw new Error(`not a mapping: ${line}`)
    }
    this.records.mappings.push({
      kind: 'mappings',
      table: builder.finish(),
      complete,
      at,
      artifact: this.#current,
      span: { line: first, endLine: this.#line },
      quote: lines[0] ?? '',
    })
    return this
  }

  series(
    series: SeriesId,
    points: readonly (readonly [EpochMs, number])[],
    { changes }: { changes?: readonly number[] } = {},
  ): this {
    const first = this.#line + 1
    this.records.series.push({
      kind: 'series',
      series,
      title: series,
      unit: 'count',
      at: Float64Array.from(points, ([at]) => at),
      value: Float64Array.from(points, ([, value]) => value),
      ...(changes === undefined ? {} : { changes: Float64Array.from(changes) }),
      line: Uint32Array.from(points, () => ++this.#line + 1),
      artifact: this.#current,
      span: { line: first, endLine: this.#line + 1 },
      quote: 'time,map_count',
    })
    return this
  }

  frames(symbols: readonly (string | null)[], type: FrameType = 'V'): this {
    for (const [index, symbol] of symbols.entries()) {
      this.records.frames.push({
        kind: 'frame',
        stack: 'native',
        index,
        type,
        library: 'libjvm.so',
        libraryOffset: null,
        symbol,
        artifact: this.#current,
        span: this.#next(),
        quote: symbol ?? '',
      })
    }
    return this
  }

  thread(name: string, stackStart: number | null = null, stackEnd: number | null = null): this {
    const span = this.#next()
    this.records.threads.push({
      kind: 'thread',
      name,
      threadKind: 'JavaThread',
      state: null,
      osId: null,
      stackStart,
      stackEnd,
      current: false,
      artifact: this.#current,
      span,
    })
    return this
  }

  range(role: RangeRole, start: number, end: number): this {
    const span = this.#next()
    this.records.ranges.push({
      kind: 'range',
      role,
      name: role,
      start,
      end,
      artifact: this.#current,
      span,
      quote: role,
    })
    return this
  }

  /** A collection; a full one of 20 ms with 30 of 512 MiB in use, unless said otherwise. */
  collection(cause: string | null, at: EpochMs | null, options: Partial<Omit<GcRecord, 'kind' | 'span'>> = {}): this {
    this.records.collections.push({
      kind: 'gc',
      gcId: this.records.collections.length,
      at,
      uptime: null,
      collection: 'full',
      cause,
      heapBefore: 30 * 1024 ** 2,
      heapAfter: 6 * 1024 ** 2,
      heapCommitted: 512 * 1024 ** 2,
      pauseMs: 20,
      concurrent: false,
      quote: `Pause Full (${cause ?? ''})`,
      ...options,
      artifact: this.#current,
      span: this.#next(),
    })
    return this
  }

  #next(): { line: number; endLine: number } {
    this.#line++
    return { line: this.#line, endLine: this.#line }
  }
}

/** A JVM that was refused `bytes` by mmap, with a host that has plenty of everything. */
export function refusedCommit(bytes: number): ProcessBuilder {
  return new ProcessBuilder().crashLog().facts({
    'crash.kind': 'out-of-memory',
    'crash.headline': 'There is insufficient memory for the Java Runtime Environment to continue.',
    'crash.mechanism': 'mmap',
    'crash.requested-bytes': bytes,
    'crash.time': CRASH_AT,
    'os.kernel': '6.1.0-18-amd64',
    'memory.total': 24 * GIB,
    'memory.free': 16 * GIB,
    'memory.available': 20 * GIB,
    'memory.swap-total': 0,
    'memory.swap-free': 0,
    'memory.commit-limit': 12 * GIB,
    'memory.committed': 3 * GIB,
    'limit.address-space': null,
    'process.virtual-size': 4 * GIB,
  })
}

export const KIB = 1024
export const MIB = 1024 ** 2
export const GIB = 1024 ** 3

/** `count` VMAs that no rule joins: index files of one partition, a page apart. */
export function indexFiles(count: number, folder = '/data/orders-7'): string[] {
  return Array.from({ length: count }, (_, index) => {
    const start = 0x7f0000000 + index * 2
    const name = String(index).padStart(20, '0')
    return `${start.toString(16)}000-${(start + 1).toString(16)}000 rw-s 00000000 08:01 ${index + 1} ${folder}/${name}.index`
  })
}
