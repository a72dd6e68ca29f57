/** What stands at the end of a text that begins as another: a crash log in the console of its JVM. */
import fs from 'node:fs'
import type { Bytes } from '../../../shared/model/units.ts'
import type { Format } from '../formats/format.ts'
import { openPlainFile, readAt } from './bytes.ts'
import { ReadFailure } from './failure.ts'

/** Where the last text begins, and what it is. */
export interface Late {
  format: Format
  offset: Bytes
}

/** How much of the end is looked at. A crash log with 65 530 mappings is 7 MB long. */
const TAIL_BYTES: Bytes = 16 * 1024 * 1024

/** Null if the end is no text that a format knows to stand behind others. */
export function findLate(formats: readonly Format[], textPath: string): Late | null {
  const able = formats.filter(({ late }) => late !== undefined)
  if (able.length === 0) return null
  let opened: { file: number; size: Bytes }
  try {
    opened = openPlainFile(textPath)
  } catch {
    // Whoever reads the text itself runs into the same, and says so.
    return null
  }
  const { file, size } = opened
  try {
    const start = Math.max(0, size - TAIL_BYTES)
    for (const format of able) {
      const from = firstMark(file, start, format.late?.marks ?? [])
      if (from === null) continue
      const tail = Buffer.allocUnsafe(size - from)
      const got = readAt(file, tail, tail.length, from)
      const at = format.late?.sniff(tail.subarray(0, got)) ?? -1
      if (at >= 0) return { format, offset: from + at }
    }
    return null
  } catch (error) {
    if (!(error instanceof ReadFailure)) throw error
    return null
  } finally {
    fs.closeSync(file)
  }
}

/** A piece's size; what stands right before a mark may matter, and is given too. */
const PIECE: Bytes = 64 * 1024

/** Near before the first of `marks` that stands in `file` from `start` on; null if none does. Few logs have one: little memory is touched. */
function firstMark(file: number, start: Bytes, marks: readonly string[]): Bytes | null {
  const longest = Math.max(...marks.map((mark) => mark.length))
  const piece = Buffer.allocUnsafe(longest + PIECE)
  let kept = 0
  for (let position = start; ;) {
    const got = readAt(file, piece.subarray(kept), PIECE, position)
    if (got === 0) return null
    const bytes = piece.subarray(0, kept + got)
    if (marks.some((mark) => bytes.includes(mark, 0, 'latin1'))) return Math.max(start, position - kept - PIECE)
    // A mark may begin at the end of these.
    kept = bytes.copy(piece, 0, Math.max(0, bytes.length - longest))
    position += got
  }
}
