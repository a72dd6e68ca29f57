/**
 * Formats that are not text: ELF cores, heap dumps, recordings. They read the pieces they need at given offsets, never the whole
 * file, and write a text rendering (as `readelf` would); that rendering is the artifact's text, and all spans are its lines.
 */
import type { Bytes, LineNumber } from '../../../shared/model/units.ts'
import type { Confidence, ParseContext } from './format.ts'

export interface ByteSource {
  /** Of the file as it stands, holes of a sparse file included. */
  size: Bytes
  /** Fewer bytes than asked where the file ends, or what was unpacked of it, or the disk refuses. The array is the caller's to keep. */
  read(offset: number, length: Bytes): Uint8Array
}

export interface BinaryContext extends Omit<ParseContext, 'excerpt'> {
  /** Appends a line to the rendering; returns its number, for spans. The line end is added: the text must hold none. */
  write(line: string): LineNumber
}

export interface BinaryFormat {
  /** kebab-case, equal to the folder's name. */
  id: string
  title: string
  version: number
  /**
   * Where in the file all that it reads stands, if that is not the whole: of a member of an archive only so much is unpacked to disk.
   * What lies behind may then be missing although `size` counts it.
   */
  headBytes?: Bytes
  /** By the first bytes (at most HEAD_BYTES). Formats of libraries and programs that are no evidence say `no`. */
  sniff(head: Uint8Array): Confidence
  /**
   * Yields between pieces of work, so that ingest can report, pause and stop. Offsets and sizes in the file are hostile: what lies
   * outside is an issue. Writes at least one line and a region that covers all lines.
   */
  read(source: ByteSource, context: BinaryContext): Generator<void, void, void>
}

export function defineBinaryFormat(format: BinaryFormat): BinaryFormat {
  return format
}
