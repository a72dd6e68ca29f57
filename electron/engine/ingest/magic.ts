/** What a file is by its first bytes. Names are never asked: a zip called x.log is a zip. */
import zlib from 'node:zlib'

/** Enough to see a tar header. */
export const MAGIC_BYTES = 512

export type Container = 'zip' | 'gz' | 'xz' | 'zst' | 'tar'

function startsWith(head: Uint8Array, bytes: readonly number[], at = 0): boolean {
  return head.length >= at + bytes.length && bytes.every((byte, index) => head[at + index] === byte)
}

/** Node has Zstandard since 22.15 and 23.8. Where it has not, such a file is a binary that is named. */
const READS_ZSTANDARD = 'createZstdDecompress' in zlib

export function containerOf(head: Uint8Array, readsZstandard = READS_ZSTANDARD): Container | null {
  // Local file header, empty archive (end record only), spanned marker: APPNOTE.TXT 4.3.7, 4.3.16, 8.5.4
  if (
    startsWith(head, [0x50, 0x4b, 3, 4]) ||
    startsWith(head, [0x50, 0x4b, 5, 6]) ||
    startsWith(head, [0x50, 0x4b, 7, 8])
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

interface Signature {
  bytes: readonly number[]
  at?: number
  /** With its article: "a Java class". */
  is: string
  /** What the user can do about it. */
  advice?: string
}

const ascii = (text: string): number[] => [...Buffer.from(text, 'latin1')]
const unpackFirst = 'unpack it and open the result'

const signatures: readonly Signature[] = [
  { bytes: [0x7f, 0x45, 0x4c, 0x46], is: 'an ELF file (a program, a library or a core dump)' },
  { bytes: [0xca, 0xfe, 0xba, 0xbe], is: 'a Java class or a Mach-O file' },
  { bytes: [0xcf, 0xfa, 0xed, 0xfe], is: 'a Mach-O file' },
  { bytes: [...ascii('FLR'), 0], is: 'a Java Flight Recorder file', advice: 'open it with JDK Mission Control' },
  { bytes: ascii('JAVA PROFILE 1.'), is: 'a Java heap dump', advice: 'open it with a heap analyser' },
  { bytes: ascii('portable heap dump'), at: 2, is: 'an OpenJ9 heap dump', advice: 'open it with a heap analyser' },
  { bytes: ascii('MDMP'), is: 'a Windows minidump' },
  { bytes: ascii('PAGEDU'), is: 'a Windows crash dump' },
  {
    bytes: [0x28, 0xb5, 0x2f, 0xfd],
    is: 'packed with Zstandard, which this version of the runtime cannot read',
    advice: `${unpackFirst} (zstd -d)`,
  },
  { bytes: ascii('BZh'), is: 'packed with bzip2, which cannot be read', advice: `${unpackFirst} (bzip2 -d)` },
  { bytes: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], is: 'a 7z archive, which cannot be read', advice: unpackFirst },
  { bytes: [...ascii('Rar!'), 0x1a, 7], is: 'a RAR archive, which cannot be read', advice: unpackFirst },
  { bytes: [0x04, 0x22, 0x4d, 0x18], is: 'packed with LZ4, which cannot be read', advice: `${unpackFirst} (lz4 -d)` },
  { bytes: [0x1f, 0x9d], is: 'packed with compress, which cannot be read', advice: unpackFirst },
  { bytes: [0x89, 0x50, 0x4e, 0x47], is: 'a picture' },
  { bytes: [0xff, 0xd8, 0xff], is: 'a picture' },
  { bytes: ascii('%PDF-'), is: 'a PDF document' },
  { bytes: ascii('SQLite format 3'), is: 'an SQLite database' },
  { bytes: ascii('LPKSHHRH'), is: 'a systemd journal', advice: 'export it with journalctl and open the text' },
  { bytes: [0, 5, 0x16, 7], is: 'a macOS resource file' },
]

/** A sentence's end about a known binary: "an ELF file ...; open it with ...", or null. */
export function knownBinary(head: Uint8Array): string | null {
  const found = signatures.find((signature) => startsWith(head, signature.bytes, signature.at))
  if (found === undefined) return null
  return found.advice === undefined ? found.is : `${found.is}; ${found.advice}`
}
