/**
 * Thread dumps in a stream of lines: any number of them, between lines of something else. Bytes first: a frame costs a look at its
 * first byte, only headers are decoded.
 */
import type { FactKey, FactValue } from '../../../../shared/model/facts.ts'
import type { ThreadRecord } from '../../../../shared/model/records.ts'
import type { EpochMs, LineNumber } from '../../../../shared/model/units.ts'
import type { Line, ParseContext } from '../format.ts'
import { agentPid } from './agent-lines.ts'
import { isGcFrame, mentionsGcCall, methodOfFrame } from './gc-call.ts'
import { type HeapLine, HeapLines, beginsHeap, heapSink, isHeapLine } from './heap-lines.ts'
import { isHistogramHeader, isHistogramRow } from './histogram-lines.ts'
import { emitJcmdPid } from './jcmd.ts'
import { quoteOf } from './quote.ts'
import { dateLine, filedStart, isFullDump, type DumpKind } from './thread-dump-start.ts'
import {
  isBegunHeader,
  isManagedHeader,
  isNativeHeader,
  parseAgentHeader,
  parseFiledHeader,
  parseStateLine,
  parseThreadHeader,
  type ThreadHeader,
} from './thread-header.ts'
import { readVmRelease } from './vm-release.ts'

const TAB = 0x09
const SPACE = 0x20
const QUOTE = 0x22
const LETTER_N = 0x6e
/** Longer lines are looked at no further: a name has no limit, a header without one is short. */
const LINE_BYTES = 8192

const SECTIONS = {
  addresses: ['Addresses of the threads', 'The list of threads as HotSpot holds it; of use with a core file only.'],
  'java-threads': ['Java threads', ''],
  'vm-threads': ['Threads of the VM', 'Collector, compiler and service threads.'],
  deadlock: ['Deadlock', 'Threads that wait for each other; none of them will go on.'],
  heap: ['Java heap at the dump', ''],
  'class-histogram': ['Class histogram', 'Instances and bytes of each class.'],
} as const
type SectionId = keyof typeof SECTIONS

interface Section {
  id: SectionId
  line: LineNumber
  endLine: LineNumber
  threads: number
}

interface Dump {
  kind: DumpKind
  at: EpochMs | null
  /** First line of all, and the one that says what it is. */
  line: LineNumber
  headLine: LineNumber
  endLine: LineNumber
  quote: string
  platform: number
  virtual: number
  deadlocks: number
}

const decoder = new TextDecoder()

export class ThreadDumpReader {
  readonly #context: ParseContext
  #dump: Dump | null = null
  #section: Section | null = null
  #thread: ThreadRecord | null = null
  /** A frame of System.gc() whose caller stands below. */
  #gcFrame: { line: LineNumber; quote: string } | null = null
  #heap: HeapLines<HeapLine> | null = null
  /** The last lines at the margin that may belong to a dump that follows: jcmd's pid, a date. */
  #before: { text: string; line: LineNumber }[] = []
  /** Whether the last line at the margin was somebody else's: what is indented below it is too. */
  #foreign = false
  #jvmStated = false
  #unzoned = false
  #dumps = 0
  /** The first lines of a header that goes on: SAP's VM prints three for a thread. */
  #begun: { text: string; line: LineNumber } | null = null
  /** Last line of the header of `#thread`. */
  #headerLine: LineNumber = 0
  readonly #headless: boolean

  /** @param headless Threads may stand without the first line of their dump, which was cut off. */
  constructor(context: ParseContext, headless = false) {
    this.#context = context
    this.#headless = headless
  }

  get dumps(): number {
    return this.#dumps
  }

  /** Whether the line belongs to a dump, or may; if not, it is somebody else's. */
  take(line: Line): boolean {
    const { buffer, start, end, number } = line
    if (start === end) return this.#dump !== null
    const first = buffer[start]
    if (first === SPACE || first === TAB) return !this.#foreign && this.#indented(line)
    const text = textOf(line)
    const taken =
      first === QUOTE
        ? this.#quoted(text, number)
        : this.#begins(text, number) || this.#inside(text, number) || this.#remember(text, number)
    this.#foreign = !taken
    return taken
  }

