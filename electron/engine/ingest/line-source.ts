/** Feeds a text to a parser line by line through one buffer, whatever the size of the file and of its lines. */
import fs from 'node:fs'
import { isAscii, isUtf8 } from 'node:buffer'
import type { Hash } from 'node:crypto'
import type { Bytes, LineNumber } from '../../../shared/model/units.ts'
import type { Line } from '../formats/format.ts'
import { alignedBuffer } from './aligned.ts'
import { LineIndex } from './line-index.ts'
import { findNewlines } from './newlines.ts'
import type { Pace } from './pace.ts'

const BLOCK: Bytes = 1024 * 1024
const NEWLINES = 16 * 1024
/** Lines between two looks at the clock. */
const LINES_PER_LOOK = 64

export interface LineObserver {
  /** @param offset Of the line's first byte in the file. */
  line(line: Line, offset: Bytes): void
  longLine(number: LineNumber): void
  invalidUtf8(number: LineNumber): void
  /** Bytes read from disk. */
  read(bytes: Bytes): void
}

export interface TextSummary {
  lines: LineNumber
  bytes: Bytes
  index: Float64Array<ArrayBuffer>
  /** Set when the disk refused to read on. */
  failure: unknown
}

interface Cursor {
  at: number
  /** In the part of a long line that is not given to the parser. */
  skipping: boolean
}

class CurrentLine implements Line {
  number = 0
  buffer: Buffer
  start = 0
  end = 0
  encoding: 'latin1' | 'utf8' = 'latin1'
  private decoded: string | null = null

  constructor(buffer: Buffer) {
    this.buffer = buffer
  }

  set(start: number, end: number): void {
    this.number++
    this.start = start
    this.end = end
    this.decoded = null
  }

  text(): string {
    return (this.decoded ??= this.buffer.toString(this.encoding, this.start, this.end))
  }
}

/**
 * One for all artifacts of an ingest, one artifact at a time. The buffer is `[room for an unfinished line][block read from disk]`:
 * the end of a block that is no whole line is moved in front of the next block, so that every line lies in one piece.
 */
export class LineSource {
  private readonly lineBytes: Bytes
  private readonly blockStart: number
  private readonly buffer: Buffer
  private readonly newlines = new Uint32Array(NEWLINES)
  private readonly pace: Pace

  private file = -1
  private hash: Hash | null = null
  /** Unread bytes: `buffer[from..to)`. */
  private from = 0
  private to = 0
  private filePosition: Bytes = 0
  private atEnd = false
  private failure: unknown = null

  constructor(pace: Pace, lineBytes: Bytes) {
    this.pace = pace
    this.lineBytes = lineBytes
    this.blockStart = Math.ceil(lineBytes / 4096) * 4096
    this.buffer = alignedBuffer(this.blockStart + BLOCK)
  }

  /** Begins a file; `hash` is updated with all of it. The file stays the caller's to close. */
  open(file: number, hash: Hash | null): void {
    this.file = file
    this.hash = hash
    this.from = this.to = this.blockStart
    this.filePosition = 0
    this.atEnd = false
    this.failure = null
    this.fill()
  }

  /** The beginning of the file. Before `feed` only. */
  head(length: Bytes): { bytes: Buffer; whole: boolean } {
    const bytes = this.buffer.subarray(this.from, Math.min(this.to, this.from + length))
    return { bytes, whole: this.atEnd && this.to - this.from <= length }
  }

  /** Reads on without splitting, for the hash and the size. */
  async drain(observer: Pick<LineObserver, 'read'>): Promise<{ bytes: Bytes; failure: unknown }> {
    observer.read(this.to - this.from)
    while (!this.atEnd) {
      this.to = this.blockStart
      this.fill()
      observer.read(this.to - this.blockStart)
      await this.pace.breathe()
    }
    return { bytes: this.filePosition, failure: this.failure }
  }

