import { HEAD_BYTES, type LateSniff } from '../format.ts'
import { HEADER_STARTS } from './sections-crash.ts'
import { findHeader, sniffHsErr } from './sniff.ts'

const LF = 0x0a
const decoder = new TextDecoder()
/** JDK 1.4.2's header is free text, which a log may hold for other reasons. */
const STARTS = HEADER_STARTS.filter((start) => start.startsWith('# '))

/**
 * Where the first crash log in `tail` begins, with the lone `#` before its header; -1 if there is none. The notice that HotSpot prints
 * to the console while it writes the log to a file is none.
 */
function sniffTail(tail: Uint8Array): number {
  const bytes = Buffer.from(tail.buffer, tail.byteOffset, tail.byteLength)
  const found = STARTS.flatMap((start) => positionsOf(bytes, start)).toSorted((a, b) => a - b)
  const starts = found.map((position) => bytes.lastIndexOf(LF, position) + 1)
  for (const [index, start] of starts.entries()) {
    // Up to the next header: the notice of one life may precede the log of another.
    const end = Math.min(start + HEAD_BYTES, starts[index + 1] ?? bytes.length)
    const text = decoder.decode(bytes.subarray(start, end))
    const lines = text.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line))
    if (sniffHsErr({ text, lines, bytes, whole: false, name: '' }) === 'certain')
      return withHash(bytes, start, lines[0] ?? '')
  }
  return -1
}

export const lateHsErr: LateSniff = { marks: STARTS, sniff: sniffTail }

/** A console may hold many notices; a hostile one millions. */
const MOST = 100

function positionsOf(bytes: Buffer, start: string): number[] {
  const positions: number[] = []
  for (let at = bytes.indexOf(start); at >= 0 && positions.length < MOST; at = bytes.indexOf(start, at + 1))
    positions.push(at)
  return positions
}

/** Where the line before begins if it is a lone `#`, with the same around it as the header. */
function withHash(bytes: Buffer, start: number, header: string): number {
  if (start < 2) return start
  const before = bytes.lastIndexOf(LF, start - 2) + 1
  const line = decoder.decode(bytes.subarray(before, start - 1)).trimEnd()
  const wrapping = findHeader(header)?.wrapping ?? null
  return (wrapping ? wrapping.unwrap(line) : line)?.trim() === '#' ? before : start
}
