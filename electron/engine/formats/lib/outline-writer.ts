/** What every rendering of a binary does: lines in titled sections, and facts that stand in a line. */
import type { FactKey, FactValue } from '../../../../shared/model/facts.ts'
import type { LineSpan } from '../../../../shared/model/span.ts'
import type { EpochMs, LineNumber } from '../../../../shared/model/units.ts'
import type { BinaryContext } from '../binary-format.ts'
import { quoteOf } from './quote.ts'

export interface Written {
  span: LineSpan
  quote: string
}

export class OutlineWriter {
  readonly #context: BinaryContext
  #first: LineNumber = 0
  #last: LineNumber = 0

  constructor(context: BinaryContext) {
    this.#context = context
  }

  /** Control characters, which names in a dump may hold, are written as the kernel writes them in maps: `\012`. */
  write(text: string): Written {
    const line = oneLine(text)
    this.#last = this.#context.write(line)
    if (this.#first === 0) this.#first = this.#last
    return { span: { line: this.#last, endLine: this.#last }, quote: quoteOf(line) }
  }

  /** `  Label:        value` */
  field(label: string, value: string): Written {
    return this.write(`  ${`${label}:`.padEnd(20)} ${value}`)
  }

  fact(key: FactKey, value: FactValue, { span, quote }: Written, at: EpochMs | null = null): void {
    this.#context.emit({ kind: 'fact', key, value, at, span, quote })
  }

  /** A headed section with a blank line behind it. */
  section(region: { id: string; title: string; note?: string }, body: () => void): void {
    const { line } = this.write(`${region.title}:`).span
    body()
    this.region(region.id, region.title, region.note ?? '', 1, { line, endLine: this.#last })
    this.write('')
  }

  region(id: string, title: string, note: string, depth: number, span: LineSpan): void {
    this.#context.emit({ kind: 'region', id, title, note, depth, span })
  }

  /** The outermost region, over all that was written. */
  finish(id: string, title: string, note: string): void {
    if (this.#first > 0) this.region(id, title, note, 0, { line: this.#first, endLine: this.#last })
  }
}

// eslint-disable-next-line no-control-regex -- they are what is looked for
const CONTROL = /[\x00-\x1f\x7f]/g

export function oneLine(text: string): string {
  return text.replaceAll(CONTROL, (character) => `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`)
}
