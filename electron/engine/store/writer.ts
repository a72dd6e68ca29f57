/**
 * Records into the index. Collected and written in short transactions, so that another instance's never waits long and
 * no transaction is open while ingest gives way to other work.
 */
import { statSync } from 'node:fs'
import path from 'node:path'
import type {
  ArtifactResult,
  ArtifactSink,
  BundleResult,
  ProcessDraft,
  RawArtifact,
} from '../../../shared/model/ingest.ts'
import type { LogPart } from '../../../shared/model/log-part.ts'
import type { FormatRecord, GcRecord, ThreadRecord } from '../../../shared/model/records.ts'
import type { ArtifactId } from '../../../shared/model/span.ts'
import { encodeCollections } from './blobs/collections.ts'
import { ColumnWriter, type Packing } from './blobs/columns.ts'
import { encodeMappings } from './blobs/mappings.ts'
import { encodeSeries } from './blobs/series.ts'
import { encodeThreads } from './blobs/threads.ts'
import { prepared, write, type WritableDb } from './database.ts'
import { hold } from './held-collections.ts'

/** A prepared row takes 2 to 5 us: a batch stays well under 30 ms. */
const BATCH_ROWS = 4000
/** Blobs that wait for their transaction. */
const BATCH_BYTES = 8 * 1024 * 1024
/** A block of threads is some 200 KB of JSON, one of collections 500 KB. */
const BLOCK = 2000
const ID_BLOCK = 64

export interface WriterOptions {
  ingest: number
  packing: Packing
  /** Texts within it are ours; others are originals, which may change. */
  spool: string
}

type Change = () => void
/** Values by column. */
type Row = Record<string, unknown>

const FINISH_ARTIFACT = `UPDATE artifact SET bytes = @bytes, text_bytes = @textBytes, lines = @lines, sha256 = @sha256,
  cut = @cut, issues = @issues, text_path = @textPath, text_spooled = @textSpooled, text_size = @textSize,
  text_mtime = @textMtime, line_index = @lineIndex WHERE id = @id`

/** The sink of one ingest. What it wrote counts once the ingest is marked complete. */
export class RecordWriter implements ArtifactSink {
  readonly #db: WritableDb
  readonly #options: WriterOptions
  #changes: Change[] = []
  #bytes = 0
  #threads: ThreadRecord[] = []
  #collections: GcRecord[] = []
  #ids = new Map<number, ArtifactId>()
  #freeIds: ArtifactId[] = []
  #artifact: { id: ArtifactId; raw: RawArtifact; file: TextFile } | null = null
  #position = 0

  constructor(db: WritableDb, options: WriterOptions) {
    this.#db = db
    this.#options = options
  }

