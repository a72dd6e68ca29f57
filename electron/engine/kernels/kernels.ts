/** Loads the compiled kernels and calls them on the memory that the line buffer lies in. */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Bytes } from '../../../shared/model/units.ts'
import { wordTable } from './word-table.ts'

const WASM_PAGE = 64 * 1024
/** Lines told in one call, and the keys that may come with them. */
export const BATCH = 4096
const MOST_KEYS = 4 * BATCH

// The compiler's own data lies below the first page's end.
const ENDS = WASM_PAGE
const LINES = ENDS + BATCH * 4
const KINDS = LINES + BATCH * 2
const COUNTS = KINDS + BATCH
const HEADS = COUNTS + BATCH
const KEYS = HEADS + BATCH * 2
const WORDS = KEYS + MOST_KEYS * 8
const WORDS_ROOM = 16 * 1024
const STATE = WORDS + 2 * WORDS_ROOM
/** For what a kernel and a parser keep of a text between them. */
const STATE_BYTES = 320 * 1024
const TEXT = Math.ceil((STATE + STATE_BYTES) / WASM_PAGE) * WASM_PAGE
/** What vectors may read behind the text. */
const MARGIN = 128

/** Where the build puts the compiled file, seen from a bundle in dist/ and from the sources. */
const PLACES = ['../kernels.wasm', '../../../dist/kernels.wasm']

type Address = number
interface Exports {
  newlines(base: Address, from: Address, to: Address, out: Address, capacity: number): number
  beginTables(ends: Address, lines: Address, kinds: Address, counts: Address, heads: Address): void
  entries(): number
  lastHead(): number
  logLines(
    base: Address,
    from: Address,
    to: Address,
    most: number,
    longest: Bytes,
    keyTable: Address,
    keyRoom: number,
    words: Address,
    speakers: Address,
    state: Address,
  ): number
  beginGcLines(): void
  gcLines(
    base: Address,
    from: Address,
    to: Address,
    most: number,
    longest: Bytes,
    numberTable: Address,
    numberRoom: number,
  ): number
}

let compiled: WebAssembly.Module | null | undefined

/** Null where the compiled file is missing or this machine has no SIMD: every caller has another way. */
function compiledModule(): WebAssembly.Module | null {
  if (compiled !== undefined) return compiled
  const file = PLACES.map((place) => fileURLToPath(new URL(place, import.meta.url))).find((place) => existsSync(place))
  try {
    compiled = file === undefined ? null : new WebAssembly.Module(readFileSync(file))
  } catch {
    compiled = null
  }
  return compiled
}

export type KernelName = 'log-lines' | 'gc-lines'

/** One memory with a text buffer in it; for one reader at a time. */
export class Kernels {
  /** The caller's, of the size asked for. */
  readonly text: Buffer
  /** Of the lines found last: where each ends in `text`. */
  readonly ends: Uint32Array
  /** For each entry told last: which of the lines it is, what it is (1 given, others as the kernel's user knows). */
  readonly lines: Uint16Array
  readonly kinds: Uint8Array
  /** How many keys belong to each entry; two numbers each in `keys`. */
  readonly counts: Uint8Array
  /** For each entry the last line before it, since the entry above, that is not told but heads what stands below; NO_HEAD for none. */
  readonly heads: Uint16Array
  readonly keys: Int32Array
  /** Where a kernel tells numbers instead of keys: those of one entry after another. In the same place. */
  readonly numbers: Float64Array
  /** What a kernel keeps of a text from call to call, for its user to know and to change. */
  readonly state: Int32Array<ArrayBuffer>
  readonly #memory: WebAssembly.Memory
  readonly #exports: Exports

  private constructor(module: WebAssembly.Module, size: Bytes) {
    const pages = Math.ceil((TEXT + size + MARGIN) / WASM_PAGE)
    this.#memory = new WebAssembly.Memory({ initial: pages, maximum: pages })
    const { buffer } = this.#memory
    const abort = (): never => {
      throw new Error('a kernel failed')
    }
    this.#exports = new WebAssembly.Instance(module, { env: { memory: this.#memory, abort } }).exports as Exports
    this.text = Buffer.from(buffer, TEXT, size)
    this.ends = new Uint32Array(buffer, ENDS, BATCH)
    this.lines = new Uint16Array(buffer, LINES, BATCH)
    this.kinds = new Uint8Array(buffer, KINDS, BATCH)
    this.counts = new Uint8Array(buffer, COUNTS, BATCH)
    this.heads = new Uint16Array(buffer, HEADS, BATCH)
    this.keys = new Int32Array(buffer, KEYS, MOST_KEYS * 2)
    this.numbers = new Float64Array(buffer, KEYS, MOST_KEYS)
    this.state = new Int32Array(buffer, STATE, STATE_BYTES / 4)
  }

  /** @param size Of the text buffer. Null where kernels cannot run. */
  static load(size: Bytes): Kernels | null {
    const module = compiledModule()
    return module === null ? null : new Kernels(module, size)
  }

  /** Finds `\n` in `text[from..to)`, at most {@link BATCH}, into `ends`. Returns how many. */
  findNewlines(from: number, to: number): number {
    return this.#exports.newlines(TEXT, TEXT + from, TEXT + to, ENDS, BATCH)
  }

  /** Before the first line of a text. @param words Two lists: words that make a line worth reading, words that only make it count. */
  begin(words: readonly (readonly string[])[]): void {
    this.#exports.beginGcLines()
    this.state.fill(0)
    for (const [index, list] of words.entries()) {
      const table = wordTable(list)
      if (index > 1 || table.length > WORDS_ROOM) throw new Error('more words than there is room for')
      new Uint8Array(this.#memory.buffer, WORDS + index * WORDS_ROOM, table.length).set(table)
    }
  }

  /**
   * Tells the lines of `text[from..to)`, the last byte of which ends one, at most {@link BATCH} of them; lines longer than `longest` are
   * given. Fills `ends` and the tables of entries.
   */
  tell(
    kernel: KernelName,
    from: number,
    to: number,
    longest: Bytes,
  ): { lines: number; entries: number; lastHead: number } {
    const exports = this.#exports
    const words = [WORDS, WORDS + WORDS_ROOM] as const
    exports.beginTables(ENDS, LINES, KINDS, COUNTS, HEADS)
    const lines =
      kernel === 'gc-lines'
        ? exports.gcLines(TEXT, TEXT + from, TEXT + to, BATCH, longest, KEYS, MOST_KEYS)
        : exports.logLines(TEXT, TEXT + from, TEXT + to, BATCH, longest, KEYS, MOST_KEYS, ...words, STATE)
    return { lines, entries: exports.entries(), lastHead: exports.lastHead() }
  }
}
