import type { Head } from '../format.ts'

export interface ByteRange {
  start: number
  end: number
}

const LF = 0x0a
const CR = 0x0d

/** The lines of a head as byte ranges, CR and LF left out; a cut last line dropped unless it is the only one. */
export function lineBoundsOf(head: Head): ByteRange[] {
  const { bytes } = head
  const bounds: ByteRange[] = []
  for (let start = 0; start < bytes.length;) {
    const found = bytes.indexOf(LF, start)
    if (found < 0 && !head.whole && bounds.length > 0) break
    const stop = found < 0 ? bytes.length : found
    bounds.push({ start, end: stop > start && bytes[stop - 1] === CR ? stop - 1 : stop })
    start = stop + 1
  }
  return bounds
}
