/**
 * What a collector of core dumps keeps beside the core: who it was, which signal, and files of /proc at that moment. Apport, ABRT
 * and systemd-coredump keep the same things in other wrappings.
 */
import type { FactKey, FactValue } from '../../../../shared/model/facts.ts'
import { pathAt } from '../../../../shared/model/mapping-table.ts'
import type { FrameRecord } from '../../../../shared/model/records.ts'
import type { LineSpan } from '../../../../shared/model/span.ts'
import type { EpochMs, LineNumber } from '../../../../shared/model/units.ts'
import { MOST_EXCERPTS, type Excerpt, type ParseContext } from '../format.ts'
import type { LineFact } from './fact-lines.ts'
import { isJavaCommand, readCommandLine } from './java-command.ts'
import { readLimit } from './limit-lines.ts'
import { MappingTableBuilder } from './mapping-lines.ts'
import { quoteOf } from './quote.ts'
import { signalName } from './signals.ts'
import { readStatus } from './status-lines.ts'

/** Where a statement stands. `quote` is made short. */
export interface CorePlace {
  span: LineSpan
  quote: string
}

/** Files of /proc/PID that are kept. */
export type CoreFile = 'maps' | 'status' | 'limits'

export type CoreField = 'host' | 'pid' | 'tid' | 'uid' | 'signal' | 'executable' | 'command'

/** /usr/lib/jvm/java-17-openjdk-amd64/bin/java */
const LAUNCHER = /(?:^|\/)(?:java|jsvc)$/
const JVM_LIBRARY = '/libjvm.so'
const WHOLE = /^\d{1,10}$/

export class CoreReport {
  readonly #context: ParseContext
  readonly #fields = new Map<CoreField, { text: string; place: CorePlace }>()
  readonly #facts: { fact: LineFact; place: CorePlace }[] = []
  readonly #maps = new MappingTableBuilder()
  readonly #frames: FrameRecord[] = []
  #mapsPlace: CorePlace | null = null
  #strange = 0
  /** When the process ended. */
  at: EpochMs | null = null

  constructor(context: ParseContext) {
    this.#context = context
  }

