/** What ingest takes and gives. The store implements `ArtifactSink`; tests collect in memory. */
import type { ArtifactSink, BundleResult } from '../../../shared/model/ingest.ts'
import type { Bytes } from '../../../shared/model/units.ts'
import type { BinaryFormat } from '../formats/binary-format.ts'
import type { Format } from '../formats/format.ts'
import type { Caps } from './caps.ts'
import type { ArtifactFacts } from './identity.ts'

export type {
  ArtifactResult,
  ArtifactSink,
  BundleKind,
  BundleResult,
  ProcessDraft,
  RawArtifact,
  TextEncoding,
  TimeSource,
} from '../../../shared/model/ingest.ts'

export interface IngestOptions {
  /** In sniff order. The one with id `text` takes what no other recognises. */
  formats: readonly Format[]
  /** Those that are not text; all of them unless told otherwise. */
  binaryFormats?: readonly BinaryFormat[]
  /** An existing folder for unpacked members. Files in it are named by the SHA-256 of their content; the caller removes them. */
  spool: string
  /** Rejects with a {@link CancelledError}; half-written files are removed. */
  signal?: AbortSignal
  /** At most about 20 calls a second. */
  onProgress?(progress: IngestProgress): void
  caps?: Partial<Caps>
  /** False reads every line without native kernels: the records are the same, the time is not. */
  kernels?: boolean
  sink: ArtifactSink
}

export interface IngestResult {
  bundles: BundleResult[]
  /** In order of their ordinals; input of `assignProcesses`. */
  artifacts: ArtifactFacts[]
  counts: { artifacts: number; records: number; lines: number; textBytes: Bytes; issues: number }
}

/** The part of the contract's `OpenProgress` that ingest can speak of. */
export interface IngestProgress {
  phase: 'reading' | 'parsing'
  /** Bytes of the bundles read, of all their bytes on disk. */
  bytes: Bytes
  totalBytes: Bytes
  artifacts: number
  current: string
  /** The latest artifacts that were recognised, at most {@link PARTIAL_LIMIT}; null when nothing new was since the last report. */
  partial: { path: string; format: string; bytes: Bytes }[] | null
}

export const LINE_INDEX_STEP = 256
export const PARTIAL_LIMIT = 500

/** Thrown when the signal was aborted. */
export class CancelledError extends Error {
  override name = 'CancelledError'
  constructor() {
    super('The import was cancelled')
  }
}

/** Nothing of what was asked for exists or can be opened at all. */
export class NothingReadableError extends Error {
  override name = 'NothingReadableError'
}