  end(cut: boolean): void {
    this.#closeDump(cut)
  }

  #indented(line: Line): boolean {
    const section = this.#section
    if (section === null) {
      if (this.#dump === null) return false
      const text = textOf(line)
      if (isHistogramHeader(text)) this.#open('class-histogram', line.number)
      else if (beginsHeap(text)) this.#openHeap(text, line.number)
      else return false
      return true
    }
    const thread = this.#thread
    if (isHistogramLine(line)) {
      this.#open('class-histogram', line.number)
      return true
    }
    this.#extend(line.number)
    if (section.id === 'heap') this.#heap?.read({ number: line.number, text: textOf(line) })
    else if (thread) {
      // The state stands directly below the header.
      if (thread.state === null && this.#headerLine === line.number - 1) {
        thread.state = parseStateLine(textOf(line))
      }
      thread.span.endLine = line.number
      this.#frame(thread, line)
    }
    return true
  }

  /** A thread that stands in System.gc(), and who called it there. */
  #frame(thread: ThreadRecord, line: Line): void {
    const { buffer, start, end, number } = line
    const waiting = this.#gcFrame
    if (!waiting && !mentionsGcCall(buffer, start, end)) return
    const text = textOf(line)
    if (isGcFrame(text)) {
      this.#gcFrame = { line: number, quote: quoteOf(text) }
      return
    }
    const caller = waiting && methodOfFrame(text)
    if (!waiting || caller === null) return
    this.#gcFrame = null
    const event = { kind: 'event', type: 'gc-requested', level: 'info', source: '', uptime: null } as const
    const span = { line: waiting.line, endLine: number }
    const values = { thread: thread.name, caller }
    this.#context.emit({ ...event, at: this.#dump?.at ?? null, values, span, quote: waiting.quote })
  }

  #quoted(text: string, line: LineNumber): boolean {
    if (!this.#dump && this.#headless && isNativeHeader(text)) this.#openDump('cut', text, line)
    const header = this.#dump && parseThreadHeader(text)
    this.#begun = this.#dump && !header && isBegunHeader(text) ? { text, line } : null
    if (header) {
      if (this.#dump?.platform === 0 && isManagedHeader(text)) this.#dump.kind = 'managed'
      this.#openThread(header, line)
    } else if (this.#section?.id === 'deadlock') this.#extend(line)
    else return this.#begun !== null
    return true
  }

  #begins(text: string, line: LineNumber): boolean {
    const pid = agentPid(text)
    if (isFullDump(text)) this.#openDump('hotspot', text, line)
    else if (pid !== null) {
      this.#openDump('agent', text, line)
      this.#fact('process.pid', pid, line, text)
    } else {
      const [first, second] = this.#before
      if (!first || second?.line !== line - 1 || first.line !== line - 2) return false
      const start = filedStart(first.text, second.text, text)
      if (!start) return false
      this.#openDump('filed', text, line)
      this.#fact('process.pid', start.pid, first.line, first.text)
      if (!this.#jvmStated) {
        this.#fact('jvm.version', start.version, line, text)
        this.#fact('jvm.feature', Number.parseInt(start.version, 10), line, text)
      }
      this.#jvmStated = true
    }
    return true
  }

  /** Lines at the margin that are part of a dump that is open. */
  #inside(text: string, line: LineNumber): boolean {
    const dump = this.#dump
    const section = this.#section
    const header =
      dump?.kind === 'filed' ? parseFiledHeader(text) : dump?.kind === 'agent' ? parseAgentHeader(text) : null
    if (!dump) return false
    if (this.#continues(text, line)) return true
    if (header) this.#openThread(header, line)
    else if (section?.id === 'deadlock') this.#inDeadlock(dump, section, text, line)
    else if (/^Found (?:one|a) Java-level deadlock:/.test(text)) this.#open('deadlock', line)
    else if (text.startsWith('Threads class SMR info')) this.#open('addresses', line)
    else if (section?.id === 'addresses' && /^(?:_java_thread_list=|0x[0-9a-f]|\})/.test(text)) this.#extend(line)
    else if (text === 'Heap' || (section?.id !== 'heap' && beginsHeap(text))) this.#openHeap(text, line)
    else if (section?.id === 'heap' && isHeapLine(text)) {
      this.#extend(line)
      this.#heap?.read({ number: line, text })
    } else if (isHistogramHeader(text)) this.#open('class-histogram', line)
    else if (section?.id === 'class-histogram' && isHistogramRow(text)) this.#extend(line)
    else if (
      /^(?:JNI global ref|Found \d|No deadlocks? found|Deadlock Detection|Debugger attached|Server compiler|JVM version is |-{4}|={4})/.test(
        text,
      )
    ) {
      this.#close()
      dump.endLine = line
    } else return false
    return true
  }

  /** Whether the line is one of the second and third of a header. */
  #continues(text: string, line: LineNumber): boolean {
    const begun = this.#begun
    this.#begun = null
    if (!begun || !/^(?:io=|prio=|tid=)/.test(text)) return false
    const whole = `${begun.text} ${text}`
    const header = parseThreadHeader(whole)
    if (header) this.#openThread(header, begun.line, line)
    else this.#begun = { text: whole, line: begun.line }
    return true
  }

  #inDeadlock(dump: Dump, section: Section, text: string, line: LineNumber): void {
    this.#extend(line)
    const found = /^Found (\d{1,6}) deadlocks?\./.exec(text)
    if (!found) return
    dump.deadlocks += Number(found[1])
    section.threads = Number(found[1])
    this.#close()
  }

  #openDump(kind: DumpKind, text: string, line: LineNumber): void {
    this.#closeDump(false)
    // The date stands directly above; jcmd's pid above that.
    let first = line
    let at: EpochMs | null = null
    for (const { text: above, line: number } of this.#before.toReversed()) {
      if (number !== first - 1) break
      const date = dateLine(above)
      if (date && at === null) {
        at = date.at
        if (!date.zoned) this.#noteZone(number)
      } else if (!/^\d{1,10}:?$/.test(above)) break
      first = number
    }
    this.#before = []
    this.#dumps++
    this.#dump = {
      kind,
      at,
      line: first,
      headLine: line,
      endLine: line,
      quote: quoteOf(text),
      platform: 0,
      virtual: 0,
      deadlocks: 0,
    }
    if (kind === 'hotspot') this.#readVm(text, line)
  }

  #readVm(text: string, line: LineNumber): void {
    const vm = readVmRelease(text.slice('Full thread dump'.length))
    if (!vm || this.#jvmStated) return
    this.#jvmStated = true
    this.#fact('jvm.vm', vm.name, line, text)
    if (vm.isJava) this.#fact('jvm.version', vm.release, line, text)
    if (vm.feature !== null) this.#fact('jvm.feature', vm.feature, line, text)
  }

  #openThread(header: ThreadHeader, line: LineNumber, endLine = line): void {
    const dump = this.#dump
    if (!dump) return
    this.#open(header.threadKind === 'VM thread' ? 'vm-threads' : 'java-threads', line)
    this.#headerLine = endLine
    if (header.threadKind === 'VirtualThread') dump.virtual++
    else dump.platform++
    if (this.#section) this.#section.threads++
    const span = { line, endLine }
    this.#thread = { kind: 'thread', ...header, stackStart: null, stackEnd: null, current: false, span }
  }

  #openHeap(text: string, line: LineNumber): void {
    this.#open('heap', line)
    this.#heap = new HeapLines(heapSink(this.#context, this.#dump?.at ?? null))
    this.#heap.read({ number: line, text })
  }

  /** Makes the line part of a section of this kind: of the open one, or of a new one. */
  #open(id: SectionId, line: LineNumber): void {
    this.#emitThread()
    if (this.#section?.id !== id || id === 'heap' || id === 'deadlock') {
      this.#close()
      this.#section = { id, line, endLine: line, threads: 0 }
    }
    this.#extend(line)
  }

  #extend(line: LineNumber): void {
    if (this.#section) this.#section.endLine = line
    if (this.#dump) this.#dump.endLine = line
  }

  #emitThread(): void {
    if (this.#thread) this.#context.emit(this.#thread)
    this.#thread = null
    this.#gcFrame = null
  }

  #close(): void {
    this.#emitThread()
    this.#heap?.end()
    this.#heap = null
    const section = this.#section
    this.#section = null
    if (!section) return
    const { id, line, endLine, threads } = section
    const [words, note] = SECTIONS[id]
    const title = id.endsWith('threads') ? `${words}: ${threads}` : words
    this.#context.emit({ kind: 'region', id, title, note, depth: 2, span: { line, endLine } })
  }

  #closeDump(cut: boolean): void {
    this.#close()
    const dump = this.#dump
    this.#dump = null
    if (!dump) return
    const { at, line, headLine, endLine, quote, platform, virtual, deadlocks } = dump
    const head = { line: headLine, endLine: headLine }
    // Of a dump that was cut, and of one that lists Java's threads only, the process has more.
    if (dump.kind === 'hotspot' && platform > 0 && !cut) {
      this.#context.emit({ kind: 'fact', key: 'process.threads', value: platform, at, span: head, quote })
    }
    const values = { threads: platform, ...(virtual > 0 && { virtual }), ...(deadlocks > 0 && { deadlocks }) }
    const event = { kind: 'event', type: 'thread-dump', level: 'info', source: '', uptime: null } as const
    this.#context.emit({ ...event, at, values, span: head, quote })
    const count = `${platform} ${platform === 1 ? 'thread' : 'threads'}${virtual > 0 ? ` and ${virtual} virtual` : ''}`
    this.#context.emit({
      kind: 'region',
      id: 'thread-dump',
      title: `Thread dump, ${count}${deadlocks > 0 ? ', deadlock' : ''}`,
      note: dump.kind === 'cut' ? 'Its beginning is missing: the process had more threads.' : '',
      depth: 1,
      span: { line, endLine },
    })
  }

  /** Keeps a line that may be the beginning of a dump; whether it is nobody else's. */
  #remember(text: string, line: LineNumber): boolean {
    if (line === 1 && emitJcmdPid(this.#context, text, line)) {
      this.#before = [{ text, line }]
      return true
    }
    const date = dateLine(text)
    if (!date && !/^\d{1,10}:?$/.test(text)) return false
    this.#before = [...this.#before.slice(-1), { text, line }]
    return true
  }

  #noteZone(line: LineNumber): void {
    if (this.#unzoned) return
    this.#unzoned = true
    this.#context.report('no-time-zone', line, 'Times have no zone; they were taken as UTC')
  }

  #fact(key: FactKey, value: FactValue, line: LineNumber, text: string): void {
    const at = this.#dump?.at ?? null
    this.#context.emit({ kind: 'fact', key, value, at, span: { line, endLine: line }, quote: quoteOf(text) })
  }
}

/** ` num     #instances`: told from a frame by its second byte. */
function isHistogramLine(line: Line): boolean {
  return line.buffer[line.start + 1] === LETTER_N && line.end - line.start < 200 && isHistogramHeader(line.text())
}

function textOf(line: Line): string {
  return line.end - line.start <= LINE_BYTES
    ? line.text()
    : decoder.decode(line.buffer.subarray(line.start, line.start + LINE_BYTES))
}
