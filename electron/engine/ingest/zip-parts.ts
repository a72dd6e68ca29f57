/** What both ways of reading a zip need. Format: APPNOTE.TXT (PKWARE). */
import { isUtf8 } from 'node:buffer'
import zlib from 'node:zlib'
import yauzl from 'yauzl'
import type { Bytes } from '../../../shared/model/units.ts'
import type { Chunks } from './bytes.ts'
import { ReadFailure } from './failure.ts'
import type { Member } from './member.ts'

/** Signature and fixed part of the header before a member's data (4.3.7). */
export const LOCAL_HEADER = 0x04034b50
export const HEADER_BYTES = 30
export const STORED = 0
export const DEFLATED = 8
/** Read where the runtime has Zstandard. */
export const ZSTANDARD = 93

/** Methods that people meet, APPNOTE.TXT 4.4.5. */
const methodNames: Record<number, string> = {
  1: 'Shrink',
  6: 'Implode',
  9: 'Deflate64',
  10: 'PKWARE DCL Implode',
  12: 'bzip2',
  14: 'LZMA',
  93: 'Zstandard',
  95: 'xz',
  98: 'PPMd',
  99: 'AES',
}

export function unsupportedMethod(method: number): Member['refusal'] {
  const name = methodNames[method] ?? 'unknown'
  return {
    code: 'unreadable',
    why: `it is packed with method ${method} (${name}), which cannot be read; unpack the zip (7z x) and open the folder`,
  }
}

const UTF8_FLAG = 0x800

/**
 * A name is UTF-8 where a flag or an extra field says so, else of code page 437 (4.4.4, 4.6.9, D.1); many tools write UTF-8 without
 * saying so. Backslashes are those of old Windows tools.
 */
export function decodeName(bytes: Buffer, flags: number, extra: readonly { id: number; data: Buffer }[] = []): string {
  return yauzl.getFileNameLowLevel(isUtf8(bytes) ? flags | UTF8_FLAG : flags, bytes, [...extra], false)
}

/**
 * Passes unpacked bytes through, up to the size that the archive states.
 * @throws ReadFailure after the bytes, when their number or their CRC-32 is not what the archive states
 */
export async function* checked(chunks: Chunks, stated: { size: Bytes; crc: number }): Chunks {
  let size = 0
  let crc = 0
  for await (const chunk of chunks) {
    const part = size + chunk.length > stated.size ? chunk.subarray(0, stated.size - size) : chunk
    crc = zlib.crc32(part, crc)
    size += part.length
    yield part
    if (part.length < chunk.length) {
      throw new ReadFailure(
        'archive-damaged',
        `the archive states ${stated.size} bytes for it but holds more; the rest was left out`,
      )
    }
  }
  if (size < stated.size) {
    throw new ReadFailure('archive-damaged', `the archive states ${stated.size} bytes for it but holds only ${size}`)
  }
  if (crc !== stated.crc)
    throw new ReadFailure('archive-damaged', 'its checksum is wrong: the content was changed or damaged')
}
