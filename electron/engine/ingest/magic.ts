/** What a file is by its first bytes. Names are never asked: a zip called x.log is a zip. */
import zlib from 'node:zlib'

/** Enough to see a tar header. */
export const MAGIC_BYTES = 512

export type Container = 'zip' | 'gz' | 'xz' | 'zst' | 'tar'

function startsWith(head: Uint8Array, bytes: readonly number[], at = 0): boolean {
  return head.length >= at + bytes.length && bytes.every((byte, index) => head[at + index] === byte)
}

/** Node has Zstandard since 22.15 and 23.8. Where it has not, such a file is a binary that is named. */
export const READS_ZSTANDARD = 'createZstdDecompress' in zlib

export function containerOf(head: Uint8Array, readsZstandard = READS_ZSTANDARD): Container | null {
  // Local file header, empty archive (end record only), marker of a split one, and of one that turned out to need no splitting:
  // APPNOTE.TXT 4.3.7, 4.3.16, 8.5.3, 8.5.4
  if (
    startsWith(head, [0x50, 0x4b, 3, 4]) ||
    startsWith(head, [0x50, 0x4b, 5, 6]) ||
    startsWith(head, [0x50, 0x4b, 7, 8]) ||
    startsWith(head, [0x50, 0x4b, 0x30, 0x30, 0x50, 0x4b])
  ) {
    return 'zip'
  }
  if (startsWith(head, [0x1f, 0x8b, 8])) return 'gz' // RFC 1952
  if (startsWith(head, [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0])) return 'xz'
  if (readsZstandard && isZstandard(head)) return 'zst'
  return isTarHeader(head) ? 'tar' : null
}

/** A frame, or a skippable one before it (RFC 8878, 3.1.1 and 3.1.2). */
export function isZstandard(head: Uint8Array): boolean {
  const skippable = ((head[0] ?? 0) & 0xf0) === 0x50 && startsWith(head, [0x2a, 0x4d, 0x18], 1)
  return skippable || startsWith(head, [0x28, 0xb5, 0x2f, 0xfd])
}

/** A header block of any tar: its checksum is right (tar(5), "Old-Style Archive Format"). */
export function isTarHeader(block: Uint8Array): boolean {
  if (block.length < 512 || block[0] === 0) return false
  let stated = 0
  let digits = 0
  for (let at = 148; at < 156; at++) {
    const byte = block[at] ?? 0
    if (byte >= 0x30 && byte <= 0x37) {
      stated = stated * 8 + byte - 0x30
      digits++
    } else if (digits > 0) break
    else if (byte !== 0x20) return false
  }
  if (digits === 0) return false
  // Some writers summed signed bytes.
  let unsigned = 8 * 0x20
  let signed = unsigned
  for (let at = 0; at < 512; at++) {
    if (at >= 148 && at < 156) continue
    const byte = block[at] ?? 0
    unsigned += byte
    signed += byte > 127 ? byte - 256 : byte
  }
  return stated === unsigned || stated === signed
}
