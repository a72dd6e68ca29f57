import type { Bytes } from '../../../../shared/model/units.ts'
import type { ByteSource } from '../binary-format.ts'

const BLOCK: Bytes = 256 * 1024

/** Numbers at offsets of a file of any size, read through one block: neighbours cost no further read. */
export class ByteWindow {
  readonly size: Bytes
  readonly #source: ByteSource
  readonly #littleEndian: boolean
  #start = 0
  #block: DataView = new DataView(new ArrayBuffer(0))

  constructor(source: ByteSource, byteOrder: 'little' | 'big') {
    this.size = source.size
    this.#source = source
    this.#littleEndian = byteOrder === 'little'
  }

  /** Whether `length` bytes stand at `offset`; what is asked for where they do not is 0. */
  has(offset: number, length: Bytes): boolean {
    return offset >= 0 && offset + length <= this.size && this.#load(offset, length) >= 0
  }

  u8(offset: number): number {
    const at = this.#load(offset, 1)
    return at < 0 ? 0 : this.#block.getUint8(at)
  }

  u16(offset: number): number {
    const at = this.#load(offset, 2)
    return at < 0 ? 0 : this.#block.getUint16(at, this.#littleEndian)
  }

  u32(offset: number): number {
    const at = this.#load(offset, 4)
    return at < 0 ? 0 : this.#block.getUint32(at, this.#littleEndian)
  }

  i32(offset: number): number {
    return this.u32(offset) | 0
  }

  /** Exact up to 2^53; above, the nearest double. */
  u64(offset: number): number {
    const at = this.#load(offset, 8)
    if (at < 0) return 0
    const high = this.#block.getUint32(this.#littleEndian ? at + 4 : at, this.#littleEndian)
    const low = this.#block.getUint32(this.#littleEndian ? at : at + 4, this.#littleEndian)
    return high * 0x1_0000_0000 + low
  }

  /** The 64-bit number there divided by 4096, rounded down: exact for every address. */
  page(offset: number): number {
    const at = this.#load(offset, 8)
    if (at < 0) return 0
    const high = this.#block.getUint32(this.#littleEndian ? at + 4 : at, this.#littleEndian)
    const low = this.#block.getUint32(this.#littleEndian ? at : at + 4, this.#littleEndian)
    return high * 0x10_0000 + (low >>> 12)
  }

  /** A copy; fewer bytes only at the file's end. */
  bytes(offset: number, length: Bytes): Uint8Array {
    if (offset < 0 || offset >= this.size) return new Uint8Array(0)
    if (length > BLOCK) return this.#source.read(offset, Math.min(length, this.size - offset))
    const got = Math.min(length, this.size - offset)
    const at = this.#load(offset, got)
    return at < 0 ? new Uint8Array(0) : new Uint8Array(this.#block.buffer, this.#block.byteOffset + at, got).slice()
  }

  /** Position in the block of `length` bytes at `offset`, or -1 where the file has none. */
  #load(offset: number, length: Bytes): number {
    const at = offset - this.#start
    if (at >= 0 && at + length <= this.#block.byteLength) return at
    if (!(offset >= 0 && offset + length <= this.size)) return -1
    const bytes = this.#source.read(offset, Math.min(BLOCK, this.size - offset))
    this.#start = offset
    this.#block = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    return bytes.byteLength >= length ? 0 : -1
  }
}
