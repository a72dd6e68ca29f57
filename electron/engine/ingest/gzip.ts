/**
 * gzip, RFC 1952. Member by member around raw deflate, because zlib's own gunzip turns bytes behind the last member into an error
 * and throws away what it had unpacked; gzip(1) ignores them.
 */
import zlib from 'node:zlib'
import { ByteReader, type Chunks } from './bytes.ts'
import { ReadFailure } from './failure.ts'
import { inflateRawEngine, untilEnd } from './inflate.ts'

const FLAG_HEADER_CRC = 2
const FLAG_EXTRA = 4
const FLAG_NAME = 8
const FLAG_COMMENT = 16
/** Names and comments are skipped byte by byte; longer ones are no names. */
const TEXT_LIMIT = 64 * 1024

/** All members, one after another. @throws ReadFailure after the bytes that could be unpacked */
export async function* gunzip(packed: Chunks): Chunks {
  const reader = new ByteReader(packed)
  if (!(await skipHeader(reader))) throw new ReadFailure('archive-damaged', 'its gzip header is damaged')
  do yield* member(reader)
  while (await skipHeader(reader))
}

async function* member(reader: ByteReader): Chunks {
  let crc = 0
  let size = 0
  for await (const bytes of untilEnd(reader, inflateRawEngine())) {
    crc = zlib.crc32(bytes, crc)
    size += bytes.length
    yield bytes
  }
  const trailer = await reader.take(8)
  if (trailer === null) throw new ReadFailure('archive-damaged', 'its compressed data end too early')
  if (trailer.readUInt32LE(0) !== crc || trailer.readUInt32LE(4) !== size % 2 ** 32) {
    throw new ReadFailure('archive-damaged', 'its checksum is wrong: the content was changed or damaged')
  }
}

/** False if no member begins here, or only the beginning of one. */
async function skipHeader(reader: ByteReader): Promise<boolean> {
  const magic = await reader.peek(3)
  if (magic.length < 3 || magic[0] !== 0x1f || magic[1] !== 0x8b || magic[2] !== 8) return false
  const header = await reader.take(10)
  if (header === null) return false
  const flags = header[3] ?? 0
  if ((flags & FLAG_EXTRA) !== 0) {
    const length = await reader.take(2)
    if (length === null || !(await reader.skip(length.readUInt16LE(0)))) return false
  }
  if ((flags & FLAG_NAME) !== 0 && !(await skipText(reader))) return false
  if ((flags & FLAG_COMMENT) !== 0 && !(await skipText(reader))) return false
  return (flags & FLAG_HEADER_CRC) === 0 || (await reader.skip(2))
}

async function skipText(reader: ByteReader): Promise<boolean> {
  for (let length = 0; length < TEXT_LIMIT; length++) {
    const byte = await reader.take(1)
    if (byte === null) return false
    if (byte[0] === 0) return true
  }
  return false
}
