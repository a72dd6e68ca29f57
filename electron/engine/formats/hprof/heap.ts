/** Sub-records of a heap dump segment: heapDumper.cpp, "HPROF_HEAP_DUMP". */
import type { BinaryContext } from '../binary-format.ts'
import type { ByteWindow } from '../lib/byte-window.ts'
import type { BufferCensus } from './buffers.ts'

export interface Heap {
  classes: number
  instances: number
  arrays: number
  instanceBytes: number
  arrayBytes: number
}

export interface Scan {
  window: ByteWindow
  idBytes: number
  heap: Heap
  census: BufferCensus
  context: BinaryContext
}

const CLASS_DUMP = 0x20
const INSTANCE_DUMP = 0x21
const OBJECT_ARRAY = 0x22
const PRIMITIVE_ARRAY = 0x23
/** Roots by tag: how many identifiers and how many other bytes they are. */
const roots = new Map<number, { ids: number; bytes: number }>([
  [0xff, { ids: 1, bytes: 0 }], // unknown
  [0x01, { ids: 2, bytes: 0 }], // JNI global
  [0x02, { ids: 1, bytes: 8 }], // JNI local
  [0x03, { ids: 1, bytes: 8 }], // Java frame
  [0x04, { ids: 1, bytes: 4 }], // native stack
  [0x05, { ids: 1, bytes: 0 }], // sticky class
  [0x06, { ids: 1, bytes: 4 }], // thread block
  [0x07, { ids: 1, bytes: 0 }], // monitor
  [0x08, { ids: 1, bytes: 8 }], // thread object
])
const OBJECT = 2
/** Bytes of a value by basic type: boolean, char, float, double, byte, short, int, long; 0 for no type. */
const valueBytes = [0, 0, 0, 0, 1, 2, 4, 8, 1, 2, 4, 8]
const YIELD_EACH = 8192

export function valueSize(type: number, idBytes: number): number {
  return type === OBJECT ? idBytes : (valueBytes[type] ?? 0)
}

export interface FieldLayout {
  name: number
  type: number
}

export function readId(window: ByteWindow, at: number, idBytes: number): number {
  return idBytes === 4 ? window.u32(at) : window.u64(at)
}

/** Scans `[from, end)`. What cannot be understood ends this segment, as nothing says where the next object begins. */
export function* scanHeap(scan: Scan, from: number, end: number): Generator<void, void, void> {
  const { window, context } = scan
  let at = from
  for (let count = 1; at < end; count++) {
    if (count % YIELD_EACH === 0) yield
    const next = scanObject(scan, at, end)
    if (next === null) {
      const tag = window.u8(at).toString(16)
      context.report(
        'malformed-line',
        null,
        `A heap object of kind 0x${tag} cannot be read; the rest of its segment was not`,
      )
      return
    }
    at = next
  }
}

/** The offset behind the object at `at`, null if it is none. An object that the end of the file cuts ends behind `end`. */
function scanObject({ window, idBytes, heap, census }: Scan, at: number, end: number): number | null {
  const tag = window.u8(at)
  const body = at + 1
  switch (tag) {
    case INSTANCE_DUMP: {
      const bytes = window.u32(body + idBytes * 2 + 4)
      const data = body + idBytes * 2 + 8
      if (data + bytes > end) return end
      heap.instances++
      heap.instanceBytes += bytes
      census.instance(window, readId(window, body + idBytes + 4, idBytes), data, bytes)
      return data + bytes
    }
    case OBJECT_ARRAY: {
      const bytes = window.u32(body + idBytes + 4) * idBytes
      return countArray(heap, body + idBytes * 2 + 8 + bytes, bytes, end)
    }
    case PRIMITIVE_ARRAY: {
      const size = valueSize(window.u8(body + idBytes + 8), idBytes)
      if (size === 0 && body + idBytes + 9 <= end) return null
      const bytes = window.u32(body + idBytes + 4) * size
      return countArray(heap, body + idBytes + 9 + bytes, bytes, end)
    }
    case CLASS_DUMP:
      return scanClass(window, body, idBytes, heap, census, end)
    default: {
      const root = roots.get(tag)
      return root === undefined ? null : body + root.ids * idBytes + root.bytes
    }
  }
}

function countArray(heap: Heap, next: number, bytes: number, end: number): number {
  if (next > end) return end
  heap.arrays++
  heap.arrayBytes += bytes
  return next
}

function scanClass(
  window: ByteWindow,
  body: number,
  idBytes: number,
  heap: Heap,
  census: BufferCensus,
  end: number,
): number | null {
  let at = body + idBytes * 7 + 8
  const constants = window.u16(at)
  at += 2
  for (let index = 0; index < constants; index++) {
    const size = valueSize(window.u8(at + 2), idBytes)
    if (at >= end) return end
    if (size === 0) return null
    at += 3 + size
  }
  const statics = window.u16(at)
  at += 2
  for (let index = 0; index < statics; index++) {
    const size = valueSize(window.u8(at + idBytes), idBytes)
    if (at >= end) return end
    if (size === 0) return null
    at += idBytes + 1 + size
  }
  const count = window.u16(at)
  at += 2
  const next = at + count * (idBytes + 1)
  if (next > end) return end
  heap.classes++
  const id = readId(window, body, idBytes)
  if (census.wants(id)) {
    const fields: FieldLayout[] = []
    for (; at < next; at += idBytes + 1) {
      fields.push({ name: readId(window, at, idBytes), type: window.u8(at + idBytes) })
    }
    census.classLayout(id, readId(window, body + idBytes + 4, idBytes), fields)
  }
  return next
}
