/** What all parts of one ingest share. */
import type { FormatRecord } from '../../../shared/model/records.ts'
import { binaryFormats } from '../formats/binary.ts'
import type { BinaryFormat } from '../formats/binary-format.ts'
import type { Format } from '../formats/format.ts'
import { BufferPool } from './aligned.ts'
import { type Caps, defaultCaps } from './caps.ts'
import type { ArtifactFacts, Identity } from './identity.ts'
import { LineSource } from './line-source.ts'
import { Pace } from './pace.ts'
import { UniquePaths } from './paths.ts'
import { Progress } from './progress.ts'
import { Spool } from './spool.ts'
import type { ArtifactResult, ArtifactSink, IngestOptions, IngestResult, RawArtifact } from './types.ts'

/** Packed bytes are read in pieces of this size: what zlib turns into a few output chunks. */
const CHUNK = 256 * 1024

export class Session {
  readonly formats: readonly Format[]
  readonly binaryFormats: readonly BinaryFormat[]
  readonly sink: ArtifactSink
  readonly caps: Caps
  readonly pace: Pace
  readonly progress: Progress
  readonly spool: Spool
  readonly lines: LineSource
  readonly pool = new BufferPool(CHUNK)
  readonly paths = new UniquePaths()
  readonly artifacts: ArtifactFacts[] = []
  readonly counts: IngestResult['counts'] = { artifacts: 0, records: 0, lines: 0, textBytes: 0, issues: 0 }
  /** Names of the bundles, by their number. */
  readonly bundleNames: string[] = []
  private ordinals = 0

  constructor(options: IngestOptions) {
    this.formats = options.formats
    this.binaryFormats = options.binaryFormats ?? binaryFormats
    this.sink = options.sink
    this.caps = { ...defaultCaps, ...options.caps }
    this.pace = new Pace(options.signal)
    this.progress = new Progress(options.onProgress?.bind(options))
    this.spool = new Spool(options.spool)
    this.lines = new LineSource(this.pace, this.caps.lineBytes, options.kernels ?? true)
  }

  nextOrdinal(): number {
    return this.ordinals++
  }

  record(record: FormatRecord): void {
    this.counts.records++
    this.sink.record(record)
  }

  finish(artifact: RawArtifact, identity: Identity, result: ArtifactResult, value: string | null = null): void {
    this.sink.finish(result)
    this.counts.artifacts++
    this.counts.lines += result.lines
    this.counts.textBytes += result.textBytes
    for (const issue of result.issues) this.counts.issues += issue.count
    this.artifacts.push({
      id: artifact.ordinal,
      bundle: artifact.bundle,
      bundleName: this.bundleNames[artifact.bundle] ?? '',
      path: artifact.path,
      format: artifact.formatId,
      at: artifact.at,
      value,
      identity,
      place: null,
    })
    this.progress.recognised(artifact)
  }
}
