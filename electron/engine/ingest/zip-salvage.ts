/**
 * A zip whose central directory is missing or damaged: the end of a download that broke off, or bytes appended to it. The members
 * stand one after another behind local headers (APPNOTE.TXT 4.3.7), which is enough to read them.
 */
import type { Bytes } from '../../../shared/model/units.ts'
import { type Chunks, fileChunks, readAt } from './bytes.ts'
import { ReadFailure } from './failure.ts'
import { inflateRaw, inflateRawEngine, runEngine } from './inflate.ts'
import type { Member, Members } from './member.ts'
import { JOIN_ZIP } from './split.ts'
import { checked, decodeName, DEFLATED, HEADER_BYTES, LOCAL_HEADER, STORED, unsupportedMethod } from './zip-parts.ts'
import type { ZipInput } from './zip.ts'

/** A data descriptor: signature, CRC-32, two sizes of 8 bytes at most (4.3.9). */
const DESCRIPTOR_BYTES = 24

/** Before the first header of a split zip (8.5.3). */
const SPLIT_MARKER = 0x08074b50

interface LocalHeader {
  name: string
  flags: number
  method: number
  crc: number
  packedSize: Bytes
  size: Bytes
  dataStart: Bytes
}

/** @param why What is wrong with the directory. @throws ReadFailure always, after the last member */
export async function* salvagedMembers(input: ZipInput, why: string): Members {
  const isFirstOfSplit = readSignature(input, 0) === SPLIT_MARKER
  let position: Bytes | null = isFirstOfSplit ? 4 : 0
  while (position !== null) {
    const header = readLocalHeader(input, position)
    if (header === null) break
    const place: { next: Bytes | null } = { next: null }
    const member = salvage(input, header, place)
    yield member
    if (place.next === null && member.open !== null) {
      // Nobody read it to its end: the end is only known by reading.
      try {
        for await (const _ of member.open()) await input.pace.breathe()
      } catch (error) {
        if (!(error instanceof ReadFailure)) throw error
      }
    }
    position = place.next
  }
  throw new ReadFailure(
    'archive-damaged',
    isFirstOfSplit
      ? `it is the first part of a zip that was split, and only what is in this part was read; ${JOIN_ZIP}`
      : `its list of members cannot be read (${why}); the members were found by their own headers`,
  )
}

function readSignature(input: ZipInput, position: Bytes): number | null {
  const bytes = Buffer.alloc(4)
  return readAt(input.file, bytes, 4, position) < 4 ? null : bytes.readUInt32LE(0)
}

function readLocalHeader(input: ZipInput, position: Bytes): LocalHeader | null {
  const fixed = Buffer.alloc(HEADER_BYTES)
  if (readAt(input.file, fixed, HEADER_BYTES, position) < HEADER_BYTES) return null
  if (fixed.readUInt32LE(0) !== LOCAL_HEADER) return null
  const nameLength = fixed.readUInt16LE(26)
  const name = Buffer.alloc(nameLength)
  if (readAt(input.file, name, nameLength, position + HEADER_BYTES) < nameLength) return null
  const flags = fixed.readUInt16LE(6)
  return {
    name: decodeName(name, flags),
    flags,
    method: fixed.readUInt16LE(8),
    crc: fixed.readUInt32LE(14),
    packedSize: fixed.readUInt32LE(18),
    size: fixed.readUInt32LE(22),
    dataStart: position + HEADER_BYTES + nameLength + fixed.readUInt16LE(28),
  }
}

function salvage(input: ZipInput, header: LocalHeader, place: { next: Bytes | null }): Member {
  const sizesFollow = (header.flags & 8) !== 0
  const encrypted = (header.flags & 1) !== 0
  const readable = header.method === DEFLATED || (header.method === STORED && !sizesFollow)
  const refusal: Member['refusal'] = encrypted
    ? { code: 'archive-encrypted', why: 'it is encrypted; unpack it with its password first' }
    : readable
      ? null
      : unsupportedMethod(header.method)
  if (!sizesFollow) place.next = header.dataStart + header.packedSize
  return {
    name: header.name,
    type: header.name.endsWith('/') ? 'folder' : 'file',
    modified: null,
    target: '',
    open: refusal === null ? () => (sizesFollow ? unsized(input, header, place) : sized(input, header)) : null,
    refusal,
    holes: 0,
  }
}

function sized(input: ZipInput, header: LocalHeader): Chunks {
  const packed = fileChunks(input.file, input.pool, input.pace, {
    start: header.dataStart,
    end: header.dataStart + header.packedSize,
  })
  const stated = { packed: header.packedSize, unpacked: header.size }
  const inflate = (chunks: Chunks): Chunks => inflateRaw(chunks, stated)
  return checked(header.method === DEFLATED ? input.budget.watch(packed, inflate) : packed, header)
}

/** Written by a streaming tool: only the deflate data themselves say where they end. */
async function* unsized(input: ZipInput, header: LocalHeader, place: { next: Bytes | null }): Chunks {
  const packed = fileChunks(input.file, input.pool, input.pace, { start: header.dataStart, end: Infinity })
  const engine = inflateRawEngine()
  yield* input.budget.watch(packed, (chunks) => runEngine(chunks, engine))
  const end = header.dataStart + engine.bytesWritten
  // The descriptor has 12, 16, 20 or 24 bytes; whatever follows it starts with a signature.
  const tail = Buffer.alloc(DESCRIPTOR_BYTES + 4)
  const got = readAt(input.file, tail, tail.length, end)
  for (const length of [16, 12, 24, 20]) {
    if (length + 4 <= got && tail.readUInt32LE(length) === LOCAL_HEADER) {
      place.next = end + length
      return
    }
  }
}
