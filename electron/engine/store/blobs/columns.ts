/**
 * Columns of numbers as one BLOB. Packed: the differences of neighbours as zigzag varints (LEB128), then deflate level 1 over
 * all columns; addresses, line numbers and times shrink to a byte or two each. Plain: the typed arrays as they are, for
 * stores in memory, where packing costs more than it saves. Every column says how it is written; readers need no option.
 *
 * deflate and not zstd: node:zlib has zstd from Node 22.15, and one of our runtimes is older.
 */
import { constants, deflateSync, inflateSync } from 'node:zlib'
import { StoreDamage } from './store-damage.ts'

export type NumberColumn = Float64Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>

/** `packed` for files, `plain` for memory. */
export type Packing = 'packed' | 'plain'

const STORED = 0
const DEFLATED = 1

const MODE_RAW_F64 = 0
const MODE_RAW_U32 = 1
const MODE_RAW_U8 = 2
const MODE_DELTA_VARINT = 3

/** Mode and number of values. */
const COLUMN_HEADER = 5
/** A varint of a zigzagged difference below 2^53. */
const LONGEST_VARINT = 8
/** zlib's default of 16 KiB costs more than twice the time. */
const LONGEST_CHUNK = 1 << 20
const SHORTEST_CHUNK = 1 << 10
/** Setting up deflate takes longer than it saves below this. */
const SMALL = 512
/** Form of the BLOB, and after DEFLATED the length unpacked. */
const FORM = 1
const LENGTH = 4

export class ColumnWriter {
  readonly #packing: Packing
  #buffer = new Uint8Array(SMALL)
  #length = FORM

  constructor(packing: Packing) {
    this.#packing = packing
  }

  numbers(values: NumberColumn): this {
    if (this.#packing === 'packed' && this.#packed(values)) return this
    const mode =
      values instanceof Float64Array ? MODE_RAW_F64 : values instanceof Uint32Array ? MODE_RAW_U32 : MODE_RAW_U8
    this.#header(mode, values.length, values.byteLength)
    this.#append(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    return this
  }

  bytes(values: Uint8Array): this {
    this.#header(MODE_RAW_U8, values.length, values.length)
    this.#append(values)
    return this
  }

  finish(): Uint8Array<ArrayBuffer> {
    const length = this.#length - FORM
    if (this.#packing === 'plain' || length < SMALL) {
      this.#buffer[0] = STORED
      return this.#buffer.slice(0, this.#length)
    }
    const packed = deflateSync(this.#buffer.subarray(FORM, this.#length), {
      level: constants.Z_BEST_SPEED,
      memLevel: 9,
      chunkSize: chunkSize(length),
    })
    const blob = new Uint8Array(FORM + LENGTH + packed.length)
    blob[0] = DEFLATED
    new DataView(blob.buffer).setUint32(FORM, length, true)
    blob.set(packed, FORM + LENGTH)
    return blob
  }

