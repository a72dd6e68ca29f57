/** What a file is that is not read: by its first bytes, and what its user can do about it. */

interface Signature {
  /** {@link ANY} stands for any byte. */
  bytes: readonly number[]
  at?: number
  /** Where bytes at one place are not enough. */
  fits?(head: Uint8Array): boolean
  /** With its article: "a Java class". */
  is: string
  /** What the user can do about it. */
  advice?: string
}

const ANY = -1
const ascii = (text: string): number[] => [...Buffer.from(text, 'latin1')]
const unpackFirst = (command: string): string => `unpack it and open the result (${command})`
const decryptFirst = (command: string): string => `decrypt it and open the result (${command})`

const signatures: readonly Signature[] = [
  { bytes: [0x7f, 0x45, 0x4c, 0x46], is: 'an ELF file (a program, a library or a core dump)' },
  { bytes: [0xca, 0xfe, 0xba, 0xbe], is: 'a Java class or a Mach-O file' },
  { bytes: [0xcf, 0xfa, 0xed, 0xfe], is: 'a Mach-O file' },
  {
    bytes: ascii('MZ'),
    fits: isWindowsProgram,
    is: 'a Windows program',
    advice: `if it is an archive that unpacks itself, ${unpackFirst('7z x')}`,
  },
  { bytes: [...ascii('FLR'), 0], is: 'a Java Flight Recorder file', advice: 'open it with JDK Mission Control' },
  { bytes: ascii('JAVA PROFILE 1.'), is: 'a Java heap dump', advice: 'open it with a heap analyser' },
  { bytes: ascii('portable heap dump'), at: 2, is: 'an OpenJ9 heap dump', advice: 'open it with a heap analyser' },
  // perfMemory.hpp: PERFDATA_MAGIC
  { bytes: [0xca, 0xfe, 0xc0, 0xc0], is: 'performance counters of HotSpot (hsperfdata)' },
  { bytes: ascii('MDMP'), is: 'a Windows minidump' },
  { bytes: ascii('PAGEDU'), is: 'a Windows crash dump' },
  { bytes: [...ascii('ElfFile'), 0], is: 'a Windows event log', advice: 'export it as text or XML' },
  // Packed, and archives
  {
    bytes: [0x28, 0xb5, 0x2f, 0xfd],
    is: 'packed with Zstandard, which this version of the runtime cannot read',
    advice: unpackFirst('zstd -d'),
  },
  { bytes: ascii('BZh'), is: 'packed with bzip2, which cannot be read', advice: unpackFirst('bzip2 -d') },
  {
    bytes: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c],
    is: 'a 7z archive, which cannot be read',
    advice: unpackFirst('7z x'),
  },
  { bytes: [...ascii('Rar!'), 0x1a, 7], is: 'a RAR archive, which cannot be read', advice: unpackFirst('unrar x') },
  { bytes: [0x04, 0x22, 0x4d, 0x18], is: 'packed with LZ4, which cannot be read', advice: unpackFirst('lz4 -d') },
  { bytes: [0x02, 0x21, 0x4c, 0x18], is: 'packed with LZ4, which cannot be read', advice: unpackFirst('lz4 -d') },
  { bytes: [0x1f, 0x9d], is: 'packed with compress, which cannot be read', advice: unpackFirst('uncompress') },
  { bytes: [...ascii('LZIP'), 1], is: 'packed with lzip, which cannot be read', advice: unpackFirst('lzip -d') },
  { bytes: [0x89, ...ascii('LZO'), 0], is: 'packed with lzop, which cannot be read', advice: unpackFirst('lzop -d') },
  { bytes: ascii('LRZI'), is: 'packed with lrzip, which cannot be read', advice: unpackFirst('lrunzip') },
  {
    bytes: [0xff, 6, 0, 0, ...ascii('sNaPpY')],
    is: 'packed with Snappy, which cannot be read',
    advice: unpackFirst('snzip -d'),
  },
  {
    bytes: [0x5d, 0],
    fits: isLzmaAlone,
    is: 'packed with LZMA, which cannot be read',
    advice: unpackFirst('xz -d --format=lzma'),
  },
  {
    bytes: [0x78],
    fits: isZlib,
    is: 'packed with zlib, which cannot be read',
    advice: unpackFirst('pigz -d -z'),
  },
  { bytes: [], fits: isCpio, is: 'a cpio archive, which cannot be read', advice: unpackFirst('cpio -id') },
  {
    bytes: ascii('!<arch>\n'),
    is: 'an ar archive (a Debian package, a static library), which cannot be read',
    advice: unpackFirst('dpkg-deb -x, or ar x'),
  },
  {
    bytes: [0xed, 0xab, 0xee, 0xdb],
    is: 'an RPM package, which cannot be read',
    advice: unpackFirst('rpm2archive'),
  },
  { bytes: ascii('xar!'), is: 'a xar archive, which cannot be read', advice: unpackFirst('bsdtar -xf') },
  { bytes: ascii('MSCF'), is: 'a Windows cabinet, which cannot be read', advice: unpackFirst('7z x') },
  {
    bytes: ascii('CD001'),
    at: 0x8001,
    is: 'an image of a disc (ISO 9660), which cannot be read',
    advice: unpackFirst('7z x'),
  },
  // Encrypted
  { bytes: ascii('Salted__'), is: 'encrypted by OpenSSL', advice: decryptFirst('openssl enc -d') },
  { bytes: ascii('-----BEGIN PGP MESSAGE-----'), is: 'encrypted with OpenPGP', advice: decryptFirst('gpg -d') },
  // RFC 9580, 5.1 and 5.3: session keys for RSA of 2048 and 4096 bits and for ECDH, and for a password
  { bytes: [0x85, 1, 0x0c, 3], is: 'encrypted with OpenPGP', advice: decryptFirst('gpg -d') },
  { bytes: [0x85, 2, 0x0c, 3], is: 'encrypted with OpenPGP', advice: decryptFirst('gpg -d') },
  { bytes: [0x84, 0x5e, 3], is: 'encrypted with OpenPGP', advice: decryptFirst('gpg -d') },
  { bytes: [0x8c, 0x0d, 4], is: 'encrypted with OpenPGP', advice: decryptFirst('gpg -d') },
  { bytes: ascii('age-encryption.org/'), is: 'encrypted with age', advice: decryptFirst('age -d') },
  // What else lies in bundles
  { bytes: [0x89, 0x50, 0x4e, 0x47], is: 'a picture' },
  { bytes: [0xff, 0xd8, 0xff], is: 'a picture' },
  { bytes: ascii('GIF8'), is: 'a picture' },
  { bytes: ascii('%PDF-'), is: 'a PDF document' },
  { bytes: [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1], is: 'a document of Microsoft Office or Windows' },
  { bytes: ascii('SQLite format 3'), is: 'an SQLite database' },
  { bytes: ascii('LPKSHHRH'), is: 'a systemd journal', advice: 'export it with journalctl and open the text' },
  // sysstat, sa.h: SYSSTAT_MAGIC, and FORMAT_MAGIC from 0x2170 on
  { bytes: [0x96, 0xd5, ANY, 0x21], is: 'a recording of sar', advice: 'print it (sar -A -f) and open the text' },
  { bytes: ascii('PERFILE2'), is: 'a recording of perf', advice: 'print it (perf script) and open the text' },
  { bytes: [0xd4, 0xc3, 0xb2, 0xa1], is: 'a recording of network packets' },
  { bytes: [0x0a, 0x0d, 0x0d, 0x0a], is: 'a recording of network packets' },
  { bytes: [0, 5, 0x16, 7], is: 'a macOS resource file' },
  { bytes: [0, 0, 0, 1, ...ascii('Bud1')], is: 'a macOS folder view (.DS_Store)' },
]

