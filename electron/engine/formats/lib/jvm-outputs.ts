/** What JVMs printed into the journal of their host, between the lines of all other programs. */
import type { LineSpan } from '../../../../shared/model/span.ts'
import type { LineNumber } from '../../../../shared/model/units.ts'
import type { ParseContext } from '../format.ts'
import { isHotspotLine } from './hotspot-lines.ts'
import { mentionsFailure } from './throwable.ts'

/** One of these stands in all that {@link isOfJvm} takes; a journal has millions of lines of other programs. */
const SIGNS =
  /java\.lang\.|VM warning|Java Runtime Environment|os,thread|initialization of VM|Map failed|Exception in thread|error report file/
/** Heads a crash log (vmError.cpp). */
const CRASHED = 'error has been detected by the Java Runtime Environment'
/** Processes that are remembered at a time: hosts start thousands a day. */
const MOST_PROCESSES = 4000
const MOST_SHOWN = 20

interface Output {
  id: number
  program: string
  pid: string
  jvm: boolean
  last: LineNumber
}

export class JvmOutputs {
  readonly #outputs = new Map<string, Output>()
  /** For each line whose it is; 0 for nobody's. */
  #owners = new Uint32Array(4096)
  #ids = 0

  /** A line of a program that is not the kernel. @param pid As the journal prints it */
  hear(program: string, pid: string, text: string, line: LineNumber): void {
    const key = `${pid} ${program}`
    let output = this.#outputs.get(key)
    if (output === undefined) {
      if (this.#outputs.size >= MOST_PROCESSES) this.#forget()
      output = { id: ++this.#ids, program, pid, jvm: false, last: line }
      this.#outputs.set(key, output)
    }
    output.last = line
    if (line >= this.#owners.length) {
      const larger = new Uint32Array(line * 2)
      larger.set(this.#owners)
      this.#owners = larger
    }
    this.#owners[line] = output.id
    if (!output.jvm) output.jvm = isOfJvm(text)
  }

  /** Of those that are no JVMs as far as is known: who has been silent for longer than others has ended. */
  #forget(): void {
    let sum = 0
    for (const { last } of this.#outputs.values()) sum += last
    const usual = sum / this.#outputs.size
    for (const [key, { last, jvm }] of this.#outputs) if (!jvm && last <= usual) this.#outputs.delete(key)
  }

  /** Makes an excerpt of each that a JVM printed. Returns a sentence on them; empty where there are none. */
  end(context: ParseContext): string {
    const outputs = [...this.#outputs.values()].filter(({ jvm }) => jvm).slice(-MOST_SHOWN)
    if (outputs.length === 0) return ''
    const spans = this.#spansOf(new Set(outputs.map(({ id }) => id)))
    for (const { id, program, pid } of outputs)
      context.excerpt({ name: `${program} ${pid}`, spans: spans.get(id) ?? [], isOther: true })
    return outputs.length === 1
      ? 'What a JVM printed is shown as an artifact of its own.'
      : `What ${outputs.length} JVMs printed is shown as artifacts of their own.`
  }

  #spansOf(wanted: ReadonlySet<number>): ReadonlyMap<number, LineSpan[]> {
    const found = new Map<number, LineSpan[]>()
    for (let line = 1; line < this.#owners.length; line++) {
      const id = this.#owners[line] ?? 0
      if (!wanted.has(id)) continue
      let spans = found.get(id)
      if (spans === undefined) found.set(id, (spans = []))
      const last = spans.at(-1)
      if (last?.endLine === line - 1) last.endLine = line
      else spans.push({ line, endLine: line })
    }
    return found
  }
}

function isOfJvm(text: string): boolean {
  return SIGNS.test(text) && (text.includes(CRASHED) || isHotspotLine(text) || mentionsFailure(text))
}
