/** zip, read through its central directory by yauzl; where that is missing (a cut download), through its local headers. */
import yauzl from 'yauzl'
import type { Entry } from 'yauzl'
import type { Bytes } from '../../../shared/model/units.ts'
import { type Chunks, fileChunks, readAt, tapped } from './bytes.ts'
import type { BufferPool } from './aligned.ts'
import type { Budget } from './budget.ts'
import { errorText, ReadFailure } from './failure.ts'
import { inflateRaw } from './inflate.ts'
import type { Member, Members, MemberType } from './member.ts'
import type { Pace } from './pace.ts'
import { beginsAsJavaArchive, isCode } from './java-archive.ts'
import { READS_ZSTANDARD } from './magic.ts'
import { salvagedMembers } from './zip-salvage.ts'
import {
  checked,
  decodeName,
  unsupportedMethod,
  DEFLATED,
  HEADER_BYTES,
  LOCAL_HEADER,
  STORED,
  ZSTANDARD,
} from './zip-parts.ts'
import { unzstd } from './zstd.ts'

/** An open zip file. */
export interface ZipInput {
  file: number
  size: Bytes
  pool: BufferPool
  pace: Pace
  budget: Budget
  /** Told of packed bytes read. */
  read(bytes: Bytes): void
}

const WINDOW: Bytes = 64 * 1024

/**
 * Reads the directory a window at a time. yauzl's own reader asks the thread pool twice for each member, which takes longer than
 * all else where there are a hundred thousand of them.
 */
class WindowReader extends yauzl.RandomAccessReader {
  private readonly file: number
  private readonly window = Buffer.alloc(WINDOW)
  private start: Bytes = 0
  private length: Bytes = 0

  constructor(file: number) {
    super()
    this.file = file
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: Bytes,
    position: Bytes,
    callback: (error: Error | null) => void,
  ): void {
    try {
      callback(this.fill(buffer.subarray(offset, offset + length), position) ? null : new Error('unexpected EOF'))
    } catch (error) {
      callback(error instanceof Error ? error : new Error(String(error)))
    }
  }

  private fill(wanted: Buffer, position: Bytes): boolean {
    const { length } = wanted
    if (length > WINDOW) return readAt(this.file, wanted, length, position) === length
    if (position < this.start || position + length > this.start + this.length) {
      this.start = position
      this.length = readAt(this.file, this.window, WINDOW, position)
    }
    return (
      this.window.copy(wanted, 0, position - this.start, Math.min(this.length, position - this.start + length)) ===
      length
    )
  }
}

function openDirectory({ file, size }: Pick<ZipInput, 'file' | 'size'>): Promise<yauzl.ZipFile> {
  // Names raw: yauzl would end the whole archive at the first `../`; we refuse that one member.
  const options = { autoClose: false, decodeStrings: false, validateEntrySizes: false }
  return yauzl.fromRandomAccessReaderPromise(new WindowReader(file), size, options)
}

/** Whether it is a zip of program code, whose members are no evidence. */
export async function isJavaArchive(file: number, size: Bytes): Promise<boolean> {
  if (!beginsAsJavaArchive(file)) return false
  try {
    const names = (await openDirectory({ file, size })).eachEntry()
    return await isCode(names, (entry) => entry.fileNameRaw.toString('latin1'))
  } catch {
    return false // damaged: whoever reads it says so
  }
}

/** @throws ReadFailure at damage, after the members before it */
export async function* zipMembers(input: ZipInput): Members {
  let directory: yauzl.ZipFile
  try {
    directory = await openDirectory(input)
  } catch (error) {
    yield* salvagedMembers(input, errorText(error))
    return
  }
  let packed = 0
  const entries = directory.eachEntry()
  for (;;) {
    let entry: Entry
    try {
      const next = await entries.next()
      if (next.done === true) return
      entry = next.value
    } catch (error) {
      const why = errorText(error)
      if (why.includes('encryption'))
        throw new ReadFailure('archive-encrypted', 'it is encrypted; unpack it with its password first')
      throw new ReadFailure('archive-damaged', `its list of members is damaged (${why})`)
    }
    // Members that share their packed bytes are how 42 KB become gigabytes: together they would need more room than there is.
    packed += entry.compressedSize
    if (packed > input.size) {
      throw new ReadFailure(
        'ratio-too-high',
        'its members overlap, which only a zip bomb does; the members after that were left out',
      )
    }
    yield member(input, entry)
  }
}

