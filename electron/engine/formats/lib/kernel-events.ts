/** Messages of the kernel as events: a kill that takes two lines is one. */
import type { EpochMs, LineNumber, Seconds } from '../../../../shared/model/units.ts'
import type { ParseContext } from '../format.ts'
import { EventSink } from './event-sink.ts'
import { kernelRelease, kernelSign, type KernelSign } from './kernel-messages.ts'
import { quoteOf } from './quote.ts'

export interface KernelMessage {
  text: string
  at: EpochMs | null
  seconds: Seconds | null
  line: LineNumber
  /** The whole line, as evidence. */
  quote: string
}

/** Lines between the two messages of one kill; other processors may write in between. */
const NEAR = 20

export class KernelEvents {
  readonly #context: ParseContext
  readonly #sink: EventSink
  /** A kill that was decided, until it is told that it happened. */
  #pending: { sign: KernelSign; message: KernelMessage } | null = null
  #release: string | null = null

  constructor(context: ParseContext) {
    this.#context = context
    this.#sink = new EventSink(context)
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
    const sign = kernelSign(message.text)
    if (!sign) return
    if (sign.type !== 'oom-kill') this.#emit(sign, message, message)
    else this.#kill(sign, message)
  }

  /** "1 kill by the OOM killer"; empty when there was nothing. @param lines Of the artifact */
  end(lines: LineNumber): string {
    this.#flush()
    return this.#sink.end(lines)
  }

  #kill(sign: KernelSign, message: KernelMessage): void {
    const pending = this.#pending
    if (pending && pending.sign.killing === sign.values['pid'] && message.line - pending.message.line <= NEAR) {
      // The later message has the numbers, the earlier one may alone say whose limit it was.
      sign.values = { ...pending.sign.values, ...sign.values }
      const told = sign.killing === undefined
      this.#pending = null
      this.#emit(sign, told ? message : pending.message, message)
      return
    }
    this.#flush()
    if (sign.killing === undefined) this.#emit(sign, message, message)
    else this.#pending = { sign, message }
  }

  #flush(): void {
    const pending = this.#pending
    this.#pending = null
    if (pending) this.#emit(pending.sign, pending.message, pending.message)
  }

  #emit({ type, level, values }: KernelSign, first: KernelMessage, last: KernelMessage): void {
    const { at, seconds, quote } = first
    this.#sink.add({
      type,
      level,
      at,
      // Seconds since boot are no uptime of a JVM.
      uptime: null,
      source: 'kernel',
      values: seconds === null ? values : { ...values, seconds },
      span: { line: first.line, endLine: last.line },
      quote: quoteOf(quote),
    })
  }
}
