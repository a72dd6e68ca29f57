/** Tagged lines: a digit for the depth, two letters for the section, a word. Each kind is understood alone; sections become regions. */
import type { FactKey, FactValue } from '../../../../shared/model/facts.ts'
import type { LineNumber } from '../../../../shared/model/units.ts'
import type { Line, LineParser, ParseContext } from '../format.ts'
import { quoteOf } from '../lib/quote.ts'
import { readArgument, readEnvironment } from './environment.ts'
import { readMemory } from './memory.ts'
import { readNativeMemory } from './native-memory.ts'
import { sections } from './sections.ts'
import { ThreadReader } from './threads.ts'
import { endTitle, readTitle, type Title } from './title.ts'

export interface JavacoreLine {
  tag: string
  /** What stands behind the tag, white space around it removed. */
  rest: string
  text: string
  number: LineNumber
}

/** What lines of one dump tell each other. */
export class Dump {
  readonly context: ParseContext
  title: Title = { at: null, zoned: false, crashed: false, signal: null, refusal: null }
  /** Of the last 1STHEAPTYPE or 1STSEGTYPE. */
  memory = ''
  /** Of 1STHEAPFREE, where it is printed before what is allocated. */
  heapFree: number | null = null
  readonly userArguments: { text: string; line: JavacoreLine }[] = []
  #zoneNoted = false

  constructor(context: ParseContext) {
    this.context = context
  }

  fact(key: FactKey, value: FactValue, line: JavacoreLine): void {
    const span = { line: line.number, endLine: line.number }
    this.context.emit({ kind: 'fact', key, value, at: null, span, quote: quoteOf(line.text) })
  }

  noteZone(line: LineNumber): void {
    if (this.#zoneNoted) return
    this.#zoneNoted = true
    this.context.report('no-time-zone', line, 'The dump prints its local time without a zone; it was taken as UTC')
  }
}

// 1TISIGINFO     Dump Event "user" (00004000) received
const TAGGED = /^(NULL|\d[A-Z][A-Z0-9_]{1,20})(?:\s|$)/
/** Values of environment variables may hold line ends: what follows them is no damage. */
const ENVIRONMENT = '2CIENVVAR'

const READERS = [readArgument, readTitle, readEnvironment, readNativeMemory, readMemory]

interface Section {
  name: string
  from: LineNumber
}

export class JavacoreParser implements LineParser {
  readonly #dump: Dump
  readonly #threads: ThreadReader
  #section: Section | null = null
  #lastTag = ''

  constructor(context: ParseContext) {
    this.#dump = new Dump(context)
    this.#threads = new ThreadReader(this.#dump)
  }

  line(line: Line): void {
    // Lists of loaded classes are most of a dump and say nothing here.
    if (isClassLine(line)) return
    const text = line.text()
    const tag = TAGGED.exec(text)?.[1]
    if (tag === undefined) {
      if (text.trim() !== '' && this.#lastTag !== ENVIRONMENT && this.#section !== null) {
        this.#dump.context.report('malformed-line', line.number, 'A line without a tag')
      }
      return
    }
    if (tag === 'NULL') return
    this.#lastTag = tag
    const read: JavacoreLine = { tag, rest: text.slice(tag.length).trim(), text, number: line.number }
    if (tag === '0SECTION') this.#begin(read)
    else if (!READERS.some((reader) => reader(this.#dump, read))) this.#threads.line(read)
  }

  end(lines: LineNumber, cut: boolean): void {
    if (lines === 0) return
    const { context, userArguments } = this.#dump
    this.#close(lines)
    this.#threads.end()
    const [first] = userArguments
    if (first) this.#dump.fact('jvm.arguments', userArguments.map(({ text }) => text).join(' '), first.line)
    if (cut) context.report('truncated', lines, 'The Java dump ends early')
    context.emit({
      kind: 'region',
      id: 'javacore',
      title: 'Java dump',
      note: 'Written by an OpenJ9 or IBM VM at an event: a crash, an OutOfMemoryError, or on request.',
      depth: 0,
      span: { line: 1, endLine: lines },
    })
  }

  // 0SECTION       GPINFO subcomponent dump routine
  #begin({ rest, number }: JavacoreLine): void {
    this.#close(number - 1)
    const name = rest.replace(/ subcomponent dump routine.*$/, '')
    this.#section = { name, from: number }
  }

  #close(to: LineNumber): void {
    const section = this.#section
    endTitle(this.#dump)
    if (section === null || to < section.from) return
    const known = sections.get(section.name)
    this.#dump.context.emit({
      kind: 'region',
      id: known?.id ?? 'section',
      title: known?.title ?? quoteOf(section.name),
      note: known?.note ?? '',
      depth: 1,
      span: { line: section.from, endLine: to },
    })
  }
}

/** `3CLTEXTCLASS`, `2CLTEXTCLLOAD` ... */
function isClassLine({ buffer, start, end }: Line): boolean {
  return end - start > 3 && buffer[start + 1] === 0x43 && buffer[start + 2] === 0x4c && (buffer[start] ?? 0) <= 0x39
}
