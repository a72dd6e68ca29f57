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
const MOST_PROGRAMS = 10_000
const MOST_SHOWN = 20

interface Output {
  program: string
  pid: string
  jvm: boolean
  spans: LineSpan[]
}

export class JvmOutputs {
  readonly #outputs = new Map<string, Output>()

  /** A line of a program that is not the kernel. @param pid As the journal prints it */
  hear(program: string, pid: string, text: string, line: LineNumber): void {
    const key = `${program}[${pid}]`
    let output = this.#outputs.get(key)
    if (output === undefined) {
      if (this.#outputs.size >= MOST_PROGRAMS) return
      output = { program, pid, jvm: false, spans: [] }
      this.#outputs.set(key, output)
    }
    const last = output.spans.at(-1)
    if (last?.endLine === line - 1) last.endLine = line
    else output.spans.push({ line, endLine: line })
    if (!output.jvm) output.jvm = isOfJvm(text)
  }

  /** Makes an excerpt of each that a JVM printed. Returns a sentence on them; empty where there are none. */
  end(context: ParseContext): string {
    const outputs = [...this.#outputs.values()].filter(({ jvm }) => jvm).slice(-MOST_SHOWN)
    for (const { program, pid, spans } of outputs) context.excerpt({ name: `${program} ${pid}`, spans, isOther: true })
    if (outputs.length === 0) return ''
    return outputs.length === 1
      ? 'What a JVM printed is shown as an artifact of its own.'
      : `What ${outputs.length} JVMs printed is shown as artifacts of their own.`
  }
}

function isOfJvm(text: string): boolean {
  return SIGNS.test(text) && (text.includes(CRASHED) || isHotspotLine(text) || mentionsFailure(text))
}
