import type { LineSpan } from '../../../shared/model/span.ts'
import type { LineNumber } from '../../../shared/model/units.ts'
import { type Chunks, fileChunks } from './bytes.ts'
import type { Session } from './session.ts'
import { LINE_INDEX_STEP } from './types.ts'

const LF = 0x0a

/**
 * The bytes of some lines of a file, with their ends; what lies before the first is not read.
 * @param index As `LineIndex` made it of the file   @param spans In order, none within another
 */
export async function* lineChunks(
  file: number,
  { pool, pace }: Pick<Session, 'pool' | 'pace'>,
  index: Float64Array,
  spans: readonly LineSpan[],
): Chunks {
  const step = Math.floor(((spans[0]?.line ?? 1) - 1) / LINE_INDEX_STEP)
  /** Of the line that is being read. */
  let line: LineNumber = step * LINE_INDEX_STEP + 1
  let next = 0
  for await (const chunk of fileChunks(file, pool, pace, { start: index[step] ?? 0, end: Infinity })) {
    let span = spans[next]
    let from = span !== undefined && line >= span.line ? 0 : -1
    for (let at = 0; span !== undefined && at < chunk.length;) {
      const newline = chunk.indexOf(LF, at)
      if (newline < 0) break
      at = newline + 1
      line++
      if (line > span.endLine) {
        if (from >= 0) yield chunk.subarray(from, at)
        from = -1
        span = spans[++next]
      }
      if (from < 0 && span !== undefined && line >= span.line) from = at
    }
    if (from >= 0 && from < chunk.length) yield chunk.subarray(from)
    if (span === undefined) return
  }
}
