/**
 * JSON, line by line, with the line that each thing stands in: JSON.parse tells no places, and of a text that ends early or is cut
 * in a long line it tells nothing at all. No token of JSON goes over a line's end (RFC 8259, section 7), so lines can be read as
 * they come. What was read up to a fault is kept.
 */
import type { LineNumber } from '../../../../shared/model/units.ts'

export type JsonNode = string | number | boolean | null | JsonList | JsonFields

export class JsonList {
  items: JsonNode[] = []
  readonly line: LineNumber
  /** Line of each item; null while all stand in the list's own. */
  lines: LineNumber[] | null = null

  constructor(line: LineNumber) {
    this.line = line
  }

  add(item: JsonNode, line: LineNumber): void {
    if (this.lines === null && line !== this.line) this.lines = this.items.map(() => this.line)
    this.lines?.push(line)
    this.items.push(item)
  }

  /** After the last item: an array that grew has room for many more, and there may be a million pairs. */
  seal(): void {
    this.items = this.items.slice()
    if (this.lines !== null) this.lines = this.lines.slice()
  }

  lineAt(index: number): LineNumber {
    return this.lines?.[index] ?? this.line
  }
}

export class JsonFields {
  readonly keys: string[] = []
  readonly values: JsonNode[] = []
  readonly line: LineNumber
  /** Where in its line it begins. */
  readonly column: number
  endLine: LineNumber
  #lines: LineNumber[] | null = null

  constructor(line: LineNumber, column: number) {
    this.line = line
    this.column = column
    this.endLine = line
  }

  add(key: string, value: JsonNode, line: LineNumber): void {
    if (this.#lines === null && line !== this.line) this.#lines = this.keys.map(() => this.line)
    this.#lines?.push(line)
    this.keys.push(key)
    this.values.push(value)
  }

  get(key: string): JsonNode | undefined {
    const index = this.keys.lastIndexOf(key)
    return index < 0 ? undefined : this.values[index]
  }

  lineOf(key: string): LineNumber {
    return this.#lines?.[this.keys.lastIndexOf(key)] ?? this.line
  }

  list(key: string): JsonList | null {
    const value = this.get(key)
    return value instanceof JsonList ? value : null
  }

  fields(key: string): JsonFields | null {
    const value = this.get(key)
    return value instanceof JsonFields ? value : null
  }

  text(key: string): string | null {
    const value = this.get(key)
    return typeof value === 'string' ? value : null
  }
}

/** Deeper than anything that is meant to be read. */
const MOST_LEVELS = 64
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y
/** The last three are no JSON, and written by Python's json all the same. */
const WORDS = new Map<string, JsonNode>([
  ['true', true],
  ['false', false],
  ['null', null],
  ['NaN', Number.NaN],
  ['Infinity', Number.NaN],
  ['-Infinity', Number.NaN],
])
const WORD = /-?[A-Za-z]{1,9}/y

type Expected = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'comma-or-end'

interface Level {
  node: JsonList | JsonFields
  key: string
}

export class JsonReader {
  /** Values at the top: one in JSON, one a line in JSON lines. */
  readonly roots: JsonNode[] = []
  /** What is wrong, once something is: nothing is read from there on. */
  fault: { line: LineNumber; message: string } | null = null
  readonly #levels: Level[] = []
  #expected: Expected = 'value'
  #line: LineNumber = 1
  /** A number up to the line's end: more of its digits may have been cut off. */
  #unsure: { value: number; line: LineNumber } | null = null

  feed(text: string, line: LineNumber): void {
    if (this.fault !== null) return
    this.#settle()
    this.#line = line
    let at = 0
    while (at < text.length) {
      const character = text.charCodeAt(at)
      if (character === 0x20 || character === 0x09 || character === 0x0d) at++
      else {
        at = this.#token(text, at, character)
        if (at < 0) return
      }
    }
  }

