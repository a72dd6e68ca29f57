/** The headers of a recording's chunks. A recording is chunks end to end, each with its own header (JDK 9+: 68 bytes, big endian). */
import type { BinaryContext, ByteSource } from '../binary-format.ts'
import { ByteWindow } from '../lib/byte-window.ts'
import { OutlineWriter } from '../lib/outline-writer.ts'

const MAGIC = 0x464c5200
const HEADER_BYTES = 68
/** Major versions: 1 of JDK 7 and 8 as Oracle shipped it (another layout), 2 of JDK 9 and later. */
const MODERN = 2
/** Chunks are some 12 MB; this many would be a terabyte. */
const CHUNK_LIMIT = 100_000
const YIELD_EACH = 256
const NOTE = 'Headers of the recording. Its events are not read here; JDK Mission Control shows them.'

export function* readRecording(source: ByteSource, context: BinaryContext): Generator<void, void, void> {
  const window = new ByteWindow(source, 'big')
  const out = new OutlineWriter(context)
  const title = out.write('Flight recording:')
  const major = window.u16(4)
  let last = out.field('Version', window.has(4, 4) ? `${major}.${window.u16(6)}` : 'unknown').span.line
  if (major >= MODERN) last = yield* writeChunks(window, out, context, last)
  else if (window.has(4, 4))
    context.report('unsupported', null, `A recording of version ${major}; from 2 on headers are read`)
  else context.report('truncated', null, `The recording ends within its header, after ${window.size} bytes`)
  out.region('recording', 'Flight recording', '', 1, { line: title.span.line, endLine: last })
  out.finish('jfr', 'Flight recording', NOTE)
}

function* writeChunks(
  window: ByteWindow,
  out: OutlineWriter,
  context: BinaryContext,
  before: number,
): Generator<void, number, void> {
  let at = 0
  let chunks = 0
  let begin = Infinity
  let end = -Infinity
  let last = before
  while (at < window.size && chunks < CHUNK_LIMIT) {
    if (!window.has(at, HEADER_BYTES) || window.u32(at) !== MAGIC) {
      context.report('truncated', null, `No chunk begins at byte ${at}, where the one before ends`)
      break
    }
    const bytes = window.u64(at + 8)
    // Nanoseconds since 1970 and of the chunk: their last digits are lost in a double, milliseconds are not.
    const start = window.u64(at + 32) / 1e6
    const length = window.u64(at + 40) / 1e6
    chunks++
    begin = Math.min(begin, start)
    end = Math.max(end, start + length)
    last = out.write(
      `  Chunk ${chunks}: at ${at}, ${bytes} bytes, from ${time(start)}, ${(length / 1000).toFixed(3)} s`,
    ).span.line
    if (bytes < HEADER_BYTES) {
      context.report(
        'truncated',
        null,
        `Chunk ${chunks} was not finished: the recording was cut off by the end of the process`,
      )
      break
    }
    if (at + bytes > window.size) context.report('truncated', null, `Chunk ${chunks} ends behind the end of the file`)
    at += bytes
    if (chunks % YIELD_EACH === 0) yield
  }
  if (chunks === CHUNK_LIMIT) context.report('too-large', null, `Only the first ${CHUNK_LIMIT} chunks were looked at`)
  if (chunks === 0) return last
  out.field('Chunks', String(chunks))
  out.field('From', time(begin))
  return out.field('To', time(end)).span.line
}

function time(at: number): string {
  return at > 0 && at < 8.64e15 ? new Date(at).toISOString() : 'unknown'
}
