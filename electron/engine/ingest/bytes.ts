/** Bytes as they come: chunks of a file, and a reader that can look ahead. A chunk is valid until the next one is asked for. */
import fs from 'node:fs'
import { createHash } from 'node:crypto'
import type { Bytes } from '../../../shared/model/units.ts'
import type { BufferPool } from './aligned.ts'
import { ReadFailure, systemErrorText } from './failure.ts'
import type { Pace } from './pace.ts'

export type Chunks = AsyncGenerator<Buffer, void, undefined>

export interface FileRange {
  start: Bytes
  /** Exclusive; Infinity for the rest of the file. */
  end: Bytes
}

/**
 * Opens a plain file for reading. Never a link at the path's end, and never blocks on a fifo that was put there meanwhile.
 * @throws the system's error, or an Error if it is no plain file
 */
export function openPlainFile(path: string): { file: number; size: Bytes } {
  // Windows has neither of the last two: undefined counts as 0.
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = fs.constants
  const file = fs.openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
  const stat = fs.fstatSync(file)
  if (stat.isFile()) return { file, size: stat.size }
  fs.closeSync(file)
  throw new Error('it is not a plain file')
}

/** Reads into the buffer's beginning. @throws ReadFailure where the disk refuses */
export function readAt(file: number, buffer: Uint8Array, length: Bytes, position: Bytes): Bytes {
  try {
    return fs.readSync(file, buffer, 0, length, position)
  } catch (error) {
    throw new ReadFailure('unreadable', `reading it stopped: ${systemErrorText(error)}`)
  }
}

/** Reads a range of an open file in the pool's chunks. */
export async function* fileChunks(file: number, pool: BufferPool, pace: Pace, range: FileRange): Chunks {
  const buffer = pool.take()
  try {
    let position = range.start
    while (position < range.end) {
      const wanted = Math.min(buffer.length, range.end - position)
      const got = readAt(file, buffer, wanted, position)
      if (got === 0) return
      position += got
      yield buffer.subarray(0, got)
      await pace.breathe()
    }
  } finally {
    pool.give(buffer)
  }
}

/** Passes chunks through and shows each to `see`. */
export async function* tapped(chunks: Chunks, see: (chunk: Buffer) => void): Chunks {
  for await (const chunk of chunks) {
    see(chunk)
    yield chunk
  }
}

/** Pulls from chunks with a look ahead. A failure of the chunks is remembered: it is thrown by every later pull. */
export class ByteReader {
  private readonly chunks: Chunks
  private current: Buffer = Buffer.alloc(0)
  private ended = false
  private failure: { error: unknown } | null = null

  constructor(chunks: Chunks) {
    this.chunks = chunks
  }

  /** The next bytes without taking them: `length` or, at the end or before a failure, fewer. */
  async peek(length: Bytes): Promise<Buffer> {
    if (this.current.length < length && !this.ended && this.failure === null) await this.gather(length)
    return this.current.subarray(0, length)
  }

  /** Takes exactly `length` bytes, or null if there are fewer (those are lost). */
  async take(length: Bytes): Promise<Buffer | null> {
    const bytes = await this.peek(length)
    if (bytes.length < length) {
      this.current = Buffer.alloc(0)
      this.rethrow()
      return null
    }
    this.current = this.current.subarray(length)
    return bytes
  }

  /** Takes what is at hand, at most `limit` bytes; null at the end. */
  async next(limit = Infinity): Promise<Buffer | null> {
    if (this.current.length === 0) await this.pull()
    if (this.current.length === 0) return null
    const bytes = this.current.subarray(0, Math.min(limit, this.current.length))
    this.current = this.current.subarray(bytes.length)
    return bytes
  }

  /** Puts back the end of what `next` gave last, before anything else is asked for. */
  unread(bytes: Buffer): void {
    this.current = this.current.length === 0 ? bytes : Buffer.concat([bytes, this.current])
  }

  /** Passes over `length` bytes; false if there were fewer. */
  async skip(length: Bytes): Promise<boolean> {
    let left = length
    while (left > 0) {
      const bytes = await this.next(left)
      if (bytes === null) return false
      left -= bytes.length
    }
    return true
  }

  /** Everything that is left, as chunks. */
  async *rest(): Chunks {
    for (;;) {
      const bytes = await this.next()
      if (bytes === null) return
      yield bytes
    }
  }

  /** The next `length` bytes as chunks; ends early where the source ends. */
  async *part(length: Bytes): Chunks {
    let left = length
    while (left > 0) {
      const bytes = await this.next(left)
      if (bytes === null) return
      left -= bytes.length
      yield bytes
    }
  }

  async close(): Promise<void> {
    await this.chunks.return()
  }

  private rethrow(): void {
    if (this.failure !== null) throw this.failure.error
  }

  /** Makes the next non-empty chunk current; leaves an empty one at the end. */
  private async pull(): Promise<void> {
    this.rethrow()
    while (!this.ended) {
      try {
        const { value, done } = await this.chunks.next()
        if (done === true) this.ended = true
        else if (value.length > 0) {
          this.current = value
          return
        }
      } catch (error) {
        this.failure = { error }
        throw error
      }
    }
  }

  /** Collects copies until `length` bytes are at hand. A failure is kept for the read after them. */
  private async gather(length: Bytes): Promise<void> {
    const parts: Buffer[] = [Buffer.from(this.current)]
    let size = this.current.length
    while (size < length && !this.ended) {
      this.current = Buffer.alloc(0)
      try {
        await this.pull()
      } catch {
        break
      }
      parts.push(Buffer.from(this.current))
      size += this.current.length
    }
    this.current = Buffer.concat(parts, size)
  }
}

/** A reader whose bytes are hashed and counted as they pass: what stands in the bundle under one name. */
export class Digest {
  bytes: Bytes = 0
  readonly reader: ByteReader
  private readonly hash = createHash('sha256')
  private result: string | null = null

  /** @param read Told of every chunk's size. */
  constructor(chunks: Chunks, read?: (bytes: Bytes) => void) {
    this.reader = new ByteReader(
      tapped(chunks, (chunk) => {
        this.hash.update(chunk)
        this.bytes += chunk.length
        read?.(chunk.length)
      }),
    )
  }

  /** Reads what the consumer left, so that the hash is of everything. */
  async finish(): Promise<void> {
    for await (const _ of this.reader.rest()) continue
  }

  /** Of what has passed, hex. Nothing may pass afterwards. */
  hex(): string {
    return (this.result ??= this.hash.digest('hex'))
  }
}
