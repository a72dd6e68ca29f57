/** A trace from its first line to its last: of the calls only those that the kernel refused are kept. */
import type { FactKey, FactValue } from '../../../../shared/model/facts.ts'
import type { EventRecord } from '../../../../shared/model/records.ts'
import type { LineNumber, Pid } from '../../../../shared/model/units.ts'
import type { LineParser, ParseContext } from '../format.ts'
import { EventSink } from '../lib/event-sink.ts'
import { quoteOf } from '../lib/quote.ts'
import { signalNumber } from '../lib/signals.ts'
import { grantedBytes, isWatched, limitOf, programOf, refusalOf } from './calls.ts'
import { readTraceLine, type TraceLine } from './trace-line.ts'

/** Threads whose call is not ended yet, and refusals that wait for the next mapping: more are let go. */
const MOST_OPEN = 100_000
const MOST_WAITING = 256
/** glibc's malloc reserves two heaps of an arena, then one, and goes on without (malloc/arena.c, new_heap: HEAP_MAX_SIZE). */
const TWO_HEAPS = 128 * 1024 ** 2
const NOTE =
  'What programs asked of the kernel and what it answered. Kept are calls that want memory, a mapping or a task and were refused; other errors are usual.'

interface Stated {
  value: FactValue
  line: LineNumber
  quote: string
}

type Ended = Extract<TraceLine, { kind: 'call' }>

