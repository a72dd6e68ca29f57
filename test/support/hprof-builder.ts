/** Heap dumps made by hand, as heapDumper.cpp writes them: names, classes, layouts, instances. */

export interface BufferObject {
  capacity: number
  mapped?: boolean
  /** A slice of another buffer. */
  slice?: boolean
  /** Memory that the JDK neither allocated nor mapped. */
  foreign?: boolean
}

export interface HprofOptions {
  idBytes?: 4 | 8
  at?: number
  buffers?: BufferObject[]
  /** Sub-records behind the buffers. */
  more?: Buffer[]
}

const INT = 10
const LONG = 11
const OBJECT = 2
const layouts = [
  {
    name: 'java/nio/Buffer',
    parent: null,
    fields: [
      ['mark', INT],
      ['position', INT],
      ['limit', INT],
      ['capacity', INT],
      ['address', LONG],
      ['segment', OBJECT],
    ],
  },
  {
    name: 'java/nio/ByteBuffer',
    parent: 'java/nio/Buffer',
    fields: [
      ['hb', OBJECT],
      ['offset', INT],
    ],
  },
  {
    name: 'java/nio/MappedByteBuffer',
    parent: 'java/nio/ByteBuffer',
    fields: [
      ['fd', OBJECT],
      ['isSync', 4],
    ],
  },
  {
    name: 'java/nio/DirectByteBuffer',
    parent: 'java/nio/MappedByteBuffer',
    fields: [
      ['att', OBJECT],
      ['cleaner', OBJECT],
    ],
  },
] as const

export function hprofDump({ idBytes = 8, at = 1_795_338_511_000, buffers = [], more = [] }: HprofOptions = {}): Buffer {
  const write = new Writer(idBytes)
  const names = new Map<string, number>()
  const records: Buffer[] = []
  const nameId = (name: string): number => {
    const known = names.get(name)
    if (known !== undefined) return known
    const id = 0x1000 + names.size
    names.set(name, id)
    records.push(record(1, write.id(id), Buffer.from(name)))
    return id
  }
  for (const { name, fields } of layouts) {
    nameId(name)
    for (const [field] of fields) nameId(field)
  }
  const classId = (name: string): number => 0x7f00_0000 + nameId(name)
  for (const [index, { name }] of layouts.entries()) {
    records.push(record(2, u32(index + 1), write.id(classId(name)), u32(0), write.id(nameId(name))))
  }
  const heap: Buffer[] = [Buffer.concat([Buffer.from([0x05]), write.id(classId('java/nio/Buffer'))])]
  for (const { name, parent, fields } of layouts) {
    const own = fields.map(([field, type]) => Buffer.concat([write.id(nameId(field)), Buffer.from([type])]))
    const head = [write.id(classId(name)), u32(0), write.id(parent === null ? 0 : classId(parent))]
    const statics = [u16(1), write.id(nameId('mark')), Buffer.from([INT]), u32(7)]
    heap.push(
      Buffer.concat([
        Buffer.from([0x20]),
        ...head,
        Buffer.alloc(5 * idBytes),
        u32(64),
        u16(0),
        ...statics,
        u16(own.length),
        ...own,
      ]),
    )
  }
  for (const [index, buffer] of buffers.entries()) {
    const data = write.buffer(buffer)
    const head = [write.id(0x6000_0000 + index * 64), u32(0), write.id(classId('java/nio/DirectByteBuffer'))]
    heap.push(Buffer.concat([Buffer.from([0x21]), ...head, u32(data.length), data]))
  }
  const time = Buffer.alloc(8)
  time.writeBigUInt64BE(BigInt(at))
  return Buffer.concat([
    Buffer.from('JAVA PROFILE 1.0.2\0'),
    u32(idBytes),
    time,
    ...records,
    record(0x1c, ...heap, ...more),
    record(0x2c),
  ])
}

export function primitiveArray(idBytes: 4 | 8, type: number, length: number, bytes: number): Buffer {
  return Buffer.concat([
    Buffer.from([0x23]),
    Buffer.alloc(idBytes),
    u32(0),
    u32(length),
    Buffer.from([type]),
    Buffer.alloc(bytes),
  ])
}

export function record(tag: number, ...body: Buffer[]): Buffer {
  const bytes = Buffer.concat(body)
  return Buffer.concat([Buffer.from([tag]), u32(0), u32(bytes.length), bytes])
}

class Writer {
  readonly #idBytes: 4 | 8

  constructor(idBytes: 4 | 8) {
    this.#idBytes = idBytes
  }

  id(value: number): Buffer {
    const bytes = Buffer.alloc(this.#idBytes)
    bytes.writeUInt32BE(value, this.#idBytes - 4)
    return bytes
  }

  /** Fields of the class first, then those of its parents. */
  buffer({ capacity, mapped = false, slice = false, foreign = false }: BufferObject): Buffer {
    const object = (set: boolean): Buffer => this.id(set ? 0x5000_0000 : 0)
    return Buffer.concat([
      object(slice),
      object(!foreign && !slice),
      object(mapped),
      Buffer.from([0]),
      object(false),
      u32(0),
      u32(0xffff_ffff),
      u32(0),
      u32(capacity),
      u32(capacity),
      Buffer.alloc(8),
      object(false),
    ])
  }
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value >>> 0)
  return bytes
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16BE(value)
  return bytes
}