  /** @param mark Bytes of a byte order mark to pass over. */
  async feed(observer: LineObserver, mark: number): Promise<TextSummary> {
    const line = new CurrentLine(this.buffer)
    const index = new LineIndex()
    observer.read(this.to - this.from)
    this.from = Math.min(this.to, this.from + mark)
    let skipping = false
    for (;;) {
      const cursor: Cursor = { at: this.from, skipping }
      await this.feedBlock(line, index, observer, cursor)
      skipping = cursor.skipping
      this.from = cursor.at
      if (this.atEnd) break
      if (skipping) this.from = this.to
      else if (this.to - this.from > this.lineBytes) {
        this.cutLine(line, index, observer)
        skipping = true
      }
      this.moveRestBeforeBlock()
      observer.read(this.to - this.blockStart)
      await this.pace.breathe()
    }
    if (this.from < this.to && !skipping) this.emit(line, index, observer, this.from, this.to)
    return { lines: line.number, bytes: this.filePosition, index: index.finish(), failure: this.failure }
  }

  /** All whole lines of the buffer, giving way to other work as often as needed. */
  private async feedBlock(line: CurrentLine, index: LineIndex, observer: LineObserver, cursor: Cursor): Promise<void> {
    const { buffer, newlines } = this
    for (;;) {
      const count = findNewlines(buffer, cursor.at, this.to, newlines)
      if (count === 0) return
      const end = newlines[count - 1] ?? 0
      const valid = this.decodeAs(line, cursor.at, end)
      for (let found = 0; found < count; found++) {
        const newline = newlines[found] ?? 0
        if (cursor.skipping) cursor.skipping = false
        else this.emit(line, index, observer, cursor.at, newline, valid)
        cursor.at = newline + 1
        if (found % LINES_PER_LOOK === 0 && this.pace.isDue()) await this.pace.pause()
      }
    }
  }

  /** Picks the fast decoder where a stretch of whole lines is ASCII; returns whether it is valid UTF-8. */
  private decodeAs(line: CurrentLine, from: number, to: number): boolean {
    const bytes = this.buffer.subarray(from, to)
    const ascii = isAscii(bytes)
    line.encoding = ascii ? 'latin1' : 'utf8'
    return ascii || isUtf8(bytes)
  }

  private emit(
    line: CurrentLine,
    index: LineIndex,
    observer: LineObserver,
    start: number,
    newline: number,
    valid = this.decodeAs(line, start, newline),
  ): void {
    const { buffer } = this
    const offset = this.filePosition - (this.to - start)
    index.add(line.number, offset)
    const end = newline > start && buffer[newline - 1] === 13 ? newline - 1 : newline
    line.set(start, Math.min(end, start + this.lineBytes))
    if (end - start > this.lineBytes) observer.longLine(line.number)
    if (!valid && !isUtf8(buffer.subarray(start, end))) observer.invalidUtf8(line.number)
    observer.line(line, offset)
  }

  /** A line beyond the cap: its beginning is given, the rest skipped up to its newline. */
  private cutLine(line: CurrentLine, index: LineIndex, observer: LineObserver): void {
    this.decodeAs(line, this.from, this.from + this.lineBytes)
    const offset = this.filePosition - (this.to - this.from)
    index.add(line.number, offset)
    line.set(this.from, this.from + this.lineBytes)
    observer.longLine(line.number)
    observer.line(line, offset)
    this.from = this.to
  }

  private moveRestBeforeBlock(): void {
    const rest = this.to - this.from
    this.buffer.copyWithin(this.blockStart - rest, this.from, this.to)
    this.from = this.blockStart - rest
    this.to = this.blockStart
    this.fill()
  }

  /** Reads a block behind `to`; a refusal of the disk ends the file there. */
  private fill(): void {
    try {
      const got = fs.readSync(this.file, this.buffer, this.to, BLOCK, this.filePosition)
      if (got < BLOCK) this.atEnd = got === 0 || this.isAtEnd(got)
      this.hash?.update(this.buffer.subarray(this.to, this.to + got))
      this.filePosition += got
      this.to += got
    } catch (error) {
      this.failure = error
      this.atEnd = true
    }
  }

  /** A short read is the end, unless the file system gives fewer bytes than asked in its middle. */
  private isAtEnd(got: number): boolean {
    return fs.readSync(this.file, Buffer.alloc(1), 0, 1, this.filePosition + got) === 0
  }
}
