/** Headed sections after blank lines, the signal, and the stack of the failing thread. */
import type { FactKey, FactValue } from '../../../../shared/model/facts.ts'
import type { LineNumber } from '../../../../shared/model/units.ts'
import type { Line, LineParser, ParseContext } from '../format.ts'
import { parseHex } from '../lib/hex.ts'
import { quoteOf } from '../lib/quote.ts'
import { isFault, signalCodeName, signalName } from '../lib/signals.ts'
import { END, EXCEPTION, FATAL, FRAME, HEADING, SEGFAULT, SIGINFO, STACK, VERSION } from './patterns.ts'

/** A deep recursion prints thousands. */
const FRAME_LIMIT = 1000

/** winnt.h, in the names that HotSpot uses. */
function exceptionName(code: number): string {
  const hex = (code >>> 0).toString(16)
  return EXCEPTIONS.get(hex) ?? `exception 0x${hex}`
}
const EXCEPTIONS = new Map([
  ['c0000005', 'EXCEPTION_ACCESS_VIOLATION'],
  ['c0000006', 'EXCEPTION_IN_PAGE_ERROR'],
  ['c000001d', 'EXCEPTION_ILLEGAL_INSTRUCTION'],
  ['c00000fd', 'EXCEPTION_STACK_OVERFLOW'],
])

interface Open {
  id: string
  title: string
  from: LineNumber
  last: LineNumber
}

export class NativeImageCrash implements LineParser {
  readonly #context: ParseContext
  #begun = false
  #ended = false
  #afterBlank = true
  #section: Open | null = null
  #frames = 0

  constructor(context: ParseContext) {
    this.#context = context
  }

  line(line: Line): void {
    const text = line.text().trimEnd()
    if (text === '') {
      this.#afterBlank = true
      return
    }
    this.#read(text, line.number)
    if (this.#section) this.#section.last = line.number
    this.#afterBlank = false
  }

  end(lines: LineNumber, cut: boolean): void {
    if (lines === 0) return
    this.#close()
    if (cut || !this.#ended) this.#context.report('truncated', lines, 'The report ends before its last words')
    const note =
      'Printed by a program that native-image compiled ahead of time: no HotSpot VM, and no crash log of one.'
    this.#context.emit({
      kind: 'region',
      id: 'native-image-crash',
      title: 'Crash of a native image',
      note,
      depth: 0,
      span: { line: 1, endLine: lines },
    })
  }

  #read(text: string, number: LineNumber): void {
    const fatal = FATAL.exec(text)
    if (SEGFAULT.test(text) || fatal) this.#begin(text, number, fatal !== null)
    else if (!this.#begun) this.#open('preamble', 'Before the crash', number)
    else if (SIGINFO.test(text)) this.#signal(text, number)
    else if (EXCEPTION.test(text)) this.#exception(text, number)
    else if (END.test(text)) {
      this.#open('end', 'End of the report', number)
      this.#ended = true
    } else if (this.#afterBlank && HEADING.test(text)) this.#heading(text, number)
    else if (this.#section?.id === 'stack') this.#frame(text, number)
    else this.#version(text, number)
  }

  #version(text: string, number: LineNumber): void {
    const [, runtime = '', version = ''] = VERSION.exec(text) ?? []
    if (version === '') return
    this.#fact('jvm.runtime', runtime, text, number)
    this.#fact('jvm.version', version, text, number)
  }

  #begin(text: string, number: LineNumber, internal: boolean): void {
    if (this.#begun) return
    this.#begun = true
    this.#close()
    this.#open('problem', 'Problem', number)
    this.#fact('crash.kind', internal ? 'internal-error' : 'signal', text, number)
    this.#fact('crash.headline', text, text, number)
    this.#fact('jvm.vm', 'SubstrateVM (native image)', text, number)
    const signal = SEGFAULT.exec(text)?.[1]
    if (signal !== undefined) this.#fact('crash.signal', signalName(Number(signal)), text, number)
  }

  #signal(text: string, number: LineNumber): void {
    const [, signal = '', code = '', address] = SIGINFO.exec(text) ?? []
    this.#fact('crash.signal', signalName(Number(signal)), text, number)
    this.#fact('crash.signal-code', signalCodeName(Number(signal), Number(code)), text, number)
    const at = parseHex(address ?? '')
    if (isFault(Number(signal), Number(code)) && Number.isSafeInteger(at))
      this.#fact('crash.signal-address', at, text, number)
  }

  #exception(text: string, number: LineNumber): void {
    const [, code = '', address] = EXCEPTION.exec(text) ?? []
    this.#fact('crash.signal', exceptionName(Number(code)), text, number)
    const at = parseHex(address ?? '')
    if (Number.isSafeInteger(at)) this.#fact('crash.signal-address', at, text, number)
  }

  #heading(text: string, number: LineNumber): void {
    this.#close()
    this.#open(STACK.test(text) ? 'stack' : 'section', HEADING.exec(text)?.[1] ?? '', number)
  }

  #frame(text: string, number: LineNumber): void {
    const [, type = '', symbol = ''] = FRAME.exec(text) ?? []
    if (type === '' || this.#frames === FRAME_LIMIT) return
    this.#context.emit({
      kind: 'frame',
      stack: 'java',
      index: this.#frames++,
      type: type === 'C' ? 'C' : type === 'J' ? 'J' : 'A',
      library: null,
      libraryOffset: null,
      symbol,
      span: { line: number, endLine: number },
      quote: quoteOf(text.trim()),
    })
  }

  #open(id: string, title: string, number: LineNumber): void {
    if (this.#section?.id === id) return
    this.#close()
    this.#section = { id, title, from: number, last: number }
  }

  #close(): void {
    if (this.#section === null) return
    const { id, title, from, last } = this.#section
    const span = { line: from, endLine: last }
    this.#context.emit({ kind: 'region', id, title: quoteOf(title), note: '', depth: 1, span })
    this.#section = null
  }

  #fact(key: FactKey, value: FactValue, text: string, line: LineNumber): void {
    this.#context.emit({
      kind: 'fact',
      key,
      value,
      at: null,
      span: { line, endLine: line },
      quote: quoteOf(text.trim()),
    })
  }
}