/** A sentence's end about a known binary: "an ELF file ...; open it with ...", or null. */
export function knownBinary(head: Uint8Array): string | null {
  const found = signatures.find(
    ({ bytes, at = 0, fits }) =>
      head.length >= at + bytes.length &&
      bytes.every((byte, index) => byte === ANY || head[at + index] === byte) &&
      fits?.(head) !== false,
  )
  if (found === undefined) return null
  return found.advice === undefined ? found.is : `${found.is}; ${found.advice}`
}

/** The header of the program itself stands where the one of DOS says (PE format, "MS-DOS Stub"). */
function isWindowsProgram(head: Uint8Array): boolean {
  const view = Buffer.from(head.buffer, head.byteOffset, head.byteLength)
  if (view.length < 0x40) return false
  const at = view.readUInt32LE(0x3c)
  return view.toString('latin1', at, at + 4) === 'PE\0\0'
}

/**
 * `.lzma` has no magic (xz, doc/lzma-file-format.txt): the properties that everybody uses (0x5d), a dictionary of 2^n or
 * 2^n + 2^(n-1) bytes, and a size that is unknown or below 256 GiB, as liblzma asks of it.
 */
function isLzmaAlone(head: Uint8Array): boolean {
  if (head.length < 13) return false
  const view = Buffer.from(head.buffer, head.byteOffset, 13)
  const dictionary = view.readUInt32LE(1)
  const largest = 2 ** Math.floor(Math.log2(dictionary))
  if (dictionary !== largest && dictionary !== largest * 1.5) return false
  const size = view.readBigUInt64LE(5)
  return size === 0xffff_ffff_ffff_ffffn || size < 1n << 38n
}

/** RFC 1950, 2.2. The level `^` would be text. */
function isZlib(head: Uint8Array): boolean {
  const [, flags = 0] = head
  return flags === 0x01 || flags === 0x9c || flags === 0xda
}

// The headers of newc (and crc) and odc: digits of fixed width, cpio(5).      070701000A3C81000081A4...      0707070000241234...
const CPIO = /^(?:07070[12][\da-f]{104}|070707[0-7]{70})/i

function isCpio(head: Uint8Array): boolean {
  const [first, second] = head
  if ((first === 0xc7 && second === 0x71) || (first === 0x71 && second === 0xc7)) return head.includes(0)
  return (
    first === 0x30 &&
    CPIO.test(Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 128)).toString('latin1'))
  )
}
