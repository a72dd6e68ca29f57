/** How a thread is printed, in the lists and as the current one (Thread::print_on_error, src/hotspot/share/runtime/thread.cpp). */
import type { LineSpan } from '../../../../shared/model/span.ts'
import type { ThreadRecord } from '../../../../shared/model/records.ts'
import { parseHex } from '../lib/hex.ts'

const KIND = /^[A-Za-z][\w:]*(?= |$)/
// ` daemon [_thread_blocked, id=10196, stack(0x00007f051d300000,0x00007f051d400000) (1028K)]`
const STATE = /\[(_[a-z]\w*)/i
const ID = /\bid=(\d{1,10})\b/
const STACK = /\bstack(?:\(|: )(0x[0-9a-f]+),(0x[0-9a-f]+)/

/**
 * The thread that `text` describes, from its kind on; null when it is none.
 *
 *     JavaThread "main" daemon [_thread_in_vm, id=10189, stack(0x00007f053c300000,0x00007f053c400000)]
 *     VMThread [stack: 0x00007f2ca41fa000,0x00007f2ca42fb000] [id=8]
 *     WorkerThread "G1 Conc#0"      [id=19528, stack(0x000000d8f6200000,0x000000d8f6300000) (1024K)]
 *
 * A name may hold quotes and brackets itself; what follows it never does.
 */
export function parseThread(text: string, current: boolean, span: LineSpan): ThreadRecord | null {
  const threadKind = KIND.exec(text)?.[0]
  if (threadKind === undefined) return null
  const named = text.charCodeAt(threadKind.length + 1) === 0x22
  const close = named ? text.lastIndexOf('"') : -1
  const open = threadKind.length + 1
  if (named && close === open) return null
  const tail = text.slice(named ? close + 1 : threadKind.length)
  const id = ID.exec(tail)
  const stack = STACK.exec(tail)
  // JDK 8 prints the lower address first, and so do all others; sorted all the same, since the order is not promised.
  const bounds = stack ? [parseHex(stack[1] ?? ''), parseHex(stack[2] ?? '')].toSorted((a, b) => a - b) : []
  const [stackStart, stackEnd] = bounds
  const whole = stackStart !== undefined && stackEnd !== undefined && stackStart < stackEnd
  return {
    kind: 'thread',
    name: named ? text.slice(open + 1, close) : '',
    threadKind,
    state: STATE.exec(tail)?.[1] ?? null,
    osId: id ? Number(id[1]) : null,
    stackStart: whole ? stackStart : null,
    stackEnd: whole ? stackEnd : null,
    current,
    span,
  }
}
