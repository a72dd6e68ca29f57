/**
 * Direct and mapped buffers (java.nio, Direct-X-Buffer.java.template): `capacity` of Buffer is the size; `att` of DirectByteBuffer and
 * `segment` of Buffer name what a slice or duplicate borrows its memory from; `fd` of MappedByteBuffer is set for mapped files only;
 * `cleaner` for memory that the JDK allocated or mapped itself, and counts against -XX:MaxDirectMemorySize if allocated. Without one
 * it is native code's or a library's own (NewDirectByteBuffer; Netty's buffers without cleaner; the JDK's image of its modules).
 */
import type { ByteWindow } from '../lib/byte-window.ts'
import { type FieldLayout, readId, valueSize } from './heap.ts'

const BUFFERS = new Set(['java/nio/DirectByteBuffer', 'java/nio/DirectByteBufferR'])
const CLASSES = new Set([...BUFFERS, 'java/nio/MappedByteBuffer', 'java/nio/ByteBuffer', 'java/nio/Buffer'])
const FIELDS = new Set(['capacity', 'att', 'fd', 'segment', 'cleaner'])
const NAMES = new Set([...CLASSES, ...FIELDS])
const NAME_LENGTHS = new Set([...NAMES].map((name) => name.length))
/** Deeper than any chain of the JDK: Object, Buffer, ByteBuffer, MappedByteBuffer, DirectByteBuffer, DirectByteBufferR. */
const CHAIN_LIMIT = 8

interface ClassLayout {
  parent: number
  fields: FieldLayout[]
}

/** Offsets in an instance's data; -1 for a field that this JDK does not have. */
interface BufferLayout {
  capacity: number
  att: number
  fd: number
  segment: number
  cleaner: number
}

export class BufferCensus {
  readonly direct = { count: 0, bytes: 0 }
  readonly mapped = { count: 0, bytes: 0 }
  readonly foreign = { count: 0, bytes: 0 }
  derived = 0
  /** Buffers whose class the dump does not describe. */
  unread = 0
  readonly #idBytes: number
  readonly #names = new Map<number, string>()
  readonly #classes = new Map<number, string>()
  readonly #layouts = new Map<number, ClassLayout>()
  readonly #buffers = new Map<number, BufferLayout | null>()

  constructor(idBytes: number) {
    this.#idBytes = idBytes
  }

  /** A string of the dump: kept if it is one of the few names that matter. */
  name(window: ByteWindow, at: number, length: number): void {
    if (!NAME_LENGTHS.has(length)) return
    const text = new TextDecoder().decode(window.bytes(at + this.#idBytes, length))
    if (NAMES.has(text)) this.#names.set(readId(window, at, this.#idBytes), text)
  }

  /** LOAD_CLASS: serial, class, stack, name. */
  loadedClass(window: ByteWindow, at: number): void {
    const name = this.#names.get(readId(window, at + 8 + this.#idBytes, this.#idBytes))
    if (name !== undefined && CLASSES.has(name)) this.#classes.set(readId(window, at + 4, this.#idBytes), name)
  }

  wants(id: number): boolean {
    return this.#classes.has(id)
  }

  classLayout(id: number, parent: number, fields: FieldLayout[]): void {
    this.#layouts.set(id, { parent, fields })
  }

  instance(window: ByteWindow, type: number, data: number, bytes: number): void {
    const name = this.#classes.get(type)
    if (name === undefined || !BUFFERS.has(name)) return
    const layout = this.#layoutOf(type)
    if (layout === null || layout.capacity + 4 > bytes) {
      this.unread++
      return
    }
    const set = (offset: number): boolean =>
      offset >= 0 && offset + this.#idBytes <= bytes && readId(window, data + offset, this.#idBytes) !== 0
    if (set(layout.att) || set(layout.segment)) {
      this.derived++
      return
    }
    const owned = layout.cleaner < 0 || set(layout.cleaner)
    const total = set(layout.fd) ? this.mapped : owned ? this.direct : this.foreign
    total.count++
    total.bytes += window.u32(data + layout.capacity)
  }

  #layoutOf(type: number): BufferLayout | null {
    let layout = this.#buffers.get(type)
    if (layout === undefined) this.#buffers.set(type, (layout = this.#findLayout(type)))
    return layout
  }

  /** An instance holds the fields of its class, then those of the parent, and so on (heapDumper.cpp, dump_instance_fields). */
  #findLayout(type: number): BufferLayout | null {
    const layout: BufferLayout = { capacity: -1, att: -1, fd: -1, segment: -1, cleaner: -1 }
    let offset = 0
    let at = type
    for (let depth = 0; depth < CHAIN_LIMIT; depth++) {
      const known = this.#layouts.get(at)
      if (known === undefined) break
      for (const field of known.fields) {
        const name = this.#names.get(field.name)
        if (isField(name)) layout[name] = offset
        offset += valueSize(field.type, this.#idBytes)
      }
      at = known.parent
    }
    return layout.capacity < 0 ? null : layout
  }
}

function isField(name: string | undefined): name is keyof BufferLayout {
  return name !== undefined && FIELDS.has(name)
}
