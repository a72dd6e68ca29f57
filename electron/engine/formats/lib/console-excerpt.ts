/**
 * What else stands in a log that was printed to a console (GC logs without -Xloggc, a crash log dumped to standard output): it is handed
 * over to be read anew.
 */
import type { LineSpan } from '../../../../shared/model/span.ts'
import type { LineNumber } from '../../../../shared/model/units.ts'
import type { ParseContext } from '../format.ts'
import { hotspotSign, isHotspotLine } from './hotspot-lines.ts'
import { mentionsFailure } from './throwable.ts'

/** A console with more pieces than that between its collections is more of a log; what is beyond them is counted only. */
const MOST_SPANS = 100_000

// # There is insufficient memory for the Java Runtime Environment to continue.      # A fatal error has been detected by the ...
const REPORTED = 'Java Runtime Environment'

/** Whether the line says that the JVM or its application failed; without one nobody asks what else was printed. */
export function isFailure(text: string): boolean {
  return mentionsFailure(text) || hotspotSign(text) !== null || text.includes(REPORTED)
}

/** Other lines of the launcher (java.c), of jdwp, of the JDK about what it will not do for long, of a heap dump that was asked for. */
const OTHERS = [
  'NOTE: Picked up JDK_JAVA_OPTIONS: ',
  'Listening for transport ',
  'WARNING: ',
  'Dumping heap to ',
  'Heap dump file created [',
]

/** Whether a JVM in good health prints such a line on a console that it logs to. */
function isUsual(text: string): boolean {
  return isHotspotLine(text) || OTHERS.some((words) => text.startsWith(words))
}

export class ConsoleExcerpt {
  readonly #spans: LineSpan[] = []
  /** Lines that are no damage, failure or not. */
  readonly #usual = new Set<LineNumber>()
  #failed = false
  /** Lines beyond the pieces that are kept, and the first of them. */
  #beyond = 0
  #firstBeyond: LineNumber = 0

  /** A line at the margin that is none of the log. */
  hear(text: string, line: LineNumber): void {
    this.#failed ||= isFailure(text)
    if (!this.#failed && this.#usual.size < MOST_SPANS && isUsual(text)) this.#usual.add(line)
    const last = this.#spans.at(-1)
    if (last?.endLine === line - 1) last.endLine = line
    else if (this.#spans.length < MOST_SPANS) this.#spans.push({ line, endLine: line })
    else if (this.#beyond++ === 0) this.#firstBeyond = line
  }

  /** An indented line: frames of a stack belong to what was heard just before. */
  follow(line: LineNumber): void {
    const last = this.#spans.at(-1)
    if (last?.endLine !== line - 1) return
    last.endLine = line
    if (this.#usual.has(line - 1)) this.#usual.add(line)
  }

  /** Hands the lines over where a failure is among them; else all but the usual ones are damage, if there is a message for that. */
  end(context: ParseContext, message: string | null): void {
    if (this.#failed) {
      context.excerpt({ name: 'console', spans: this.#spans, isOther: true })
      if (this.#beyond > 0)
        context.report('too-large', this.#firstBeyond, `More than ${MOST_SPANS} pieces of a console are not read`)
    } else if (message !== null) {
      for (const { line, endLine } of this.#spans)
        for (let at = line; at <= endLine; at++) if (!this.#usual.has(at)) context.report('malformed-line', at, message)
      for (let more = 0; more < this.#beyond; more++) context.report('malformed-line', this.#firstBeyond, message)
    }
  }
}