  /** False, and nothing written, if a value or a difference is no exact integer: then the raw doubles are the only way. */
  #packed(values: NumberColumn): boolean {
    const start = this.#length
    this.#header(MODE_DELTA_VARINT, values.length, values.length * LONGEST_VARINT)
    const buffer = this.#buffer
    let at = this.#length
    let previous = 0
    for (let index = 0; index < values.length; index++) {
      const value = values[index] as number
      const difference = value - previous
      let rest = difference >= 0 ? difference * 2 : difference * -2 - 1
      if (!Number.isSafeInteger(value) || !Number.isSafeInteger(rest)) {
        this.#length = start
        return false
      }
      previous = value
      while (rest > 0x7fff_ffff) {
        buffer[at++] = (rest % 128) | 0x80
        rest = Math.floor(rest / 128)
      }
      while (rest > 127) {
        buffer[at++] = (rest & 127) | 0x80
        rest >>>= 7
      }
      buffer[at++] = rest
    }
    this.#length = at
    return true
  }

  #header(mode: number, count: number, room: number): void {
    this.#reserve(COLUMN_HEADER + room)
    this.#buffer[this.#length] = mode
    new DataView(this.#buffer.buffer).setUint32(this.#length + 1, count, true)
    this.#length += COLUMN_HEADER
  }

  #append(values: Uint8Array): void {
    this.#buffer.set(values, this.#length)
    this.#length += values.length
  }

  #reserve(more: number): void {
    const needed = this.#length + more
    if (needed <= this.#buffer.length) return
    const grown = new Uint8Array(Math.max(needed, this.#buffer.length * 2))
    grown.set(this.#buffer.subarray(0, this.#length))
    this.#buffer = grown
  }
}

/** Reads the columns in the order they were written. Throws {@link StoreDamage} on what no writer has written. */
export class ColumnReader {
  readonly #data: Uint8Array
  #at: number

  constructor(blob: Uint8Array) {
    if (blob[0] === STORED) {
      this.#data = blob
      this.#at = FORM
    } else if (blob[0] === DEFLATED) {
      this.#data = inflated(blob)
      this.#at = 0
    } else throw new StoreDamage('a column BLOB has no known form')
  }

  float64(): Float64Array<ArrayBuffer> {
    return this.#column(MODE_RAW_F64, (count) => new Float64Array(count))
  }

  uint32(): Uint32Array<ArrayBuffer> {
    return this.#column(MODE_RAW_U32, (count) => new Uint32Array(count))
  }

  uint8(): Uint8Array<ArrayBuffer> {
    return this.#column(MODE_RAW_U8, (count) => new Uint8Array(count))
  }

  #column<Column extends NumberColumn>(rawMode: number, make: (count: number) => Column): Column {
    const header = this.#take(COLUMN_HEADER)
    const mode = header[0]
    const count = new DataView(header.buffer, header.byteOffset).getUint32(1, true)
    if (mode === MODE_DELTA_VARINT) {
      // Each value takes a byte at least: a damaged count must not reserve gigabytes.
      if (count > this.#data.length - this.#at) throw new StoreDamage('a column BLOB ends early')
      return this.#unpack(make(count))
    }
    if (mode !== rawMode) throw new StoreDamage('a column BLOB has another type')
    const width = rawMode === MODE_RAW_F64 ? 8 : rawMode === MODE_RAW_U32 ? 4 : 1
    const raw = this.#take(count * width)
    const column = make(count)
    new Uint8Array(column.buffer).set(raw)
    return column
  }

  #unpack<Column extends NumberColumn>(column: Column): Column {
    const data = this.#data
    let at = this.#at
    let previous = 0
    for (let index = 0; index < column.length; index++) {
      let byte = data[at++] as number
      let rest = byte & 127
      let scale = 128
      while (byte > 127) {
        byte = data[at++] as number
        rest += (byte & 127) * scale
        scale *= 128
      }
      previous += rest % 2 === 0 ? rest / 2 : -(rest + 1) / 2
      column[index] = previous
    }
    if (at > data.length) throw new StoreDamage('a column BLOB ends early')
    this.#at = at
    return column
  }

  #take(length: number): Uint8Array {
    const end = this.#at + length
    if (end > this.#data.length) throw new StoreDamage('a column BLOB ends early')
    const taken = this.#data.subarray(this.#at, end)
    this.#at = end
    return taken
  }
}

function inflated(blob: Uint8Array): Uint8Array {
  if (blob.length < FORM + LENGTH) throw new StoreDamage('a column BLOB ends early')
  const length = new DataView(blob.buffer, blob.byteOffset).getUint32(FORM, true)
  try {
    const data = inflateSync(blob.subarray(FORM + LENGTH), {
      chunkSize: chunkSize(length),
      maxOutputLength: Math.max(1, length),
    })
    if (data.length === length) return data
  } catch (cause) {
    throw new StoreDamage('a column BLOB cannot be unpacked', { cause })
  }
  throw new StoreDamage('a column BLOB has another length than it says')
}

function chunkSize(length: number): number {
  return Math.min(Math.max(length, SHORTEST_CHUNK), LONGEST_CHUNK)
}
