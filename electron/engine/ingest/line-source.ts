/** Feeds a text to a parser line by line through one buffer, whatever the size of the file and of its lines. */
import fs from 'node:fs'
import { isAscii, isUtf8 } from 'node:buffer'
import type { Hash } from 'node:crypto'
import type { Bytes, LineNumber } from '../../../shared/model/units.ts'
import type { Line, Skimming } from '../formats/format.ts'
import { Kernels } from '../kernels/index.ts'
import { endOfLine, NativeLines, type PlacedLine } from './native-lines.ts'
import { alignedBuffer } from './aligned.ts'
import { LineIndex } from './line-index.ts'
import { findNewlines } from './newlines.ts'
import { endOfNuls } from './nuls.ts'
import type { Pace } from './pace.ts'

/** Small enough that what is read, hashed and looked at stays in a core's own cache. */
const BLOCK: Bytes = 256 * 1024
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
  /** Of the parser, as long as it works. */
  skimming(): Skimming | null
}

export interface TextSummary {
  lines: LineNumber
  bytes: Bytes
  index: Float64Array<ArrayBuffer>
  /** Set when the disk refused to read on. */
  failure: unknown
  /** The last line has no end. */
  unfinished: boolean
}

/** What a feed hands from block to block. */
interface Feeding {
  line: CurrentLine
  index: LineIndex
  observer: LineObserver
  cursor: Cursor
}

interface Cursor {
  at: number
  /** In the part of a long line that is not given to the parser. */
  skipping: boolean
}

class CurrentLine implements PlacedLine {
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
    this.place(start, end)
  }

  place(start: number, end: number): void {
    this.start = start
    this.end = end
    this.decoded = null
  }

  text(): string {
    return (this.decoded ??= this.slice(this.start, this.end))
  }

  slice(from: number, to: number): string {
    return this.buffer.toString(this.encoding, from, to)
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
  private readonly kernels: Kernels | null
  private readonly newlines = new Uint32Array(NEWLINES)
  private readonly pace: Pace

  /** What kernels were prepared for. */
  private skimmed: Skimming | null = null
  private file = -1
  private hash: Hash | null = null
  /** Unread bytes: `buffer[from..to)`. */
  private from = 0
  private to = 0
  private filePosition: Bytes = 0
  private atEnd = false
  private failure: unknown = null

  /** @param native Whether kernels may be used, where they can run. */
  constructor(pace: Pace, lineBytes: Bytes, native: boolean) {
    this.pace = pace
    this.lineBytes = lineBytes
    this.blockStart = Math.ceil(lineBytes / 4096) * 4096
    const size = this.blockStart + BLOCK
    this.kernels = native ? Kernels.load(size) : null
    this.buffer = this.kernels?.text ?? alignedBuffer(size)
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

  /** Passes over NULs at the beginning of the file, before `feed`; returns how many there are. */
  async skipNuls(): Promise<Bytes> {
    for (;;) {
      this.from = endOfNuls(this.buffer, this.from, this.to)
      if (this.from < this.to || this.atEnd) return this.filePosition - (this.to - this.from)
      this.from = this.to = this.blockStart
      this.fill()
      await this.pace.breathe()
    }
  }

  /** Reads on without splitting, for the hash and the size; `ended` is false where the file goes on behind `limit`. */
  async drain(
    observer: Pick<LineObserver, 'read'>,
    limit: Bytes = Infinity,
  ): Promise<{ bytes: Bytes; failure: unknown; ended: boolean }> {
    observer.read(this.to - this.from)
    while (!this.atEnd && this.filePosition < limit) {
      this.to = this.blockStart
      this.fill()
      observer.read(this.to - this.blockStart)
      await this.pace.breathe()
    }
    return { bytes: this.filePosition, failure: this.failure, ended: this.atEnd }
  }

  /** @param mark Bytes of a byte order mark to pass over. */
  async feed(observer: LineObserver, mark: number): Promise<TextSummary> {
    const line = new CurrentLine(this.buffer)
    this.skimmed = null
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
    const unfinished = this.from < this.to
    if (unfinished && !skipping) this.emit(line, index, observer, this.from, this.to)
    return { lines: line.number, bytes: this.filePosition, index: index.finish(), failure: this.failure, unfinished }
  }

  /** All whole lines of the buffer, giving way to other work as often as needed. */
  private async feedBlock(line: CurrentLine, index: LineIndex, observer: LineObserver, cursor: Cursor): Promise<void> {
    const { buffer, kernels } = this
    const newlines = kernels?.ends ?? this.newlines
    // Once for a block: what it leaves is read line by line.
    let mayTell = kernels !== null && !cursor.skipping
    for (;;) {
      const skimming = mayTell ? observer.skimming() : null
      if (kernels !== null && skimming?.isReady() === true) {
        await this.skim(kernels, skimming, { line, index, observer, cursor })
        mayTell = false
      }
      const count = kernels?.findNewlines(cursor.at, this.to) ?? findNewlines(buffer, cursor.at, this.to, newlines)
      if (count === 0) return
      const end = newlines[count - 1] ?? 0
      const valid = this.decodeAs(line, cursor.at, end)
      for (let found = 0; found < count; found++) {
        const newline = newlines[found] ?? 0
        if (cursor.skipping) cursor.skipping = false
        else this.emit(line, index, observer, cursor.at, newline, valid)
        cursor.at = newline + 1
        if (found % LINES_PER_LOOK !== 0) continue
        if (this.pace.isDue()) await this.pace.pause()
        if (mayTell && observer.skimming()?.isReady() === true) break
      }
    }
  }

  /** Lets kernels tell whole lines from the cursor on, as long as the parser takes them and all of them are valid UTF-8. */
  private async skim(kernels: Kernels, skimming: Skimming, feeding: Feeding): Promise<void> {
    const { line, index, observer, cursor } = feeding
    const end = this.buffer.lastIndexOf(10, this.to - 1) + 1
    if (end <= cursor.at || !skimming.isReady() || !this.decodeAs(line, cursor.at, end)) return
    if (skimming !== this.skimmed) kernels.begin(skimming.words)
    this.skimmed = skimming
    const native = new NativeLines(kernels, line, (start, newline) => this.give(line, observer, start, newline, true))
    while (cursor.at < end && skimming.isReady()) {
      native.tell(skimming.kernel, cursor.at, end, this.lineBytes)
      skimming.take(native)
      native.finish()
      const offset = this.filePosition - this.to
      index.addMany(native.firstLine - 1, native.lineCount, (told) => offset + native.startOf(told))
      cursor.at = native.end
      if (this.pace.isDue()) await this.pace.pause()
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
    index.add(line.number, this.filePosition - (this.to - start))
    this.give(line, observer, start, newline, valid)
  }

  private give(line: CurrentLine, observer: LineObserver, start: number, newline: number, valid: boolean): void {
    const { buffer } = this
    const offset = this.filePosition - (this.to - start)
    const end = endOfLine(buffer, start, newline)
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
