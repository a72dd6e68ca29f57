/** A window of lines of an artifact, read from its plain text through the sparse line index. */
import fs from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import type { Bytes, LineNumber } from '../../shared/model/units.ts'
import type { TextWindow } from '../../shared/rpc/contract.ts'
import { LINE_INDEX_STEP } from './ingest/index.ts'

/** Of text in one window. */
export const WINDOW_BYTES: Bytes = 8 * 1024 * 1024
const CHUNK_BYTES: Bytes = 256 * 1024

const LF = 0x0a
/** U+240D SYMBOL FOR CARRIAGE RETURN: a lone CR ends no line here, but would in an editor, and every number after it be wrong. */
const CR_SYMBOL = '\u240d'

export interface IndexedLines {
  lines: LineNumber
  /** Byte offset of line 1, 257, 513 ... */
  lineIndex: Float64Array<ArrayBuffer>
}

/**
 * Lines `from` to `from + count - 1`, as far as they exist and fit into {@link WINDOW_BYTES}; at least one, cut if it alone is
 * longer. A `from` beyond the end gives the last line. UTF-8, with replacement characters for what is not.
 * Errors of the file system pass through.
 */
export async function readWindow(
  file: string | FileHandle,
  { lines, lineIndex }: IndexedLines,
  from: LineNumber,
  count: number,
): Promise<TextWindow> {
  if (lines === 0) return { from: 1, text: '', totalLines: 0 }
  const first = Math.min(from, lines)
  const last = Math.min(first + count - 1, lines)
  const start = lineIndex[Math.floor((first - 1) / LINE_INDEX_STEP)] ?? 0
  const handle = typeof file === 'string' ? await fs.promises.open(file, 'r') : file
  try {
    const bytes = await readLines(handle, start, (first - 1) % LINE_INDEX_STEP, last - first + 1)
    return { from: first, text: decode(bytes), totalLines: lines }
  } finally {
    if (typeof file === 'string') await handle.close()
  }
}

/** Up to `count` whole lines after skipping `skip`, without the last line end. */
async function readLines(handle: FileHandle, start: Bytes, skip: number, count: number): Promise<Buffer> {
  const parts: Buffer[] = []
  /** Bytes in `parts`, and of them those that end with a whole line. */
  let length = 0
  let whole = 0
  let position = start
  let toSkip = skip
  let toTake = count
  while (toTake > 0) {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES)
    const { bytesRead } = await handle.read(chunk, 0, CHUNK_BYTES, position)
    // The end of the file ends its last line.
    if (bytesRead === 0) return Buffer.concat(parts, length)
    position += bytesRead
    const read = chunk.subarray(0, bytesRead)
    let at = 0
    while (toSkip > 0) {
      const newline = read.indexOf(LF, at)
      if (newline < 0) break
      at = newline + 1
      toSkip--
    }
    if (toSkip > 0) continue
    parts.push(read.subarray(at))
    const base = length - at
    length += bytesRead - at
    while (toTake > 0) {
      const newline = read.indexOf(LF, at)
      // Lines that no longer fit are left out, unless it is the first.
      if (newline < 0 || (base + newline > WINDOW_BYTES && whole > 0)) break
      at = newline + 1
      whole = base + at
      toTake--
    }
    if (length > WINDOW_BYTES) break
  }
  const end = whole > 0 ? whole - 1 : WINDOW_BYTES
  return Buffer.concat(parts, length).subarray(0, Math.min(end, WINDOW_BYTES))
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

function decode(bytes: Buffer): string {
  const text = decoder.decode(bytes)
  if (!text.includes('\r')) return text
  // Of several CRs before a line end the last belongs to it, the others are content.
  const lines = text.replaceAll('\r\n', '\n')
  const ended = lines.endsWith('\r') ? lines.slice(0, -1) : lines
  // Four times as fast as replaceAll where a window is full of them.
  return ended.split('\r').join(CR_SYMBOL)
}