  /** Whether everything that was begun has its end. A number that the end may have cut is left out. */
  end(): boolean {
    for (const { node } of this.#levels) if (node instanceof JsonFields) node.endLine = this.#line
    if (this.#levels.length === 0) this.#settle()
    return this.fault === null && this.#levels.length === 0
  }

  /** Position behind the token; -1 after a fault. */
  #token(text: string, at: number, character: number): number {
    switch (character) {
      case 0x7b: // {
        return this.#open(new JsonFields(this.#line, at), 'key-or-end', at)
      case 0x5b: // [
        return this.#open(new JsonList(this.#line), 'value-or-end', at)
      case 0x7d: // }
      case 0x5d: // ]
        return this.#close(character === 0x7d, at)
      case 0x2c: // ,
        return this.#comma(at)
      case 0x3a: // :
        if (this.#expected !== 'colon') return this.#fail('a colon that belongs to no name')
        this.#expected = 'value'
        return at + 1
      case 0x22: // "
        return this.#string(text, at)
      default:
        return this.#plain(text, at)
    }
  }

  #open(node: JsonList | JsonFields, expected: Expected, at: number): number {
    if (!this.#takesValue()) return this.#fail('a value where none belongs')
    if (this.#levels.length >= MOST_LEVELS) return this.#fail(`more than ${MOST_LEVELS} levels`)
    // It stands in its parent from its first character on, so that a text without an end has it too.
    this.#place(node)
    this.#levels.push({ node, key: '' })
    this.#expected = expected
    return at + 1
  }

  #close(fields: boolean, at: number): number {
    const { node } = this.#levels.at(-1) ?? {}
    const ends = this.#expected === 'comma-or-end' || this.#expected === (fields ? 'key-or-end' : 'value-or-end')
    if (node === undefined || node instanceof JsonFields !== fields || !ends) return this.#fail('an end of nothing')
    this.#settle()
    if (node instanceof JsonFields) node.endLine = this.#line
    else node.seal()
    this.#levels.pop()
    this.#expected = this.#levels.length === 0 ? 'value' : 'comma-or-end'
    return at + 1
  }

  #comma(at: number): number {
    if (this.#expected !== 'comma-or-end') return this.#fail('a comma where none belongs')
    this.#settle()
    this.#expected = this.#levels.at(-1)?.node instanceof JsonFields ? 'key' : 'value'
    return at + 1
  }

  #string(text: string, at: number): number {
    const end = endOfString(text, at + 1)
    if (end < 0) return this.#fail('a text without an end')
    const raw = text.slice(at + 1, end)
    const value = raw.includes('\\') ? unescaped(raw) : raw
    if (value === null) return this.#fail('a text that is not one of JSON')
    const level = this.#levels.at(-1)
    if (level && (this.#expected === 'key' || this.#expected === 'key-or-end')) {
      level.key = value
      this.#expected = 'colon'
      return end + 1
    }
    if (!this.#takesValue()) return this.#fail('a text where none belongs')
    this.#place(value)
    this.#expected = level ? 'comma-or-end' : 'value'
    return end + 1
  }

  #plain(text: string, at: number): number {
    if (!this.#takesValue()) return this.#fail('something else than a name, a comma or an end')
    NUMBER.lastIndex = at
    const number = NUMBER.exec(text)?.[0]
    if (number !== undefined) {
      const end = at + number.length
      if (end === text.length) this.#unsure = { value: Number(number), line: this.#line }
      else this.#place(Number(number))
      this.#expected = this.#levels.length === 0 ? 'value' : 'comma-or-end'
      return end
    }
    WORD.lastIndex = at
    const word = WORD.exec(text)?.[0] ?? ''
    const value = WORDS.get(word)
    if (value === undefined) return this.#fail('a word that is no value')
    this.#place(value)
    this.#expected = this.#levels.length === 0 ? 'value' : 'comma-or-end'
    return at + word.length
  }

  #takesValue(): boolean {
    return this.#expected === 'value' || this.#expected === 'value-or-end'
  }

  /** The number at the last line's end was whole: something follows it. */
  #settle(): void {
    if (this.#unsure === null) return
    const { value, line } = this.#unsure
    this.#unsure = null
    this.#place(value, line)
  }

  #place(value: JsonNode, line = this.#line): void {
    const level = this.#levels.at(-1)
    if (!level) this.roots.push(value)
    else if (level.node instanceof JsonList) level.node.add(value, line)
    else level.node.add(level.key, value, line)
  }

  #fail(message: string): -1 {
    this.fault = { line: this.#line, message }
    return -1
  }
}

function endOfString(text: string, from: number): number {
  for (let at = from; ;) {
    const quote = text.indexOf('"', at)
    if (quote < 0) return -1
    let slashes = 0
    while (quote - slashes > from && text[quote - slashes - 1] === '\\') slashes++
    if (slashes % 2 === 0) return quote
    at = quote + 1
  }
}

function unescaped(raw: string): string | null {
  try {
    return JSON.parse(`"${raw}"`) as string
  } catch {
    return null
  }
}
