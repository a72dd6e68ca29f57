import { shownLine } from '../../../shared/model/terminal-text.ts'
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

/** A line of a terminal is no longer: what is, is given as it stands. */
const SHOWN_BYTES = 1024 * 1024

/** The same lines as a terminal showed them. */
export async function* shownChunks(chunks: Chunks): Chunks {
  let open: Buffer = Buffer.alloc(0)
  for await (const chunk of chunks) {
    const bytes = Buffer.concat([open, chunk])
    const shown: Uint8Array[] = []
    let at = 0
    for (let newline = bytes.indexOf(LF); newline >= 0; newline = bytes.indexOf(LF, at)) {
      shown.push(shownLine(bytes.subarray(at, newline)), NEWLINE)
      at = newline + 1
    }
    open = bytes.subarray(at)
    if (open.length > SHOWN_BYTES) {
      shown.push(open)
      open = Buffer.alloc(0)
    }
    if (shown.length > 0) yield Buffer.concat(shown)
  }
  if (open.length > 0) yield Buffer.from(shownLine(open))
}

const NEWLINE = Uint8Array.of(LF)
