/**
 * tar, read from a stream: ustar, old v7, GNU (long names, base-256 numbers, sparse files) and pax.
 * Formats: tar(5) of libarchive, POSIX pax "Interchange Format", GNU tar manual "Storing Sparse Files".
 *
 * Own reader, because GNU sparse members (`tar -S`, log files cut by copytruncate) have extension headers that throw tar-stream
 * out of step, and because one bad header must not end the archive: reading goes on at the next good one, as GNU tar does.
 */
import type { Bytes, EpochMs } from '../../../shared/model/units.ts'
import type { ByteReader, Chunks } from './bytes.ts'
import { ReadFailure } from './failure.ts'
import { isTarHeader } from './magic.ts'
import type { Members, MemberType } from './member.ts'

const BLOCK = 512
/** Names and pax records longer than this are an attack. */
const LONG_HEADER_LIMIT: Bytes = 1024 * 1024
const LATER_VOLUME =
  'only its rest is here, since the archive is a later volume of several; unpack them all (tar -xM -f FIRST -f NEXT) and open the result'

interface Header {
  name: string
  type: string
  size: Bytes
  modified: EpochMs | null
  target: string
}

/** What long-name and pax headers say about the next member. */
interface Overrides {
  name?: string
  target?: string
  size?: number
  modified?: EpochMs
  realSize?: number
  /** Version 1.0 of GNU's sparse members: the list of their stretches stands before the data. */
  mapInData?: boolean
}

/** @throws ReadFailure at damage, after the members before it */
export async function* tarMembers(reader: ByteReader): Members {
  let overrides: Overrides = {}
  const global: Overrides = {}
  let ended = false
  let damage: ReadFailure | null = null
  for (;;) {
    const block = await reader.take(BLOCK)
    if (block === null) break
    if (isZero(block)) {
      ended = true
      continue
    }
    if (!isTarHeader(block)) {
      if (ended) break // padding or garbage behind the archive
      damage ??= new ReadFailure(
        'archive-damaged',
        'a member header in it is damaged; reading went on at the next good one',
      )
      continue
    }
    ended = false
    const header = readHeader(block)
    const padding = (BLOCK - (header.size % BLOCK)) % BLOCK
    if ('LKxgX'.includes(header.type)) {
      if (!(header.size <= LONG_HEADER_LIMIT)) {
        throw new ReadFailure('archive-damaged', `a name in it is ${header.size} bytes long`)
      }
      const data = await reader.take(header.size + padding)
      if (data === null) throw cutShort()
      Object.assign(header.type === 'g' ? global : overrides, readOverrides(header.type, data.subarray(0, header.size)))
      continue
    }
    const known = { ...global, ...overrides }
    overrides = {}
    let size = known.size ?? header.size
    if (!Number.isSafeInteger(size) || size < 0)
      throw new ReadFailure('archive-damaged', 'a member has an impossible size')
    if (known.mapInData === true) size -= await skipMapInData(reader, size)
    let holes = known.realSize === undefined ? 0 : Math.max(0, known.realSize - size)
    if (header.type === 'S') holes = Math.max(0, (await skipSparseMap(reader, Buffer.from(block))) - size)
    const type = memberType(header)
    const hasData = type === 'file' || !'123456'.includes(header.type)
    const data = new MemberData(reader, hasData ? size : 0)
    if (header.type === 'M') {
      // It began in the volume before (GNU tar manual, "Using Multiple Tapes").
      const refusal = { code: 'unreadable', why: LATER_VOLUME } as const
      yield {
        name: known.name ?? header.name,
        type: 'file',
        modified: header.modified,
        target: '',
        open: null,
        refusal,
        holes: 0,
      }
    } else if (type !== null) {
      yield {
        name: known.name ?? header.name,
        type,
        modified: known.modified ?? header.modified,
        target: known.target ?? header.target,
        isHardLink: header.type === '1',
        open: type === 'file' ? () => data.chunks() : null,
        refusal: null,
        holes,
      }
    }
    if (!(await data.finish())) throw cutShort()
  }
  if (damage !== null) throw damage
}

function cutShort(): ReadFailure {
  return new ReadFailure('archive-damaged', 'the archive ends in the middle of a member')
}

/** The bytes of one member, and the blocks up to the next header, whether the bytes were asked for or not. */
class MemberData {
  private readonly reader: ByteReader
  private readonly padding: Bytes
  private left: Bytes

  constructor(reader: ByteReader, size: Bytes) {
    this.reader = reader
    this.left = size
    this.padding = (BLOCK - (size % BLOCK)) % BLOCK
  }

  async *chunks(): Chunks {
    while (this.left > 0) {
      const bytes = await this.reader.next(this.left)
      if (bytes === null) throw cutShort()
      this.left -= bytes.length
      yield bytes
    }
  }

