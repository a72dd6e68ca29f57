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
  const able = formats.filter(({ sniffTail }) => sniffTail !== undefined)
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
    const tail = Buffer.allocUnsafe(Math.min(size, TAIL_BYTES))
    const start = size - tail.length
    const got = readAt(file, tail, tail.length, start)
    for (const format of able) {
      const at = format.sniffTail?.(tail.subarray(0, got)) ?? -1
      if (at >= 0) return { format, offset: start + at }
    }
    return null
  } catch (error) {
    if (!(error instanceof ReadFailure)) throw error
    return null
  } finally {
    fs.closeSync(file)
  }
}
