/**
 * What a format is. Adding one is a folder with an index.ts that calls {@link defineFormat}, and a line in formats/index.ts.
 *
 * A parser is pushed one line at a time: ingest owns the loop, so it can report progress, stop, and read files of any size
 * through one buffer. A parser never sees a file, a database or another format.
 */
import type { FormatRecord, IssueCode } from '../../../shared/model/records.ts'
import type { LineSpan } from '../../../shared/model/span.ts'
import type { Bytes, EpochMs, LineNumber } from '../../../shared/model/units.ts'

/** What sniff may look at: the artifact's beginning, decoded. */
export interface Head {
  /** At most HEAD_BYTES of text; the last line may be cut unless `whole`. */
  text: string
  /** The same, split at line ends (CR removed), a cut last line dropped. */
  lines: readonly string[]
  bytes: Uint8Array
  whole: boolean
  /** Base name, for breaking ties only. */
  name: string
}
export const HEAD_BYTES: Bytes = 64 * 1024

/**
 * How sure a format is that the artifact is its own. Content only: `name` may lift `maybe` to `yes`, never `no` to anything.
 * certain: a signature no other format has. yes: several lines have its shape. maybe: it could be.
 */
export type Confidence = 'certain' | 'yes' | 'maybe' | 'no'

/**
 * One line, valid only during the call: the object and the buffer are reused.
 * `buffer[start..end)` is the line without CR and LF. Text is decoded on demand (UTF-8, replacement characters for what is not).
 */
export interface Line {
  number: LineNumber
  buffer: Uint8Array
  start: number
  end: number
  text(): string
  /** A part of it, decoded: `buffer[from..to)`. */
  slice(from: number, to: number): string
}

/** Of a service that crashes again and again the last ones are looked at. */
export const MOST_EXCERPTS = 100

/** Lines that tell of another process than the rest: what is told of two must not be mixed. */
export interface Excerpt {
  /** Put behind the artifact's name: `core 4711`. */
  name: string
  /** Which lines, in their order. */
  spans: readonly LineSpan[]
  /** Of another format than the rest: it is recognised anew. */
  isOther?: boolean
  /** The name that the text has as a file, if it was printed from one; else it is called after the artifact. */
  file?: string
  /** Of several hosts that one text tells of: what is of one lies in a folder of its name. */
  group?: string
  /** Recorded from a terminal: it is read as that showed it (shared/model/terminal-text.ts). */
  isShown?: boolean
}

export interface ParseContext {
  emit(record: FormatRecord): void
  /** The lines become an artifact of their own, read once this one has ended. */
  excerpt(excerpt: Excerpt): void
  /** Same code as often as it happens; ingest counts and keeps the first line and message. */
  report(code: IssueCode, line: LineNumber | null, message: string): void
  /** A record that begins with this line comes much later: what stands around the line (a wrapper's time) is to be remembered. */
  keep?: (line: LineNumber) => void
  /** Base name of the artifact; a hint (time or pid in the name), never needed. */
  name: string
  /** Time of the artifact known from outside (its name, the archive), for lines that have no date. */
  at: EpochMs | null
}

/** A line that the parser is to read; parsers know the numbers above it. */
export const LINE_GIVEN = 1
/** Where no line heads what stands below. */
export const NO_HEAD = 0xffff

/** Some thousand lines that a kernel (engine/kernels) has looked at. Lines without an entry do not concern the parser. */
export interface ToldLines {
  /** Number of the first line. */
  firstLine: LineNumber
  lineCount: number
  /** How many entries there are. For each: which line it is, counted from the first, its kind, how many keys it has. */
  entryCount: number
  lines: Uint16Array
  kinds: Uint8Array
  counts: Uint8Array
  /** And the last line since the entry above that has none but heads what stands below it; {@link NO_HEAD} when there is none. */
  heads: Uint16Array
  /** The same behind the last entry. */
  lastHead: number
  /** Of all entries one after another, two numbers each. */
  keys: Int32Array
  /** Instead of keys, where the kernel tells numbers: those of one entry after another, as many as its kind has. */
  numbers: Float64Array
  /** What the kernel keeps of a text from call to call; at first all is 0. */
  state: Int32Array<ArrayBuffer>
  /** The parser's own `line`, called with one of the lines. */
  give(line: number): void
  /** One of the lines; valid until the next is asked for. */
  at(line: number): Line
}

/**
 * How a parser reads a text of gigabytes: a kernel looks at all lines, and tells those that need the parser and those whose effect is a
 * number. Records are the same with and without; a parser without it is given every line.
 */
export interface Skimming {
  kernel: 'log-lines' | 'gc-lines'
  /** Words that the kernel compares the lines with; which list means what is the kernel's to say. */
  words: readonly (readonly string[])[]
  /** Whether lines may be told from here on; asked every few thousand lines. */
  isReady(): boolean
  take(told: ToldLines): void
}

export interface LineParser {
  line(line: Line): void
  skimming?: Skimming | undefined
  /** After the last line. `lines` is how many there were; `cut` tells that the text ended early (damaged archive, caps). */
  end(lines: LineNumber, cut: boolean): void
}

export interface LateSniff {
  /** ASCII; without any of them there is nothing to look at. */
  marks: readonly string[]
  /**
   * The offset in `tail`, the last bytes of an artifact that is another format's by its beginning, at which the first line of such a
   * text begins; -1 for none.
   */
  sniff(tail: Uint8Array): number
}

export interface Format {
  /** kebab-case, equal to the folder's name. */
  id: string
  title: string
  /** Raised when the records change: the index rebuilds artifacts of older versions. */
  version: number
  sniff(head: Head): Confidence
  /** For what stands at the end of other texts too, as a crash log does in the console it was printed to. */
  late?: LateSniff
  open(context: ParseContext): LineParser
}

export function defineFormat(format: Format): Format {
  return format
}