  begin(raw: RawArtifact): void {
    const id = this.#nextId()
    this.#ids.set(raw.ordinal, id)
    // Before the text is read: a file that changes from now on is noticed.
    this.#artifact = { id, raw, file: this.#textFile(raw.textPath) }
    this.#position = 0
    this.#insert('artifact', {
      id,
      ingest_id: this.#options.ingest,
      bundle: raw.bundle,
      path: raw.path,
      format: raw.formatId,
      format_title: raw.formatTitle,
      // What is known only after reading comes with `finish`.
      bytes: 0,
      text_bytes: 0,
      lines: 0,
      sha256: '',
      cut: 0,
      issues: '[]',
      text_spooled: 0,
      at: raw.at,
      time_source: raw.timeSource,
    })
  }

  record(record: FormatRecord): void {
    const { id } = this.#open()
    if (record.kind === 'thread') {
      this.#threads.push(record)
      if (this.#threads.length >= BLOCK) this.#closeBlocks(id)
    } else if (record.kind === 'gc') {
      this.#collections.push(record)
      if (this.#collections.length >= BLOCK) this.#closeBlocks(id)
    } else this.#add(id, this.#position++, record)
    if (this.#changes.length >= BATCH_ROWS || this.#bytes >= BATCH_BYTES) this.flush()
  }

  finish(result: ArtifactResult): void {
    const { id, raw, file } = this.#open()
    this.#closeBlocks(id)
    const lineIndex = new ColumnWriter(this.#options.packing).numbers(result.lineIndex).finish()
    this.#bytes += lineIndex.length
    const values = {
      id,
      bytes: result.bytes,
      textBytes: result.textBytes,
      lines: result.lines,
      sha256: result.sha256,
      cut: result.cut ? 1 : 0,
      issues: JSON.stringify(result.issues),
      textPath: raw.textPath,
      textSpooled: file.spooled ? 1 : 0,
      textSize: file.size,
      textMtime: file.mtime,
      lineIndex,
    }
    this.#changes.push(() => prepared(this.#db, FINISH_ARTIFACT).run(values))
    this.#artifact = null
    if (this.#changes.length >= BATCH_ROWS || this.#bytes >= BATCH_BYTES) this.flush()
  }

  /** The id the store gave to the artifact with this ordinal. */
  artifactId(ordinal: number): ArtifactId {
    const id = this.#ids.get(ordinal)
    if (id === undefined) throw new Error(`no artifact has the ordinal ${ordinal}`)
    return id
  }

  bundles(bundles: readonly BundleResult[]): void {
    for (const [position, { name, kind, bytes, sha256, issues, parts, root }] of bundles.entries()) {
      const place = { ingest_id: this.#options.ingest, position }
      const lists = { issues: JSON.stringify(issues), parts: JSON.stringify(parts) }
      this.#insert('bundle', { ...place, name, kind, bytes, sha256, ...lists, root })
    }
  }

  /** What the artifact is in the capture that it belongs to; known only when all of that was read. */
  role(id: ArtifactId, role: string): void {
    this.#changes.push(() => prepared(this.#db, 'UPDATE artifact SET role = ? WHERE id = ?').run(role, id))
    if (this.#changes.length >= BATCH_ROWS) this.flush()
  }

  /** `drafts` with the ids of {@link artifactId}, in the order in which processes are listed. */
  processes(drafts: readonly ProcessDraft[]): void {
    for (const { label, host, pid, startedAt, crashAt, artifacts } of drafts)
      this.#changes.push(() => {
        const times = { started_at: startedAt, crash_at: crashAt }
        const process = insertRow(this.#db, 'process', { ingest_id: this.#options.ingest, label, host, pid, ...times })
        for (const { id, scope } of artifacts)
          insertRow(this.#db, 'process_artifact', { process_id: process, artifact_id: id, scope })
      })
  }

  /** Of artifacts that are logs, by the ids of {@link artifactId}. */
  logs(parts: ReadonlyMap<ArtifactId, LogPart>): void {
    for (const [id, part] of parts) {
      const log = JSON.stringify(part)
      this.#changes.push(() => prepared(this.#db, 'UPDATE artifact SET log = ? WHERE id = ?').run(log, id))
    }
  }

  /** Writes what was collected, in one transaction. */
  flush(): void {
    const changes = this.#changes
    if (changes.length === 0) return
    write(this.#db, () => {
      for (const change of changes) change()
    })
    this.#changes = []
    this.#bytes = 0
  }

  #add(artifact: ArtifactId, position: number, record: Exclude<FormatRecord, ThreadRecord | GcRecord>): void {
    const { packing } = this.#options
    const place = { artifact_id: artifact, position, line: record.span.line, end_line: record.span.endLine }
    const insert = (table: string, values: Row): void => this.#insert(table, Object.assign(place, values))
    switch (record.kind) {
      case 'fact':
        return insert('fact', { key: record.key, value: record.value, at: record.at, quote: record.quote })
      case 'event': {
        const { type, at, uptime, level, source, values, quote } = record
        return insert('event', { type, at, uptime, level, source, details: JSON.stringify(values), quote })
      }
      case 'unlisted':
        return insert('unlisted', { type: record.type, count: record.count })
      case 'frame': {
        const { stack, index: depth, type, library, libraryOffset, symbol, quote } = record
        return insert('frame', { stack, depth, type, library, library_offset: libraryOffset, symbol, quote })
      }
      // Kept with the artifact, once it is known which files are one log.
      case 'extent':
        return
      case 'range': {
        const { role, name, start, end, quote } = record
        return insert('range', { role, name, start, end, quote })
      }
      case 'region': {
        const { id, title, note, depth } = record
        return insert('region', { region_id: id, title, note, depth })
      }
      case 'series': {
        const { series, title, unit, quote } = record
        const origin = record.origin === undefined ? null : JSON.stringify(record.origin)
        return insert('series', {
          series,
          title,
          unit,
          origin,
          quote,
          columns: this.#blob(encodeSeries(record, packing)),
        })
      }
      case 'mappings': {
        const { complete, at, quote, table } = record
        const columns = this.#blob(encodeMappings(table, packing))
        return insert('mappings', { complete: complete ? 1 : 0, at, quote, columns })
      }
    }
  }

  #insert(table: string, row: Row): void {
    this.#changes.push(() => insertRow(this.#db, table, row))
  }

  #closeBlocks(artifact: ArtifactId): void {
    if (this.#threads.length > 0) this.#block('thread_block', artifact, { threads: encodeThreads(this.#threads) })
    this.#threads = []
    if (this.#collections.length > 0) {
      const held = hold(this.#db, this.#collections)
      const collections = held === null ? encodeCollections(this.#collections) : null
      this.#block('collection_block', artifact, { collections, held })
    }
    this.#collections = []
  }

  #block(table: string, artifact: ArtifactId, column: Record<string, string | number | null>): void {
    for (const block of Object.values(column)) if (typeof block === 'string') this.#bytes += block.length
    this.#insert(table, { artifact_id: artifact, position: this.#position++, ...column })
  }

  #blob(blob: Uint8Array): Uint8Array {
    this.#bytes += blob.length
    return blob
  }

  #open(): { id: ArtifactId; raw: RawArtifact; file: TextFile } {
    if (this.#artifact === null) throw new Error('a record came outside begin and finish')
    return this.#artifact
  }

  /** Ids are taken in blocks: they are needed before the rows are written, and another instance takes some too. */
  #nextId(): ArtifactId {
    if (this.#freeIds.length === 0) {
      const { next } = write(this.#db, () =>
        prepared<{ next: number }>(
          this.#db,
          `INSERT INTO counter (name, next) VALUES ('artifact', ?) ON CONFLICT (name) DO UPDATE SET next = next + ? RETURNING next`,
        ).get(ID_BLOCK, ID_BLOCK),
      ) as { next: number }
      this.#freeIds = Array.from({ length: ID_BLOCK }, (_, index) => next - ID_BLOCK + 1 + index)
    }
    return this.#freeIds.shift() as ArtifactId
  }

  #textFile(textPath: string | null): TextFile {
    if (textPath === null) return { spooled: false, size: null, mtime: null }
    const stats = statSync(textPath, { throwIfNoEntry: false })
    return {
      spooled: path.dirname(textPath) === path.resolve(this.#options.spool),
      size: stats?.size ?? null,
      mtime: stats?.mtimeMs ?? null,
    }
  }
}

interface TextFile {
  spooled: boolean
  size: number | null
  mtime: number | null
}

const inserts = new Map<string, string>()

/** Rows of one table always have the same columns, so that one statement does for all. */
function insertRow(db: WritableDb, table: string, row: Row): number {
  let sql = inserts.get(table)
  if (sql === undefined) {
    const columns = Object.keys(row)
    sql = `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`
    inserts.set(table, sql)
  }
  return Number(prepared(db, sql).run(...Object.values(row)).lastInsertRowid)
}
