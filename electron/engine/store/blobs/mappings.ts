/**
 * A snapshot of an address space as one BLOB: 65 000 VMAs are written in the time of a few thousand rows and read without an
 * object each. Ends are stored as lengths and paths without what they share with the path before, since both repeat.
 */
import type { MappingTable, PathTable } from '../../../../shared/model/mapping-table.ts'
import { ColumnReader, ColumnWriter, type Packing } from './columns.ts'
import { StoreDamage } from './store-damage.ts'

const PATHS_WHOLE = 0
const PATHS_FRONT_CODED = 1

/** Beyond this the copies of a plain table cost more memory than packing costs time: a million VMAs are 100 MB. */
const PLAIN_ROWS = 200_000

export function encodeMappings(table: MappingTable, wanted: Packing): Uint8Array<ArrayBuffer> {
  const { count } = table
  const packing = count > PLAIN_ROWS ? 'packed' : wanted
  const lengths = new Float64Array(count)
  for (let row = 0; row < count; row++) lengths[row] = (table.end[row] as number) - (table.start[row] as number)
  const writer = new ColumnWriter(packing)
    .numbers(table.start.subarray(0, count))
    .numbers(lengths)
    .numbers(table.perms.subarray(0, count))
    .numbers(table.offset.subarray(0, count))
    .numbers(table.device.subarray(0, count))
    .numbers(table.inode.subarray(0, count))
    .numbers(table.path.subarray(0, count))
    .numbers(table.line.subarray(0, count))
  const form = packing === 'plain' ? PATHS_WHOLE : PATHS_FRONT_CODED
  writer.bytes(Uint8Array.of(form))
  if (form === PATHS_WHOLE) writePaths(writer, table.paths)
  else writeFrontCodedPaths(writer, table.paths)
  return writer.finish()
}

/** Throws {@link StoreDamage}. */
export function decodeMappings(blob: Uint8Array): MappingTable {
  const reader = new ColumnReader(blob)
  const start = reader.float64()
  const end = reader.float64()
  for (let row = 0; row < start.length; row++) end[row] = (start[row] as number) + (end[row] as number)
  const table: MappingTable = {
    count: start.length,
    start,
    end,
    perms: reader.uint8(),
    offset: reader.float64(),
    device: reader.uint32(),
    inode: reader.float64(),
    path: reader.uint32(),
    line: reader.uint32(),
    paths: reader.uint8()[0] === PATHS_WHOLE ? readPaths(reader) : readFrontCodedPaths(reader),
  }
  const columns = [table.end, table.perms, table.offset, table.device, table.inode, table.path, table.line]
  if (columns.some((column) => column.length !== table.count)) throw new StoreDamage('mapping columns differ in length')
  return table
}

function writePaths(writer: ColumnWriter, { count, bytes, offsets }: PathTable): void {
  writer.numbers(offsets.subarray(0, count + 1)).bytes(bytes.subarray(0, offsets[count] ?? 0))
}

function readPaths(reader: ColumnReader): PathTable {
  const offsets = reader.uint32()
  return { count: Math.max(0, offsets.length - 1), offsets, bytes: reader.uint8() }
}

function writeFrontCodedPaths(writer: ColumnWriter, { count, bytes, offsets }: PathTable): void {
  const shared = new Uint32Array(count)
  const lengths = new Uint32Array(count)
  const rests = new Uint8Array(offsets[count] ?? 0)
  let restsLength = 0
  let previous = 0
  let previousEnd = 0
  for (let index = 0; index < count; index++) {
    const start = offsets[index] as number
    const end = offsets[index + 1] as number
    const most = Math.min(end - start, previousEnd - previous)
    let same = 0
    while (same < most && bytes[start + same] === bytes[previous + same]) same++
    shared[index] = same
    lengths[index] = end - start - same
    for (let at = start + same; at < end; at++) rests[restsLength++] = bytes[at] as number
    previous = start
    previousEnd = end
  }
  writer.numbers(shared).numbers(lengths).bytes(rests.subarray(0, restsLength))
}

function readFrontCodedPaths(reader: ColumnReader): PathTable {
  const shared = reader.uint32()
  const lengths = reader.uint32()
  const rests = reader.uint8()
  const count = shared.length
  if (lengths.length !== count) throw new StoreDamage('path columns differ in length')
  const offsets = new Uint32Array(count + 1)
  for (let index = 0; index < count; index++)
    offsets[index + 1] = (offsets[index] as number) + (shared[index] as number) + (lengths[index] as number)
  const bytes = new Uint8Array(offsets[count] as number)
  let rest = 0
  let previous = 0
  for (let index = 0; index < count; index++) {
    const start = offsets[index] as number
    const fresh = start + (shared[index] as number)
    const end = offsets[index + 1] as number
    for (let at = start; at < fresh; at++) bytes[at] = bytes[previous + at - start] as number
    for (let at = fresh; at < end; at++) bytes[at] = rests[rest++] as number
    previous = start
  }
  if (rest !== rests.length) throw new StoreDamage('path bytes differ in length')
  return { count, bytes, offsets }
}
