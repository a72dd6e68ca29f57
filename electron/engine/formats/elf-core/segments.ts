/** Program headers as columns: elf(5), struct Elf64_Phdr. */
import type { PageNumber } from '../../../../shared/model/units.ts'
import type { ByteWindow } from '../lib/byte-window.ts'
import { PT_LOAD, PT_NOTE } from './header.ts'

export interface Segments {
  /** LOAD segments, in address order. */
  count: number
  start: Float64Array<ArrayBuffer>
  end: Float64Array<ArrayBuffer>
  flags: Uint8Array<ArrayBuffer>
  /** Place and length of what was dumped; length 0 where the dump filter left it out. */
  fileOffset: Float64Array<ArrayBuffer>
  fileBytes: Float64Array<ArrayBuffer>
  notes: { offset: number; length: number }[]
  others: number
  /** Bytes of memory that stand behind the file's end. */
  cut: number
  /** Headers whose range is empty or turns round. */
  senseless: number
}

/** A kernel writes one, a debugger one or two. */
const NOTE_LIMIT = 16
const YIELD_EACH = 32 * 1024
const PAGE = 4096

/** Reads `count` headers, which are all in the file. */
export function* readSegments(
  window: ByteWindow,
  headersAt: number,
  headerBytes: number,
  count: number,
): Generator<void, Segments, void> {
  const segments: Segments = {
    count: 0,
    start: new Float64Array(count),
    end: new Float64Array(count),
    flags: new Uint8Array(count),
    fileOffset: new Float64Array(count),
    fileBytes: new Float64Array(count),
    notes: [],
    others: 0,
    cut: 0,
    senseless: 0,
  }
  let sorted = true
  for (let index = 0; index < count; index++) {
    if (index % YIELD_EACH === YIELD_EACH - 1) yield
    const at = headersAt + index * headerBytes
    const type = window.u32(at)
    if (type === PT_LOAD) sorted = addLoad(segments, window, at) && sorted
    else if (type === PT_NOTE && segments.notes.length < NOTE_LIMIT) {
      segments.notes.push({ offset: window.u64(at + 8), length: window.u64(at + 32) })
    } else segments.others++
  }
  if (!sorted) sort(segments)
  return segments
}

/** False if it lies below the one before. */
function addLoad(segments: Segments, window: ByteWindow, at: number): boolean {
  const start = window.page(at + 16)
  const end = start + pagesOf(window, at + 16, at + 40)
  if (end <= start) {
    segments.senseless++
    return true
  }
  const row = segments.count++
  segments.flags[row] = window.u32(at + 4) & 7
  segments.fileOffset[row] = window.u64(at + 8)
  segments.start[row] = start
  segments.end[row] = end
  const bytes = window.u64(at + 32)
  segments.fileBytes[row] = bytes
  const beyond = Math.max(0, (segments.fileOffset[row] ?? 0) + bytes - window.size)
  segments.cut += Math.min(bytes, beyond)
  return row === 0 || start >= (segments.start[row - 1] ?? 0)
}

/** Pages that a range of `memsz` bytes touches. */
function pagesOf(window: ByteWindow, addressAt: number, bytesAt: number): PageNumber {
  const rest = (window.u32(addressAt) % PAGE) + (window.u32(bytesAt) % PAGE)
  return window.page(bytesAt) + Math.ceil(rest / PAGE)
}

/** kernel.core_sort_vma (Linux 6.15) and some debuggers write the smallest first; all that reads mappings expects address order. */
function sort(segments: Segments): void {
  const { count } = segments
  const { start } = segments
  const order = Uint32Array.from({ length: count }, (_, row) => row).toSorted(
    (one, other) => (start[one] ?? 0) - (start[other] ?? 0),
  )
  for (const name of ['start', 'end', 'flags', 'fileOffset', 'fileBytes'] as const) {
    const from = segments[name].slice()
    for (let row = 0; row < count; row++) segments[name][row] = from[order[row] ?? 0] ?? 0
  }
}
