/** Deflate streams, pulled. Chunks of 256 KiB: zlib's default of 16 KiB costs two and a half times the CPU. */
import zlib from 'node:zlib'
import type { Bytes } from '../../../shared/model/units.ts'
import { type ByteReader, type Chunks, tapped } from './bytes.ts'
import { errorText, ReadFailure } from './failure.ts'

const OPTIONS = { chunkSize: 256 * 1024 }
/** zlib's own least. */
const CHUNK_LEAST: Bytes = 64

/** Up to here, packed and unpacked, setting up a stream and waiting for its thread takes far longer than unpacking. */
const SMALL: Bytes = 128 * 1024

/**
 * Unpacks a raw deflate stream (a zip member).
 * @param stated Sizes as the archive states them: they choose the way, and are not believed.
 * @throws ReadFailure
 */
export function inflateRaw(packed: Chunks, stated: { packed: Bytes; unpacked: Bytes }): Chunks {
  const small = stated.packed <= SMALL && stated.unpacked <= SMALL
  return small ? inflateAtOnce(packed, stated.unpacked) : runEngine(packed, inflateRawEngine())
}

async function* inflateAtOnce(packed: Chunks, size: Bytes): Chunks {
  const parts: Buffer[] = []
  for await (const chunk of packed) parts.push(Buffer.from(chunk))
  const bytes = Buffer.concat(parts)
  let whole: Buffer | null = null
  try {
    const most = Math.max(1, size)
    whole = zlib.inflateRawSync(bytes, { maxOutputLength: most, chunkSize: Math.max(CHUNK_LEAST, most) })
  } catch {
    // Damaged, or larger than stated: the stream gives what comes before that, and says so.
  }
  if (whole === null) yield* runEngine(once(bytes), inflateRawEngine())
  else yield whole
}

async function* once(bytes: Buffer): Chunks {
  yield bytes
}

/** For who needs to know where a deflate stream ended: `bytesWritten` of the engine, after {@link runEngine}. */
export function inflateRawEngine(): zlib.InflateRaw {
  return zlib.createInflateRaw(OPTIONS)
}

/** A decompressor of zlib. */
export type Engine = zlib.InflateRaw | zlib.ZstdDecompress

/**
 * Runs chunks through a zlib engine without ever having more than one chunk under way on either side. All output that precedes an
 * error is handed out first: a truncated archive gives what is in it. @throws ReadFailure
 */
export async function* runEngine(packed: Chunks, engine: Engine): Chunks {
  let fed = 0
  let failure: Error | null = null
  let wake = (): void => {}
  let ended = false
  engine.on('error', (error) => {
    failure = error
    wake()
  })
  engine.on('readable', () => wake())
  engine.on('end', () => {
    ended = true
    wake()
  })
  async function* drainUntil(done: () => boolean): Chunks {
    for (;;) {
      const bytes = engine.read() as Buffer | null
      if (bytes !== null) yield bytes
      else if (failure !== null) throw new ReadFailure('archive-damaged', describe(failure))
      else if (done()) return
      else await new Promise<void>((resolve) => (wake = resolve))
    }
  }
  try {
    for await (const chunk of packed) {
      let written = false
      fed += chunk.length
      engine.write(chunk, () => {
        written = true
        wake()
      })
      // Where the stream ended within the chunk, the engine leaves the rest of it alone and its end is about to be told.
      yield* drainUntil(() => ended || (written && engine.readableLength === 0 && engine.bytesWritten === fed))
      if (ended) return
    }
    engine.end()
    yield* drainUntil(() => ended)
  } finally {
    engine.destroy()
  }
}

/** Runs one stream of an engine from where the reader stands; what follows the stream stays in the reader. */
export async function* untilEnd(reader: ByteReader, engine: Engine): Chunks {
  let fed = 0
  let last: Buffer = Buffer.alloc(0)
  const input = tapped(reader.rest(), (chunk) => {
    fed += chunk.length
    last = chunk
  })
  yield* runEngine(input, engine)
  reader.unread(last.subarray(last.length - (fed - engine.bytesWritten)))
}

function describe(error: Error): string {
  const text = errorText(error)
  return text === 'unexpected end of file'
    ? 'its compressed data end too early'
    : `its compressed data are damaged (${text})`
}
