/** Messages of the kernel as events. */
import type { EpochMs, LineNumber, Seconds } from '../../../../shared/model/units.ts'
import type { ParseContext } from '../format.ts'
import { EventSink } from './event-sink.ts'
import { killStep } from './kernel-kills.ts'
import { kernelRelease, kernelSign, type KernelSign } from './kernel-messages.ts'
import { KillReports } from './kernel-oom.ts'
import { quoteOf } from './quote.ts'
import { UserKills } from './user-kills.ts'

export interface KernelMessage {
  text: string
  at: EpochMs | null
  seconds: Seconds | null
  line: LineNumber
  /** The whole line, as evidence. */
  quote: string
}

export class KernelEvents {
  readonly #context: ParseContext
  readonly #sink: EventSink
  readonly #kills: KillReports
  readonly #userKills = new UserKills()
  #release: string | null = null

  constructor(context: ParseContext) {
    this.#context = context
    this.#sink = new EventSink(context)
    this.#kills = new KillReports((values, first, last) =>
      this.#emit({ type: 'oom-kill', level: 'error', values }, first, last),
    )
  }

  take(message: KernelMessage): void {
    const release = kernelRelease(message.text)
    if (release !== null && release !== this.#release) {
      this.#release = release
      const span = { line: message.line, endLine: message.line }
      this.#context.emit({
        kind: 'fact',
        key: 'os.kernel',
        value: release,
        at: null,
        span,
        quote: quoteOf(message.quote),
      })
    }
    const step = killStep(message.text)
    if (step) this.#kills.take(step, message)
    else {
      const sign = kernelSign(message.text)
      if (sign) this.#emit(sign, message, message)
    }
  }

  /** A message of a program that is not the kernel: some kill before it has to. */
  hear(program: string, message: KernelMessage): void {
    const values = this.#userKills.hear(program, message.text)
    if (values) this.#emit({ type: 'oom-kill', level: 'error', values }, message, message, program)
  }

  /** "1 kill by the OOM killer"; empty when there was nothing. @param lines Of the artifact */
  end(lines: LineNumber): string {
    this.#kills.end()
    return this.#sink.end(lines)
  }

  #emit({ type, level, values }: KernelSign, first: KernelMessage, last: KernelMessage, source = 'kernel'): void {
    const { at, seconds, quote } = first
    this.#sink.add({
      type,
      level,
      at,
      // Seconds since boot are no uptime of a JVM.
      uptime: null,
      source,
      values: seconds === null ? values : { ...values, seconds },
      span: { line: first.line, endLine: last.line },
      quote: quoteOf(quote),
    })
  }
}

/** Whether a message, without the line's own prefix, is one that is read. */
export function isRead(text: string): boolean {
  return killStep(text) !== null || kernelSign(text) !== null || kernelRelease(text) !== null
}