  /** False if the archive ends before the member does; missing padding at the very end is nobody's loss. */
  async finish(): Promise<boolean> {
    const whole = await this.reader.skip(this.left)
    if (whole) await this.reader.skip(this.padding)
    return whole
  }
}

function isZero(block: Buffer): boolean {
  return block.every((byte) => byte === 0)
}

function text(bytes: Buffer): string {
  const end = bytes.indexOf(0)
  return bytes.toString('utf8', 0, end < 0 ? bytes.length : end)
}

/** Octal digits, or base-256 where the first bit is set (GNU, for 8 GiB and more). NaN if neither. */
function number(field: Buffer): number {
  const first = field[0] ?? 0
  if ((first & 0x80) !== 0) {
    if ((first & 0x40) !== 0) return NaN // negative
    return field.subarray(1).reduce((sum, byte) => sum * 256 + byte, first & 0x3f)
  }
  const digits = text(field).trim()
  return digits === '' ? 0 : /^[0-7]{1,22}$/.test(digits) ? Number.parseInt(digits, 8) : NaN
}

function readHeader(block: Buffer): Header {
  const ustar = block.toString('latin1', 257, 263) === 'ustar\0'
  const name = text(block.subarray(0, 100))
  const prefix = ustar ? text(block.subarray(345, 500)) : ''
  const modified = number(block.subarray(136, 148)) * 1000
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    type: block[156] === 0 ? '0' : String.fromCharCode(block[156] ?? 0),
    size: number(block.subarray(124, 136)),
    modified: Number.isFinite(modified) && modified > 0 ? modified : null,
    target: text(block.subarray(157, 257)),
  }
}

/** null: a header that is no member (volume label, directory dump). */
function memberType(header: Header): MemberType | null {
  switch (header.type) {
    case '1':
    case '2':
      return 'link'
    case '3':
    case '4':
    case '6':
      return 'device'
    case '5':
      return 'folder'
    case 'V':
    case 'M':
    case 'D':
      return null
    default:
      // v7 had no folders: a name with a slash at its end. Unknown types are to be taken as files (POSIX).
      return header.name.endsWith('/') && header.size === 0 ? 'folder' : 'file'
  }
}

function readOverrides(type: string, data: Buffer): Overrides {
  if (type === 'L') return { name: text(data) }
  if (type === 'K') return { target: text(data) }
  const overrides: Overrides = {}
  let at = 0
  while (at < data.length) {
    // "30 mtime=1795337183.412000000\n": the length counts itself and the newline.
    const space = data.indexOf(0x20, at)
    if (space < 0 || space - at > 8) break
    const length = Number.parseInt(data.toString('latin1', at, space), 10)
    if (!(length > space - at + 1) || at + length > data.length) break
    const record = data.toString('utf8', space + 1, at + length - 1)
    at += length
    const equals = record.indexOf('=')
    const value = record.slice(equals + 1)
    switch (record.slice(0, equals)) {
      case 'path':
        overrides.name ??= value
        break
      case 'GNU.sparse.name': // the real name; `path` has a made-up folder in it
        overrides.name = value
        break
      case 'linkpath':
        overrides.target = value
        break
      case 'size':
        overrides.size = Number(value)
        break
      case 'mtime':
        overrides.modified = Math.floor(Number(value) * 1000)
        break
      case 'GNU.sparse.major':
        overrides.mapInData = value === '1'
        break
      case 'GNU.sparse.realsize':
      case 'GNU.sparse.size':
        overrides.realSize = Number(value)
        break
    }
  }
  return overrides
}

/** Passes over a count and as many pairs of offset and length, a line each, up to the end of their last block; returns its bytes. */
async function skipMapInData(reader: ByteReader, size: Bytes): Promise<Bytes> {
  let taken = 0
  let lines = 0
  let wanted = 1
  let first = ''
  while (lines < wanted) {
    const block = taken + BLOCK <= size && taken < LONG_HEADER_LIMIT ? await reader.take(BLOCK) : null
    if (block === null)
      throw new ReadFailure('archive-damaged', 'the list of the stretches of a sparse member is damaged')
    taken += BLOCK
    for (const byte of block) {
      if (byte !== 0x0a) {
        if (lines === 0) first += String.fromCharCode(byte)
        continue
      }
      if (lines === 0) wanted = 1 + 2 * Number(first)
      if (++lines === wanted) break
    }
  }
  return taken
}

/** Passes over the extension headers of an old GNU sparse member; returns the size with holes. */
async function skipSparseMap(reader: ByteReader, header: Buffer): Promise<Bytes> {
  const realSize = number(header.subarray(483, 495))
  let extended = header[482] !== 0
  while (extended) {
    const block = await reader.take(BLOCK)
    if (block === null) throw cutShort()
    extended = block[504] !== 0
  }
  return Number.isSafeInteger(realSize) ? realSize : 0
}
