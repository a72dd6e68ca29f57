/**
 * How systemd says that a service ended, in the journal of its unit (systemd, src/core/service.c, service_sigchld_event), and the shell
 * that started it, on its console.
 */
import type { LineNumber } from '../../../../shared/model/units.ts'
import type { ParseContext } from '../format.ts'
import { isBystander } from './bystanders.ts'
import { quoteOf } from './quote.ts'
import { isLastEnd, shellEnd, type ShellEnd } from './shell-end.ts'
import { signalName } from './signals.ts'

// kafka.service: Main process exited, code=killed, status=9/KILL
// kafka.service: main process exited, code=exited, status=143/n/a                                    (219, el7)
const EXITED =
  /^\S{1,255}: [Mm]ain process exited, code=(exited|killed|dumped), status=(\d{1,3})(?:\/([A-Z][A-Z0-9+-]{0,15}))?/
// kafka.service: Failed with result 'oom-kill'.   memory.events of its group counted a kill, or systemd-oomd made it (service_enter_dead)
// kafka.service: Failed with result 'timeout'.    It did not stop in time, and systemd killed it
const RESULT = /^\S{1,255}: Failed with result '(oom-kill|timeout)'/
// kafka.service: systemd-oomd killed 3 process(es) in this unit.            ... killed some process(es) in this unit.    (src/core/unit.c)
const OOMD = /^(\S{1,255}): systemd-oomd killed \S{1,10} process\(es\) in this unit/
// kafka.service: Failed with result 'exit-code'.
const OF_UNIT = /^(\S{1,255}\.(?:service|scope)): /
// Started Apache Kafka.                        Starting kafka.service - Apache Kafka...
const STARTED = /^Start(?:ed|ing) /
// Nov 22 08:46:17 kafka-13 systemd[1]: kafka.service: ...
const SYSTEMD = /\bsystemd(?:\[\d{1,10}\])?: /

/** Of the signals with names. */
const NUMBERS = Array.from({ length: 31 }, (_, index) => index + 1)

interface End {
  value: string
  line: LineNumber
  endLine: LineNumber
  quote: string
}

/** Of one unit: the end that no start follows, since a service that runs again has not ended. */
export class UnitEnd {
  readonly #context: ParseContext
  readonly #units = new Set<string>()
  #others = false
  /** Whether systemd-oomd killed processes of it. */
  #oomd = false
  /** Whether the beginning of the service is seen, or what it printed. */
  #known: boolean
  #end: End | null = null
  /** As the shell says it; of systemd there is more to know. */
  #shell: (End & ShellEnd) | null = null

  /** @param printed Whether the text is what a JVM printed: then its unit is the one that ends. */
  constructor(context: ParseContext, printed: boolean) {
    this.#context = context
    this.#known = printed
  }

  /** A line with everything before its words, if it is one of systemd. */
  take(line: string, number: LineNumber): void {
    const prefix = line.includes('systemd') ? SYSTEMD.exec(line) : null
    if (prefix) return this.hear('systemd', line.slice(prefix.index + prefix[0].length), number, line)
    const shell = shellEnd(line)
    if (shell) this.#shell = { ...shell, line: number, endLine: number, quote: quoteOf(line) }
  }

  /** What a program says. @param quote The whole line, as evidence */
  hear(program: string, text: string, line: LineNumber, quote: string): void {
    if (program !== 'systemd') {
      if (!isBystander(program)) this.#others = true
      return
    }
    const unit = OF_UNIT.exec(text)?.[1]
    if (unit !== undefined) this.#units.add(unit)
    // It stands above or below the end, and the result tells of it from 256 on only.
    if (OOMD.test(text)) {
      this.#oomd = true
      if (this.#end) this.#end = { ...this.#end, value: `${this.#end.value}, by systemd-oomd`, endLine: line }
      return
    }
    const exited = EXITED.exec(text)
    if (exited) {
      const value = `${wordsOf(exited[1] ?? '', exited[2] ?? '', exited[3])}${this.#oomd ? ', by systemd-oomd' : ''}`
      this.#oomd = false
      this.#end = { value, line, endLine: line, quote: quoteOf(quote) }
      return
    }
    if (STARTED.test(text)) {
      this.#end = null
      this.#oomd = false
      this.#known = true
      return
    }
    const result = RESULT.exec(text)?.[1]
    if (this.#end && result !== undefined)
      this.#end = { ...this.#end, value: `${this.#end.value}, result ${result}`, endLine: line }
  }

  /** Silent where it is not the journal of one unit that printed nothing else: whose end it is would be a guess. */
  end(lines: LineNumber): void {
    const shell = this.#shell !== null && isLastEnd(this.#shell.line, this.#shell.lone, lines) ? this.#shell : null
    const end = this.#end ?? shell
    if (end === null || this.#units.size > 1 || this.#others || !this.#known) return
    const { value, line, endLine, quote } = end
    const span = { line, endLine }
    this.#context.emit({ kind: 'fact', key: 'process.exit', value, at: null, span, quote })
    const pid = end === shell ? shell?.pid : null
    if (typeof pid === 'number')
      this.#context.emit({ kind: 'fact', key: 'process.pid', value: pid, at: null, span, quote })
  }
}

function wordsOf(code: string, status: string, name: string | undefined): string {
  if (code === 'exited') return `exit code ${status}`
  const signal = `killed by signal ${status}${name === undefined ? '' : ` (SIG${name})`}`
  return code === 'dumped' ? `${signal}, core dumped` : signal
}

/** The same of what `systemctl status` prints, which has a name where the journal has both; null for a signal that is not known. */
export function endOfUnit(code: string, status: string | undefined, signal: string | undefined): string | null {
  if (status !== undefined) return wordsOf(code, status, undefined)
  const number = NUMBERS.find((each) => signalName(each) === `SIG${signal ?? ''}`)
  return number === undefined ? null : wordsOf(code, String(number), signal)
}