  /** The first statement counts. Only arguments may have lines: a damaged length takes in the fields that follow. */
  state(field: CoreField, text: string, place: CorePlace): void {
    if (text === '' || this.#fields.has(field)) return
    if (field !== 'command' && text.includes('\n'))
      this.#context.report('malformed-line', place.span.line, `The ${field} of a core dump has several lines`)
    else this.#fields.set(field, { text, place })
  }

  text(field: CoreField): string | null {
    return this.#fields.get(field)?.text ?? null
  }

  /** A line of a listing of mappings; `text` is asked for the first one only. */
  map(bytes: Uint8Array, start: number, end: number, line: LineNumber, text: () => string): void {
    if (end === start) return
    if (!this.#maps.add(bytes, start, end, line)) {
      this.#strange++
      this.#context.report('malformed-mapping', line, 'Not a line of a mapping listing')
    } else this.#mapsPlace ??= { span: { line, endLine: line }, quote: quoteOf(text()) }
  }

  /** A line of another file of /proc. */
  line(file: Exclude<CoreFile, 'maps'>, text: string, place: CorePlace): void {
    if (text.trim() === '') return
    const facts = file === 'status' ? readStatus(text) : readLimit(text)
    if (facts === null) {
      this.#context.report('malformed-line', place.span.line, `Not a line of /proc/PID/${file}`)
      return
    }
    for (const fact of facts) this.#facts.push({ fact, place: { ...place, quote: quoteOf(place.quote) } })
  }

  /** Of the stack of the thread that got the signal. */
  frame(frame: FrameRecord): void {
    this.#frames.push(frame)
  }

  /** By its program; the listing of mappings may show more. */
  get isJava(): boolean {
    return isJavaCommand(this.text('command') ?? '') || LAUNCHER.test(this.text('executable') ?? '')
  }

  /** How many mappings were listed. */
  get mappings(): number {
    return this.#maps.count
  }

  /** @param whole Whether the end of the listing was seen. */
  end(whole: boolean): void {
    const table = this.#maps.count === 0 ? null : this.#maps.finish()
    let listsJvm = false
    for (let row = 0; table !== null && row < table.count && !listsJvm; row++) {
      const path = table.path[row] ?? 0
      listsJvm = path !== 0 && pathAt(table.paths, path).endsWith(JVM_LIBRARY)
    }
    this.#emitFields(listsJvm)
    for (const frame of this.#frames) this.#context.emit(frame)
    for (const { fact, place } of this.#facts) this.#fact(fact.key, fact.value, place)
    if (table === null || this.#mapsPlace === null) return
    this.#context.emit({
      kind: 'mappings',
      table,
      complete: whole && this.#strange === 0,
      at: this.at,
      span: { line: this.#maps.firstLine, endLine: this.#maps.lastLine },
      quote: this.#mapsPlace.quote,
    })
  }

  #emitFields(listsJvm: boolean): void {
    const command = this.#fields.get('command')
    const host = this.#fields.get('host')
    if (host) this.#fact('host.name', host.text, host.place)
    this.#number('process.pid', 'pid')
    this.#number('process.uid', 'uid')
    if (command && isJavaCommand(command.text)) {
      const { options, command: main } = readCommandLine(command.text)
      this.#fact('jvm.arguments', options.join(' '), command.place)
      if (main.length > 0) this.#fact('jvm.command', main.join(' '), command.place)
    }
    this.#emitEnd(this.isJava || listsJvm)
  }

  /**
   * SIGABRT of a JVM is its own doing, after something that it could not survive. Any other signal it would have handled, with a crash
   * log: that there is none has to be weighed, so those are told as an end and not as a crash.
   */
  #emitEnd(isJvm: boolean): void {
    const signal = this.#fields.get('signal')
    if (!signal) return
    const name = WHOLE.test(signal.text) ? signalName(Number(signal.text)) : signal.text
    this.#fact('process.exit', `dumped core by signal ${name}`, signal.place)
    if (!isJvm || name !== 'SIGABRT') return
    this.#fact('crash.kind', 'signal', signal.place)
    this.#fact('crash.signal', name, signal.place)
    this.#fact('crash.headline', `${name}: raised by the process itself, as abort() does`, signal.place)
    this.#number('crash.tid', 'tid')
    if (this.at !== null) this.#fact('crash.time', this.at, signal.place)
  }

  #number(key: FactKey, field: CoreField): void {
    const found = this.#fields.get(field)
    if (found && WHOLE.test(found.text)) this.#fact(key, Number(found.text), found.place)
  }

  #fact(key: FactKey, value: FactValue, { span, quote }: CorePlace): void {
    this.#context.emit({ kind: 'fact', key, value, at: this.at, span, quote: quoteOf(quote) })
  }
}

/** The core dumps that one file tells of. */
export class CoreReports {
  /** A JVM comes before other programs. */
  #chosen: CoreReport | null = null
  #all = 0
  readonly #jvms: Excerpt[] = []

  /** @param span Where all of it stands */
  add(report: CoreReport, span: LineSpan): void {
    this.#all++
    if (report.isJava) this.#jvms.push({ name: `core ${report.text('pid') ?? 'of a JVM'}`, spans: [span] })
    if (this.#chosen === null || report.isJava) this.#chosen = report
  }

  /**
   * Gives the facts of the JVM that dumped core, or makes an excerpt of each where there are several.
   * @param whole Whether the end of the file was seen. @param advice How to get one alone
   * @returns A sentence on the excerpts; empty where there are none
   */
  end(context: ParseContext, whole: boolean, advice: string): string {
    const jvms = this.#jvms.length
    if (jvms > 1) return this.#takeApart(context, advice)
    if (jvms === 1 || this.#all === 1) this.#chosen?.end(whole)
    else if (this.#all > 1) {
      const many = `${this.#all} core dumps, none of a JVM`
      context.report('unsupported', null, `It tells of ${many}; to analyse one, export it alone: ${advice}`)
    }
    return ''
  }

  #takeApart(context: ParseContext, advice: string): string {
    const jvms = this.#jvms.length
    for (const excerpt of this.#jvms.slice(-MOST_EXCERPTS)) context.excerpt(excerpt)
    if (jvms > MOST_EXCERPTS) {
      const many = `${jvms} core dumps of JVMs, of which the last ${MOST_EXCERPTS} are analysed`
      context.report('unsupported', null, `It tells of ${many}; to analyse an earlier one, export it alone: ${advice}`)
    }
    return `Core dumps of ${jvms} JVMs, each shown as an artifact of its own.`
  }
}
