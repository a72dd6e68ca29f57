/** HotSpot's messages in a stream of lines: single ones and blocks, each as one event with a region where it helps to read. */
import type { FactKey } from '../../../../shared/model/facts.ts'
import type { EpochMs, LineNumber, Seconds } from '../../../../shared/model/units.ts'
import type { ParseContext } from '../format.ts'
import type { EventSink } from './event-sink.ts'
import { openBlock, type Block } from './hotspot-blocks.ts'
import { decorationsOf, hotspotSign, isUnifiedNoise, type HotspotSign } from './hotspot-lines.ts'
import { quoteOf } from './quote.ts'

// #  SIGSEGV (0xb) at pc=0x00007f1609e33159, pid=25595, tid=25602
// #  Out of Memory Error (os_linux.cpp:2832), pid=9615, tid=10021
const FATAL = /^# {1,4}[A-Z].{0,300}?\bpid=(\d{1,10}), tid=/

// max virtual memory areas vm.max_map_count [65530] is too low, increase to at least [262144]            (Elasticsearch, BootstrapChecks.java)
// Maximum number of memory map areas per process (vm.max_map_count) 65530 is too low, recommended value: 1048575      (Cassandra, StartupChecks.java)
// max virtual memory areas vm.max_map_count [65530] likely too low, increase to at least [262144]        (Elasticsearch 5.0)
const MAP_LIMIT = /\bvm\.max_map_count\)? \[?(\d{1,10})\]? (?:is|likely) too low\b/

// # /var/lib/app/hs_err_pid11672.log                        below the heading of a crash: the name that HotSpot gives by itself
// Dumping heap to /var/dumps/java_pid11672.hprof ...        (heapDumper.cpp)
// #   Executing /bin/sh -c "kill -9 11672"...               (java.cpp, of -XX:OnOutOfMemoryError="kill -9 %p")
const NAMED_PID =
  /^#? ?(?:\S{0,400}[\\/])?hs_err_pid(\d{1,10})\.log\s*$|^Dumping heap to (?:\S{0,400}[\\/])?java_pid(\d{1,10})\.hprof\S{0,5} \.\.\.|^# {1,4}Executing .{0,40}"(?:\S{0,60}\/)?kill (?:-\w{1,7} )?(\d{1,10})"/

/** Smaller ones are of a container: what is captured on its host has another. */
const LEAST_NAMED = 300
const MAY_NAME_PID = /hs_err_pid|java_pid|Executing /

interface Single extends HotspotSign {
  at: EpochMs | null
  uptime: Seconds | null
  tags: string
  line: LineNumber
  endLine: LineNumber
  quote: string
}

export class HotspotReader {
  readonly #context: ParseContext
  readonly #sink: EventSink
  /** The last thread that was not started, by a line that says how old the VM was: AttachListener::init fails with the words of its start. */
  #refused: { line: LineNumber; uptime: Seconds } | null = null
  #block: (Block & { source: string; at: EpochMs | null; uptime: Seconds | null }) | null = null
  /** A thread that was not started: the next line may name it. */
  #thread: Single | null = null
  #sign: HotspotSign | null = null
  /** The limit of mappings as it was stated last: each start says it. */
  #mapLimit = 0
  #pid = 0
  /** The process that a file's name tells of: the one that ended here, if no log line follows. */
  #named: { pid: number; text: string; line: LineNumber } | null = null

  constructor(context: ParseContext, sink: EventSink) {
    this.#context = context
    this.#sink = sink
  }

  /** Whether the line is a message, or the first line of a block; `open` takes it. */
  begins(text: string): boolean {
    this.#sign = isUnifiedNoise(text) ? null : hotspotSign(text)
    return this.#sign !== null || (openBlock(text, '', 1) !== null && !this.#continues(text))
  }

