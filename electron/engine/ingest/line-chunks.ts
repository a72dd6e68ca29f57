import type { LineSpan } from '../../../shared/model/span.ts'
import type { LineNumber } from '../../../shared/model/units.ts'
import { type Chunks, fileChunks } from './bytes.ts'
import type { Session } from './session.ts'
import { LINE_INDEX_STEP } from './types.ts'

const LF = 0x0a

/** The bytes of some lines of a file, with their ends. @param index As `LineIndex` made it of the file */
export async function* lineChunks(
  file: number,
  { pool, pace }: Pick<Session, 'pool' | 'pace'>,
  index: Float64Array,
  span: LineSpan,
): Chunks {
  const step = Math.floor((span.line - 1) / LINE_INDEX_STEP)
  /** Of the line that is being read. */
  let line: LineNumber = step * LINE_INDEX_STEP + 1
  for await (const chunk of fileChunks(file, pool, pace, { start: index[step] ?? 0, end: Infinity })) {
    let from = line < span.line ? chunk.length : 0
    let at = 0
    while (line <= span.endLine) {
      const newline = chunk.indexOf(LF, at)
      if (newline < 0) {
        at = chunk.length
        break
      }
      at = newline + 1
      line++
      if (line === span.line) from = at
    }
    if (from < at) yield chunk.subarray(from, at)
    if (line > span.endLine) return
  }
}
