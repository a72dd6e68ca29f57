/** One thread is a line with its name and up to three with what the system knows of it. */
import type { ThreadRecord } from '../../../../shared/model/records.ts'
import { parseHex } from '../lib/hex.ts'
import type { Dump, JavacoreLine } from './parser.ts'

// 3XMTHREADINFO      "main" J9VMThread:0x0000000000011100, omrthread_t:0x1, java/lang/Thread:0x2, state:R, prio=5
// 3XMTHREADINFO      "Thread-1" (TID:0x10D1E6C0, sys_thread_t:0x2ABCD3D8, state:R, native ID:0x1234) prio=5
// 3XMTHREADINFO      Anonymous native thread
const THREAD = /^(?:"(.*)" |(Anonymous native thread))/
const STATE = /\bstate:(\w+)/
// (native thread ID:0x2464, native priority:0x5, ...   native ID:0x1234
const NATIVE = /\bnative (?:thread )?ID:(0x[0-9A-F]{1,16})/i
// (native stack address range from:0x00007FF4F6C8A000, to:0x00007FF4F6D8B000, size:0x101000)
const STACK = /^\(native stack address range from:(0x[0-9A-F]{1,16}), to:(0x[0-9A-F]{1,16})/i
// 2XMPOOLLIVE        Current total number of live threads: 16
const LIVE = /^Current total number of live threads: (\d{1,9})$/

export class ThreadReader {
  readonly #dump: Dump
  #thread: ThreadRecord | null = null
  #running: ThreadRecord | null = null
  /** The next thread is the one that was running. */
  #current = false

  constructor(dump: Dump) {
    this.#dump = dump
  }

  line(line: JavacoreLine): void {
    switch (line.tag) {
      case '1XMCURTHDINFO':
        this.#current = true
        break
      case '2XMPOOLLIVE': {
        const live = LIVE.exec(line.rest)?.[1]
        if (live !== undefined) this.#dump.fact('process.threads', Number(live), line)
        break
      }
      case '3XMTHREADINFO':
        this.#begin(line)
        break
      case '3XMTHREADINFO1':
        this.#detail(line)
        break
      case '3XMTHREADINFO2':
        this.#stack(line)
        break
      // The list of all threads begins.
      case '1XMTHDINFO':
        this.end()
        this.#current = false
        break
    }
  }

  end(): void {
    const thread = this.#thread
    this.#thread = null
    if (thread === null) return
    // The list of all threads has the current one again.
    const known = this.#running
    if (known !== null && known.name === thread.name && known.osId === thread.osId) return
    if (thread.current) this.#running = thread
    this.#dump.context.emit(thread)
  }

  #begin(line: JavacoreLine): void {
    this.end()
    const match = THREAD.exec(line.rest)
    if (match === null) {
      this.#dump.context.report('malformed-line', line.number, 'A thread without a name')
      return
    }
    const name = match[1] ?? match[2] ?? ''
    const current = this.#current
    this.#current = false
    if (current && this.#dump.title.crashed) this.#dump.fact('crash.thread', name, line)
    this.#thread = {
      kind: 'thread',
      name,
      threadKind: match[1] === undefined ? 'NativeThread' : 'JavaThread',
      state: STATE.exec(line.rest)?.[1] ?? null,
      osId: null,
      stackStart: null,
      stackEnd: null,
      current,
      span: { line: line.number, endLine: line.number },
    }
    this.#detail(line)
  }

  #detail(line: JavacoreLine): void {
    const id = parseHex(NATIVE.exec(line.rest)?.[1] ?? '')
    if (this.#thread === null || Number.isNaN(id)) return
    this.#thread.osId = id
    this.#thread.span.endLine = line.number
  }

  #stack(line: JavacoreLine): void {
    const match = STACK.exec(line.rest)
    const [start, end] = [parseHex(match?.[1] ?? ''), parseHex(match?.[2] ?? '')]
    if (this.#thread === null || !(start < end)) return
    this.#thread.stackStart = start
    this.#thread.stackEnd = end
    this.#thread.span.endLine = line.number
  }
}