function member(input: ZipInput, entry: Entry): Member {
  const rawName = entry.fileName as unknown as Buffer
  const refusal = refusalOf(entry)
  const type = memberType(entry, rawName)
  return {
    name: decodeName(rawName, entry.generalPurposeBitFlag, entry.extraFields),
    type,
    modified: modified(entry),
    target: '',
    open: refusal === null && type === 'file' ? () => data(input, entry) : null,
    refusal,
    holes: 0,
  }
}

function refusalOf(entry: Entry): Member['refusal'] {
  if (entry.isEncrypted())
    return { code: 'archive-encrypted', why: 'it is encrypted; unpack it with its password first' }
  const { compressionMethod: method } = entry
  const isRead = method === STORED || method === DEFLATED || (method === ZSTANDARD && READS_ZSTANDARD)
  return isRead ? null : unsupportedMethod(method)
}

/** Unix modes stand in the upper half of the external attributes when the archive was made on Unix (APPNOTE.TXT 4.4.2, 4.4.15). */
function memberType(entry: Entry, name: Buffer): MemberType {
  const madeOnUnix = entry.versionMadeBy >> 8 === 3
  switch (madeOnUnix ? (entry.externalFileAttributes >>> 16) & 0xf000 : 0) {
    case 0xa000:
      return 'link'
    case 0x1000: // fifo
      // `kubectl logs POD | zip pod.zip -` packs what came through one.
      return entry.uncompressedSize === 0 ? 'device' : 'file'
    case 0x2000: // character device
    case 0x6000: // block device
    case 0xc000: // socket
      return 'device'
    case 0x4000:
      return 'folder'
  }
  const last = name.at(-1)
  return (last === 0x2f || last === 0x5c) && entry.uncompressedSize === 0 ? 'folder' : 'file'
}

function modified(entry: Entry): number | null {
  // The DOS time has no zone; UTC is as good as any and the same everywhere.
  const time = entry.getLastModDate({ timezone: 'UTC' }).getTime()
  return Number.isFinite(time) ? time : null
}

/** Behind the local header (APPNOTE.TXT 4.3.7), whose name and extra field may differ from the directory's; null where there is none. */
function dataStart({ file }: ZipInput, { relativeOffsetOfLocalHeader: place }: Entry): Bytes | null {
  const header = Buffer.alloc(HEADER_BYTES)
  if (readAt(file, header, HEADER_BYTES, place) < HEADER_BYTES || header.readUInt32LE(0) !== LOCAL_HEADER) return null
  return place + HEADER_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28)
}

async function* data(input: ZipInput, entry: Entry): Chunks {
  const start = dataStart(input, entry)
  if (start === null) throw new ReadFailure('archive-damaged', 'its place in the archive is damaged')
  const packed = fileChunks(input.file, input.pool, input.pace, { start, end: start + entry.compressedSize })
  const counted = tapped(packed, (chunk) => input.read(chunk.length))
  const stated = { packed: entry.compressedSize, unpacked: entry.uncompressedSize }
  const unpack = (chunks: Chunks): Chunks =>
    entry.compressionMethod === DEFLATED ? inflateRaw(chunks, stated) : unzstd(chunks)
  const unpacked = entry.compressionMethod === STORED ? counted : input.budget.watch(counted, unpack)
  yield* checked(unpacked, { size: entry.uncompressedSize, crc: entry.crc32 })
}
