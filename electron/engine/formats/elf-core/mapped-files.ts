/**
 * NT_FILE: which file each mapping shows (fs/binfmt_elf.c, fill_files_note): count, page size, {start, end, offset in pages} for each,
 * then the names, one NUL behind each. Only mappings with a file; the kernel leaves the note out if it would exceed 4 MiB
 * (kernel.core_file_note_size_limit), as it may with 65 000 mappings.
 */
import { pathAt } from '../../../../shared/model/mapping-table.ts'
import { PathInterner } from '../lib/path-interner.ts'

export interface MappedFiles {
  /** In address order. */
  count: number
  /** As the note states it. */
  pageBytes: number
  start: Float64Array<ArrayBuffer>
  end: Float64Array<ArrayBuffer>
  /** In bytes. */
  offset: Float64Array<ArrayBuffer>
  /** Index into what `names` finishes to. */
  path: Uint32Array<ArrayBuffer>
  /** For adding the kernel's own names to the same table. */
  names: PathInterner
}

const HEAD = 16
const ENTRY = 24
const LF = 0x0a
const LF_ESCAPED = new TextEncoder().encode(String.raw`\012`)

export function readMappedFiles(bytes: Uint8Array, faults: string[]): MappedFiles | null {
  if (bytes.length < HEAD) {
    faults.push('NT_FILE is too short')
    return null
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const stated = u64(view, 0)
  const pageBytes = u64(view, 8)
  const fitting = Math.floor((bytes.length - HEAD) / (ENTRY + 1))
  const count = Math.min(stated, fitting)
  if (stated > fitting) faults.push(`NT_FILE states ${stated} files and has room for ${fitting}`)
  const files: MappedFiles = {
    count,
    pageBytes,
    start: new Float64Array(count),
    end: new Float64Array(count),
    offset: new Float64Array(count),
    path: new Uint32Array(count),
    names: new PathInterner(),
  }
  let name = HEAD + stated * ENTRY
  for (let row = 0; row < count; row++) {
    const at = HEAD + row * ENTRY
    files.start[row] = pageAt(view, at)
    files.end[row] = pageAt(view, at + 8)
    files.offset[row] = u64(view, at + 16) * pageBytes
    const found = name < bytes.length ? bytes.indexOf(0, name) : -1
    const end = found < 0 ? bytes.length : found
    if (name >= bytes.length) {
      faults.push(`NT_FILE has names for ${row} of its ${stated} files`)
      files.count = row
      break
    }
    files.path[row] = internName(files.names, bytes, name, end)
    name = end + 1
  }
  return inOrder(files)
}

/** A line end in a name is written as /proc/PID/maps writes it: `\012`. */
function internName(names: PathInterner, bytes: Uint8Array, start: number, end: number): number {
  const found = bytes.indexOf(LF, start)
  if (found < 0 || found >= end) return names.intern(bytes, start, end)
  const escaped: number[] = []
  for (const byte of bytes.subarray(start, end)) {
    if (byte === LF) escaped.push(...LF_ESCAPED)
    else escaped.push(byte)
  }
  return names.intern(Uint8Array.from(escaped), 0, escaped.length)
}

export interface CodePlace {
  path: number
  /** Of the library's first page. */
  base: number
}

/** Where an address lies in a file: the mapping of its beginning is the base that offsets in a library count from. */
export function placeOf(files: MappedFiles, address: number): CodePlace | null {
  const wanted = Math.floor(address / 4096)
  let base: number | null = null
  for (let row = 0, of = -1; row < files.count; row++) {
    const start = files.start[row] ?? 0
    if (start > wanted) break
    const path = files.path[row] ?? 0
    if (files.offset[row] === 0) {
      base = start
      of = path
    }
    if (wanted < (files.end[row] ?? 0)) return { path, base: (of === path && base !== null ? base : start) * 4096 }
  }
  return null
}

export function pathText(files: MappedFiles, path: number): string {
  return pathAt(files.names.finish(), path)
}

function inOrder(files: MappedFiles): MappedFiles {
  const { count, start } = files
  let sorted = true
  for (let row = 1; row < count && sorted; row++) sorted = (start[row] ?? 0) >= (start[row - 1] ?? 0)
  if (sorted) return files
  const order = Uint32Array.from({ length: count }, (_, row) => row).toSorted(
    (one, other) => (start[one] ?? 0) - (start[other] ?? 0),
  )
  for (const name of ['start', 'end', 'offset', 'path'] as const) {
    const from = files[name].slice()
    for (let row = 0; row < count; row++) files[name][row] = from[order[row] ?? 0] ?? 0
  }
  return files
}

function u64(view: DataView, at: number): number {
  return view.getUint32(at + 4, true) * 0x1_0000_0000 + view.getUint32(at, true)
}

function pageAt(view: DataView, at: number): number {
  return view.getUint32(at + 4, true) * 0x10_0000 + (view.getUint32(at, true) >>> 12)
}
