/** What passes from ingest to the store: artifacts as they are read, and which process each belongs to. */
import type { FormatRecord, Issue } from './records.ts'
import type { Bytes, EpochMs, Pid } from './units.ts'

/** Receives artifacts one after another: `begin`, any number of `record`, `finish`. Throwing ends the whole ingest. */
export interface ArtifactSink {
  begin(artifact: RawArtifact): void
  record(record: FormatRecord): void
  finish(result: ArtifactResult): void
}

export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be'

/** Where the time of an artifact comes from. Only `name` says when a snapshot was taken; the others say when the file was last written. */
export type TimeSource = 'name' | 'archive' | 'file'

export interface RawArtifact {
  /** 0, 1, 2 ... in the order of `begin`. */
  ordinal: number
  /** Index into the bundles of the ingest. */
  bundle: number
  /** Unique in the case; the rules are those of `ArtifactSummary.path`. */
  path: string
  /** Base name without `.gz`, `.xz` or `.zst` of a single compressed file. */
  name: string
  /** Id of the format, or `text`, `binary`, `unreadable`. */
  formatId: string
  /** Title of the format, for people. */
  formatTitle: string
  /** Version of the format's parser; 0 where none ran. */
  formatVersion: number
  /** Size as it stands in the bundle, 0 if it could not be known (unreadable). For members of archives: the size unpacked. */
  bytes: Bytes
  /**
   * The plain file with the text, UTF-8: the original itself where that is one, else a file of the spool.
   * null for `binary` and `unreadable`, which have no text.
   */
  textPath: string | null
  /** Of the original bytes. */
  encoding: TextEncoding
  at: EpochMs | null
  timeSource: TimeSource | null
}

export interface ArtifactResult {
  ordinal: number
  /** Size as it stands in the bundle, counted while reading. */
  bytes: Bytes
  /** Size of the decoded text. */
  textBytes: Bytes
  lines: number
  /** Hex, of the bytes as they stand in the bundle; empty if nothing could be read. */
  sha256: string
  /** Byte offset in the text of line 1, 257, 513 ...: every 256th. */
  lineIndex: Float64Array<ArrayBuffer>
  /** Whether the text ended early (damaged archive, caps). */
  cut: boolean
  /** One per code, with how often and where first. */
  issues: Issue[]
}

/** A folder, archive or file in a bundle that is laid out as a known collector lays out its capture of one host or process. */
export interface LayoutPart {
  /** Of the layout: `sos`. */
  id: string
  title: string
  /** Where the paths of its artifacts begin; '' for the whole bundle. */
  root: string
  /** What the capture states of all that is in it. */
  host: string | null
  pid: Pid | null
  /** When it was taken, as its name or a file of it says. */
  capturedAt: EpochMs | null
}

export type BundleKind = 'folder' | 'file' | 'zip' | 'tar' | 'tar.gz' | 'tar.xz' | 'tar.zst' | 'gz' | 'xz' | 'zst'

export interface BundleResult {
  /** Base name of the path that was opened. */
  name: string
  kind: BundleKind
  /** Size on disk: of the file, or of all files of the folder. */
  bytes: Bytes
  /** Of the file; null for a folder. */
  sha256: string | null
  /** What concerns no single artifact: refused members, damage, caps. */
  issues: Issue[]
  /** Captures of known collectors in it; empty for loose files. */
  parts: readonly LayoutPart[]
  /** The path that was opened, absolute. */
  root: string
}

/** One JVM life that artifacts speak of. */
export interface ProcessDraft {
  /** "kafka-broker-13 · 9615"; the folder's name where neither host nor pid is known. */
  label: string
  host: string | null
  pid: Pid | null
  startedAt: EpochMs | null
  crashAt: EpochMs | null
  /** By id. `host`: shared with the other processes of that host or folder. */
  artifacts: { id: number; scope: 'process' | 'host' }[]
}