export function openTrace(context: ParseContext): LineParser {
  const events = new EventSink(context)
  const open = new Map<number, { call: string; args: string }>()
  const programs = new Map<number, string>()
  const limits = new Map<FactKey, Stated>()
  const ends = new Map<number, Stated>()
  let waiting: Omit<EventRecord, 'kind'>[] = []
  let attached: (Stated & { pid: Pid }) | null = null
  let java: (Stated & { pid: Pid }) | null = null
  let first: (Stated & { pid: Pid }) | null = null
  const arenas = new Set<number>()
  /** Whose program the trace saw begin. */
  let launched: number | null = null
  /** Without -f, or where only some calls are traced, what was removed is not seen. */
  let unmaps = false

  /** What the next mapping tells of those that were refused before it. */
  function settle(granted: number | null): void {
    for (const event of waiting) {
      events.add(granted === null ? event : { ...event, values: { ...event.values, granted } })
    }
    waiting = []
  }

  function refused(line: Ended, number: LineNumber, text: string): void {
    const refusal = refusalOf(line.call, line.args, line.result)
    if (refusal === null) return
    const { tid } = line
    const program = tid === null ? undefined : programs.get(tid)
    const values = {
      ...refusal.values,
      ...(tid !== null && { tid }),
      ...(line.clock.includes(':') && { clock: line.clock }),
      ...(program !== undefined && !isJava(program) && !('program' in refusal.values) && { program }),
      ...(isArena(refusal.values, tid ?? 0) && { arena: 1 }),
    }
    const span = { line: number, endLine: number }
    waiting.push({
      type: refusal.type,
      at: line.at,
      uptime: null,
      level: 'error',
      source: '',
      values,
      span,
      quote: quoteOf(text),
    })
    if (waiting.length > MOST_WAITING) settle(null)
  }

  function isArena({ bytes, prot, flags }: Record<string, string | number>, tid: number): boolean {
    const reserves = prot === 'PROT_NONE' && /NORESERVE/.test(String(flags ?? ''))
    const arena = reserves && (bytes === TWO_HEAPS || (bytes === TWO_HEAPS / 2 && arenas.has(tid)))
    if (arena && bytes === TWO_HEAPS) arenas.add(tid)
    else arenas.delete(tid)
    return arena
  }

  function ended(line: Ended, number: LineNumber, text: string): void {
    const { call, tid } = line
    if (call === 'execve' && line.result === '0') {
      launched ??= tid
      const { program } = programOf(line.args)
      if (program !== undefined && tid !== null && programs.size < MOST_OPEN) programs.set(tid, program)
      if (program !== undefined && isJava(program) && tid !== null)
        java = { pid: tid, value: tid, line: number, quote: quoteOf(text) }
    }
    const granted = grantedBytes(call, line.args, line.result)
    if (granted !== null) settle(unmaps && tid !== null ? granted : null)
    else if (call === 'munmap' && line.result === '0') {
      unmaps = true
      settle(null)
    }
    refused(line, number, text)
    const limit = limitOf(call, line.args, line.result)
    if (limit !== null) limits.set(limit.key, { value: limit.value, line: number, quote: quoteOf(text) })
  }

  function take(line: TraceLine, number: LineNumber, text: string): void {
    if (line.tid !== null) first ??= { pid: line.tid, value: line.tid, line: number, quote: quoteOf(text) }
    const thread = line.tid ?? 0
    switch (line.kind) {
      case 'call':
        ended(line, number, text)
        break
      case 'unfinished':
        if (isWatched(line.call) && open.size < MOST_OPEN) open.set(thread, { call: line.call, args: line.args })
        break
      case 'resumed': {
        const begun = open.get(thread)
        open.delete(thread)
        const args = begun?.call === line.call ? begun.args : ''
        ended({ ...line, kind: 'call', args: `${args}${line.args}` }, number, text)
        break
      }
      case 'end':
        ends.set(thread, { value: endOf(line.text), line: number, quote: quoteOf(text) })
        if (ends.size > MOST_OPEN) ends.clear()
        break
      case 'signal':
        break
    }
  }

  function state(key: FactKey, { value, line, quote }: Stated): void {
    context.emit({ kind: 'fact', key, value, at: null, span: { line, endLine: line }, quote })
  }

  return {
    line(line) {
      const text = line.text()
      // Most lines of a trace of gigabytes wait for a lock or read a file.
      if (first !== null && !CONCERNS.test(text)) return
      const read = readTraceLine(text)
      if (read) take(read, line.number, text)
      else {
        const pid = ATTACHED.exec(text)?.[1]
        if (pid !== undefined)
          attached ??= { pid: Number(pid), value: Number(pid), line: line.number, quote: quoteOf(text) }
      }
    },
    end(lines, cut) {
      if (lines === 0) return
      settle(null)
      if (cut) context.report('truncated', lines, 'The trace ends early')
      const whole = { line: 1, endLine: lines }
      const process = java ?? attached ?? (first?.pid === launched ? first : null)
      if (process) state('process.pid', process)
      for (const [key, stated] of limits) state(key, stated)
      const end = ends.get(process?.pid ?? 0)
      if (end) state('process.exit', end)
      const counts = events.end(lines)
      const title = 'System calls'
      const note = counts === '' ? `${NOTE} None was refused.` : `${NOTE} ${counts}.`
      context.emit({ kind: 'region', id: 'strace', title, note, depth: 0, span: whole })
    },
  }
}

/** Calls that are watched, what a process executes, its limits and its end: names that stand in every line that matters. */
const CONCERNS = /mmap|munmap|mprotect|mremap|madvise|mlock|shmget|shmat|clone|fork|execve|rlimit|\+\+\+| attached/

// strace: Process 9615 attached
// strace: Process 9615 attached with 45 threads
const ATTACHED = /^(?:strace: )?Process (\d{1,7}) attached\b/

function isJava(program: string): boolean {
  return /(?:^|\/)java$/.test(program)
}

/** In the words of `process.exit`: `exit code 1`, `killed by signal 6 (SIGABRT) (core dumped)`. */
function endOf(text: string): string {
  const [, signal, rest = ''] = /^killed by (SIG\w{1,9})(.*)$/.exec(text) ?? []
  const number = signal === undefined ? null : signalNumber(signal)
  return number === null
    ? text.replace(/^exited with (\d{1,10})$/, 'exit code $1')
    : `killed by signal ${number} (${signal})${rest}`
}
