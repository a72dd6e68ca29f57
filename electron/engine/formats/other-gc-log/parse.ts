import type { FactKey, FactValue } from '../../../../shared/model/facts.ts'
import type { LineNumber } from '../../../../shared/model/units.ts'
import type { Line, LineParser, ParseContext } from '../format.ts'
import { quoteOf } from '../lib/quote.ts'
import { isJrockit } from './patterns.ts'

// <verbosegc xmlns="http://www.ibm.com/j9/verbosegc" version="R28_Java8_GA_20150116_2030_B231420_CMPRSS">
// <verbosegc version="20090417_AA">               <verbosegc xmlns="http://www.eclipse.org/openj9/verbosegc" version="bb9c2b5">
const ROOT = /^<verbosegc\b.{0,200}?\bversion="([^"]{1,100})"/
// <gc-start id="5" type="scavenge" contextid="4" timestamp="2015-12-31T15:22:46.957">       <af type="tenured" id="1" timestamp="Oct 07 ...
const ELEMENT =
  /^<(?:verbosegc\b|initialized\b|(?:exclusive|gc|cycle|af|sys)-(?:start|end) id="\d|sys-start reason="|gc-op id="\d|(?:af|gc|con|sys|nursery) (?:type|event|id)="|concurrent-[a-z-]{1,30} id="\d|allocation-(?:stats|satisfied) )/
const MAX_HEAP = /^\s*<attribute name="maxHeapSize" value="(0x[0-9a-fA-F]{1,16})"/
const MEMORY = /^\s*<attribute name="physicalMemory" value="(\d{1,16})"/
const COLLECTION = /^<gc-start /
const OLD_COLLECTION = /^\s{0,8}<gc type="/
const EXPLICIT = /^<sys-start reason="explicit"/
/** Longer than any line that says something here. */
const LINE_CHARACTERS = 1000

export function isVerboseGc(line: string): boolean {
  return line.startsWith('<') && ELEMENT.test(line.slice(0, LINE_CHARACTERS))
}

export class OtherGcLog implements LineParser {
  readonly #context: ParseContext
  readonly #said = new Set<FactKey>()
  #vm: string | null = null
  #first: LineNumber | null = null
  #collections = 0
  #explicit = 0

  constructor(context: ParseContext) {
    this.#context = context
  }

  line(line: Line): void {
    const text = line.text().slice(0, LINE_CHARACTERS)
    if (text.startsWith('<') || text.startsWith(' ') || text.startsWith('\t')) this.#element(text, line.number)
    else if (isJrockit(text)) {
      this.#see('JRockit', line.number)
      if (text.includes('->') && !text.includes('<')) this.#collections++
      this.#fact('jvm.vm', 'JRockit', line.number, text)
    }
  }

  end(lines: LineNumber, cut: boolean): void {
    if (lines === 0) return
    if (cut) this.#context.report('truncated', lines, 'The log ends early')
    const vm = this.#vm ?? 'another JVM'
    this.#context.report('unsupported', this.#first ?? 1, `Collections of ${vm} are not read`)
    const explicit = this.#explicit === 0 ? '' : `, ${this.#explicit} of them by System.gc()`
    this.#context.emit({
      kind: 'region',
      id: 'gc-log',
      title: `GC log of ${vm}`,
      note: `About ${this.#collections} ${this.#collections === 1 ? 'collection' : 'collections'}${explicit}. They are only counted: no pause, heap or cause of them is in the case.`,
      depth: 0,
      span: { line: 1, endLine: lines },
    })
  }

  #element(text: string, line: LineNumber): void {
    const version = ROOT.exec(text)?.[1]
    if (version !== undefined) this.#fact('jvm.vm', isOpenJ9(text) ? 'OpenJ9' : 'IBM J9 VM', line, text)
    if (isVerboseGc(text)) this.#see(this.#vm ?? 'OpenJ9 or IBM J9', line)
    if (COLLECTION.test(text) || OLD_COLLECTION.test(text)) this.#collections++
    else if (EXPLICIT.test(text)) this.#explicit++
    const heap = MAX_HEAP.exec(text)?.[1]
    if (heap !== undefined) this.#fact('heap.max', Number(heap), line, text)
    const memory = MEMORY.exec(text)?.[1]
    if (memory !== undefined) this.#fact('memory.total', Number(memory), line, text)
  }

  #see(vm: string, line: LineNumber): void {
    this.#first ??= line
    this.#vm ??= vm
  }

  /** Each is said once a life; lives of a rotated log are alike. */
  #fact(key: FactKey, value: FactValue, line: LineNumber, text: string): void {
    if (this.#said.has(key)) return
    this.#said.add(key)
    if (key === 'jvm.vm') this.#vm = String(value)
    this.#context.emit({ kind: 'fact', key, value, at: null, span: { line, endLine: line }, quote: quoteOf(text) })
  }
}

/** OpenJ9 names its own namespace from 0.16 on; builds of IBM are named by their release. */
function isOpenJ9(root: string): boolean {
  return root.includes('eclipse.org/openj9') || /version="[0-9a-f]{7,40}(?:[-_]\w{1,20})?"/.test(root)
}