  open(text: string, line: LineNumber): void {
    const sign = this.#sign
    const { at, uptime, tags } = decorationsOf(text)
    const quote = quoteOf(text)
    if (sign === null) {
      this.flush()
      const block = openBlock(text, quote, line)
      if (block) this.#block = Object.assign(block, { source: tags, at, uptime })
      if (block?.type === 'vm-initialization-failed' && this.#refused?.line === line - 1)
        block.values['uptime'] = this.#refused.uptime
      return
    }
    const named = sign.type === 'thread-start-failed' && !('errno' in sign.values)
    if (named && this.#thread?.endLine === line - 1) {
      this.#thread.endLine = line
      this.#thread.values['thread'] = sign.values['thread'] ?? ''
      this.flush()
      return
    }
    // The command that would have ended the process did not run.
    if (sign.type === 'process-start-failed' && this.#block) delete this.#block.values['ending']
    this.flush()
    const single: Single = { ...sign, at, uptime, tags, line, endLine: line, quote }
    if (sign.type === 'thread-start-failed') {
      this.#thread = single
      if (uptime !== null) this.#refused = { line, uptime }
    } else this.#emit(single)
  }

  /** The process that the heading of a crash names, and the limit of mappings that a server complains of. */
  note(text: string, line: LineNumber, at: EpochMs | null = null): void {
    const pid = text.startsWith('#') ? FATAL.exec(text)?.[1] : undefined
    const named = pid === undefined && MAY_NAME_PID.test(text) ? NAMED_PID.exec(text) : null
    const name = Number(named?.[1] ?? named?.[2] ?? named?.[3] ?? 0)
    if (pid !== undefined) {
      this.#fact('process.pid', Number(pid), text, line, at)
      this.#pid = Number(pid)
    } else if (name >= LEAST_NAMED) this.#named = { pid: name, text, line }
    const limit = text.includes(' too low') ? Number(MAP_LIMIT.exec(text)?.[1] ?? 0) : 0
    if (limit > 0 && limit !== this.#mapLimit) this.#fact('limit.max-map-count', limit, text, line, at)
    if (limit > 0) this.#mapLimit = limit
  }

  #fact(key: FactKey, value: number, text: string, line: LineNumber, at: EpochMs | null): void {
    this.#context.emit({ kind: 'fact', key, value, at, span: { line, endLine: line }, quote: quoteOf(text) })
  }

  /** Gives the open block another line; false when it is not the block's. */
  take(text: string, line: LineNumber): boolean {
    if (this.#thread && text !== '') this.flush()
    if (!this.#block) return false
    if (this.#block.take(text, line)) {
      this.note(text, line)
      return true
    }
    this.flush()
    return false
  }

  /** Whether no message is open that other lines may belong to. */
  get isIdle(): boolean {
    return this.#block === null && this.#thread === null
  }

  /** A log line follows: of this life or the next. */
  logged(): void {
    this.flush()
    this.#named = null
  }

  end(): void {
    this.flush()
    const named = this.#named
    if (named && named.pid !== this.#pid) this.#fact('process.pid', named.pid, named.text, named.line, null)
  }

  flush(): void {
    const thread = this.#thread
    this.#thread = null
    if (thread) this.#emit(thread)
    const block = this.#block
    this.#block = null
    if (!block) return
    const { type, level, values, at, uptime, source, line, endLine, quote, title } = block
    // The sentence of a heading, without one.
    if (type === 'fatal-error' && line === endLine && !quote.startsWith('#')) return
    const span = { line, endLine }
    // Whatever stands before the name in its line.
    if (typeof values['report'] === 'string') this.note(values['report'], endLine)
    this.#sink.add({ type, level, values, at, uptime, source, span, quote })
    if (title !== '') this.#context.emit({ kind: 'region', id: type, title, note: '', depth: 1, span })
  }

  /** ZGC's warning has its banner and its first sentence on two lines, a crash of -XX:+CrashOnOutOfMemoryError may name the error. */
  #continues(text: string): boolean {
    if (this.#block?.type === 'zgc-map-warning') return !text.includes('*****')
    return this.#block?.type === 'fatal-error' && text.startsWith('# java.')
  }

  #emit({ type, level, values, at, uptime, tags, line, endLine, quote }: Single): void {
    this.#sink.add({ type, level, values, at, uptime, source: tags, span: { line, endLine }, quote })
  }
}
