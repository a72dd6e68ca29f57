/**
 * Parser of what a JVM's console or log file holds: lines of a logging framework, exceptions, HotSpot's own messages, mixed as they
 * come. Streaming: an INFO line costs some byte comparisons, only lines that may matter are decoded.
 */
import { LISTED_EVENTS, type EventType, type LogLevel } from '../../../../shared/model/records.ts'
import type { EpochMs, LineNumber } from '../../../../shared/model/units.ts'
import type { Line, LineParser, ParseContext, Skimming, ToldLines } from '../format.ts'
import { EventSink } from './event-sink.ts'
import { isGcCall, mayBeGcCall } from './gc-call.ts'
import { isLauncherError } from './hotspot-lines.ts'
import { HotspotReader } from './hotspot-reader.ts'
import { InfoReader } from './info-lines.ts'
import { logFields, type LineDetails, type LogFields } from './log-fields.ts'
import { LogClock } from './log-clock.ts'
import { firstLetter, groupEvent, launcherEvent, throwableRecord, type Group } from './log-group.ts'
import { beginTold, endTold, isCounted, takeToldLog, type ToldLog } from './told-log.ts'
import { LogHeader, PLAIN_TIME } from './log-header.ts'
import { LOG_WORDS } from './log-kernel.ts'
import { quoteOf } from './quote.ts'
import { UnitEnd } from './unit-end.ts'
import {
  addCause,
  addFrame,
  addItself,
  beginsThrowable,
  continuesThrowable,
  isFrame,
  isUncaught,
  mayMentionFailure,
  mentionsFailure,
  namesThrowable,
  openThrowable,
  wantsFrames,
  type Throwable,
} from './throwable.ts'

const TAB = 0x09
const SPACE = 0x20
/** What is read of a line; the longest words looked for stand well before. */
const LINE_BYTES = 8192

export interface ConsoleRegion {
  id: string
  title: string
  note: string
}

export class ConsoleLog implements LineParser {
  readonly #context: ParseContext
  readonly #region: ConsoleRegion
  readonly #sink: EventSink
  readonly #hotspot: HotspotReader
  readonly #info: InfoReader
  readonly #unit: UnitEnd
  readonly #header = new LogHeader()
  /** Of the last log line: an exception may follow. */
  readonly #clock = new LogClock()
  #level: LogLevel = 'info'
  #unzoned = false
  /** Of the first line with a time. */
  #first: EpochMs | null = null
  #group: Group | null = null
  #throwable: Throwable | null = null
  /** The log line that `details` are asked of. */
  #current: Line | null = null
  readonly #details: LineDetails = {
    text: () => (this.#current ? textOf(this.#current) : ''),
    fields: () => this.#fields(),
    time: () => this.#lastTime(this.#current?.number ?? 1),
  }

  /** The same of the entry that is told. */
  readonly #toldDetails: LineDetails = {
    text: () => textOf(this.#readTold()),
    fields: () => {
      const { buffer, start, end } = this.#readTold()
      this.#header.read(buffer, start, end)
      return this.#fields()
    },
    time: () => this.#lastTime(this.#readTold().number),
  }
  #told: ToldLines | null = null
  #toldLine = 0
  readonly #toldLog: ToldLog = {
    headed: (line) => this.#headed(line),
    endAbove: () => this.#endAbove(),
    wantsFrame: () => this.#wantsFrames(),
    idleFrames: (count, last) => this.#idleFrames(count, last),
    isSilentTrace: (first, last) => this.#isSilentTrace(first, last),
    isCounted: (kind) => isCounted(kind, this.#sink),
    point: (line, number, sum, total) => {
      this.#toldLine = line
      this.#info.segments.toldPoint(sum, total, number, this.#toldDetails)
    },
  }

  readonly skimming: Skimming = {
    kernel: 'log-lines',
    words: LOG_WORDS,
    // The first line with a time is where the log begins.
    isReady: () => this.#first !== null,
    take: (told) => {
      this.#told = told
      beginTold(told, this.#sink, this.#info.segments)
      takeToldLog(told, this.#toldLog)
      endTold(told, this.#sink, this.#info.segments, this.#unzoned)
      this.#told = null
    },
  }

  constructor(context: ParseContext, region: ConsoleRegion) {
    this.#context = context
    this.#region = region
    this.#sink = new EventSink(context)
    this.#hotspot = new HotspotReader(context, this.#sink)
    this.#info = new InfoReader(context, this.#sink)
    this.#unit = new UnitEnd(context, true)
  }

  line(line: Line): void {
    const { buffer, start, end } = line
    if (end === start) {
      this.#hotspot.take('', line.number)
      return
    }
    const first = buffer[start]
    if (first === TAB || first === SPACE) this.#indented(line)
    else if (this.#header.read(buffer, start, end)) this.#logLine(line)
    else this.#other(line)
  }

  end(lines: LineNumber, cut: boolean): void {
    this.#flush()
    this.#hotspot.end()
    this.#info.end(this.#details)
    this.#unit.end(lines)
    if (lines === 0) return
    if (cut) this.#context.report('truncated', lines, 'The log ends early')
    const summary = this.#sink.end(lines)
    const note = [this.#region.note, summary === '' ? '' : `Found: ${summary}.`].filter((part) => part !== '').join(' ')
    this.#context.emit({ kind: 'region', ...this.#region, note, depth: 0, span: { line: 1, endLine: lines } })
    this.#extent(lines)
  }

  /** Silent where the log has no times. */
  #extent(lines: LineNumber): void {
    const last = this.#clock.read()
    if (this.#first === null || last === null) return
    this.#context.emit({
      kind: 'extent',
      first: { at: this.#first, uptime: null },
      last: { at: last.at, uptime: null },
      zoned: last.zoned,
      startsVm: false,
      nextCause: null,
      span: { line: 1, endLine: lines },
    })
  }

  #endAbove(): void {
    if (this.#group || this.#throwable) this.#flush()
    this.#hotspot.logged()
  }

  /** A line of Kafka's shape was the last log line. */
  #headed(line: Line): void {
    this.#endAbove()
    this.#current = line
    this.#clock.set(line.buffer, line.start + 1, line.start + PLAIN_TIME, line.end)
  }

  #readTold(): Line {
    const line = this.#told?.at(this.#toldLine) ?? this.#current
    if (line === null) throw new Error('no line is told')
    this.#headed(line)
    return line
  }

  /** Whether a trace that tells nothing needs no reading: it is no event, and of no open one. */
  #isSilentTrace(first: Line, last: LineNumber): boolean {
    if (this.#throwable || !this.#hotspot.isIdle) return false
    if (this.#group) this.#group.endLine = last
    // Each trace has the time of what stands above it.
    else this.#lastTime(first.number)
    return true
  }

  /** Of failed maps those of the first ones tell where they come from; the last ones come from there, too. */
  #wantsFrames(): boolean {
    const throwable = this.#throwable
    if (throwable === null || !wantsFrames(throwable)) return false
    return !throwable.mapFailed || this.#sink.counted('map-failed') < LISTED_EVENTS
  }

  /** Frames of nothing, or beyond those that are read. */
  #idleFrames(count: number, last: LineNumber): void {
    if (this.#group) this.#group.endLine = last
    if (!this.#throwable) return
    this.#throwable.endLine = last
    this.#throwable.frames += count
  }

  #logLine(line: Line): void {
    if (this.#throwable && this.#goesOn(line)) return
    if (this.#group || this.#throwable) this.#flush()
    this.#hotspot.logged()
    this.#current = line
    const { buffer, end } = line
    const { level, shape, timeAt, timeEnd, restAt } = this.#header
    this.#level = level
    if (timeAt >= 0) {
      this.#clock.set(buffer, timeAt, timeEnd, end)
      if (this.#first === null) this.#first = this.#clock.read()?.at ?? null
    } else this.#clock.clear()
    if (level === 'error' || level === 'fatal') this.#open('log-error', line)
    else if (level === 'warning') this.#open('log-warning', line)
    else if (level === 'info' && this.#info.read(line, restAt, shape, this.#details)) return
    else if (mayBeGcCall(buffer, restAt, Math.min(end, restAt + LINE_BYTES))) this.#gcCall(line)
  }

  /**
   * Servers that log what is written to System.err make a log line of each line of a trace (JBoss, Paper, Nexus). Kafka's layout is none
   * of theirs; the kernel that skims it does not know such lines.
   */
  #goesOn(line: Line): boolean {
    const { timeAt, timeEnd, shape } = this.#header
    const throwable = this.#throwable
    if (throwable?.inHeader !== true || (shape === 'bracketed-time' && timeEnd - timeAt === PLAIN_TIME - 1))
      return false
    const { source, message } = logFields(
      shape,
      line.slice(this.#header.restAt, Math.min(line.end, this.#header.restAt + LINE_BYTES)),
    )
    const text = message.trim()
    const cause = continuesThrowable(text)
    if (source !== throwable.source || (!cause && !isFrame(text))) return false
    if (cause) addCause(throwable, text)
    else if (this.#wantsFrames()) addFrame(throwable, text)
    throwable.frames++
    this.#extend(line.number)
    return true
  }

  /** Errors and warnings are events already, whatever they say. */
  #gcCall(line: Line): void {
    const { source, message } = this.#fields()
    if (!isGcCall(message)) return
    const [at, quote] = [this.#lastTime(line.number), quoteOf(textOf(line))]
    const span = { line: line.number, endLine: line.number }
    this.#sink.add({ type: 'gc-requested', at, uptime: null, level: this.#level, source, values: {}, span, quote })
  }

  #fields(): LogFields {
    const line = this.#current
    const { shape, restAt } = this.#header
    return logFields(shape, line ? line.slice(restAt, Math.min(line.end, restAt + LINE_BYTES)) : '')
  }

  #open(type: EventType, line: Line): void {
    const { number } = line
    const { buffer, end } = line
    if (!mayMentionFailure(buffer, this.#header.restAt, end) && this.#sink.skipIfFull(type)) return
    const fields = this.#fields()
    const telling = mentionsFailure(fields.message)
    if (!telling && this.#sink.skipIfFull(type)) return
    const at = this.#lastTime(number)
    const quote = quoteOf(textOf(line))
    const level = this.#level
    this.#hotspot.note(textOf(line), number, at)
    this.#group = { type, level, at, ...fields, line: number, endLine: number, quote }
    if (telling) {
      this.#throwable = openThrowable(fields.message, {
        line: number,
        quote,
        at,
        level,
        source: fields.source,
        inHeader: true,
      })
    }
  }

  /** Frames of a trace, or the continuation of any message. */
  #indented(line: Line): void {
    if (this.#group) this.#group.endLine = line.number
    const throwable = this.#throwable
    const letter = firstLetter(line)
    if (!throwable) {
      // Tomcat indents all of an exception (OneLineFormatter.java). Frames are known by their letter, without reading them.
      if (letter !== 0x61) this.#indentedException(line)
      return
    }
    throwable.endLine = line.number
    throwable.frames++
    if (letter === 0x61 && this.#wantsFrames()) addFrame(throwable, textOf(line))
    // Nested causes of suppressed exceptions are indented.
    else if (letter === 0x43 || letter === 0x53) addCause(throwable, textOf(line))
  }

  #indentedException(line: Line): void {
    if (!mayMentionFailure(line.buffer, line.start, Math.min(line.end, line.start + LINE_BYTES))) return
    const text = textOf(line).trim()
    if (mentionsFailure(text) && (namesThrowable(text) || continuesThrowable(text))) this.#throw(text, line.number)
  }

  #other(line: Line): void {
    const text = textOf(line)
    const { number } = line
    this.#unit.take(text, number)
    if (this.#hotspot.begins(text)) {
      this.#flush()
      this.#hotspot.open(text, number)
      return
    }
    if (this.#hotspot.take(text, number)) return
    if (isLauncherError(text)) {
      this.#flush()
      this.#sink.add(launcherEvent(text, number))
      if (isUncaught(text)) return
    }
    this.#hotspot.note(text, number)
    if (this.#throwable && continuesThrowable(text)) {
      addCause(this.#throwable, text)
      this.#extend(number)
    } else if (this.#throwable && isFrame(text)) {
      this.#indented(line)
    } else if (beginsThrowable(text)) {
      this.#throw(text, number)
    } else if (this.#throwable && this.#throwable.frames > 0) {
      // After the frames a line at the margin is somebody else's.
      this.#flush()
    } else if (this.#group || this.#throwable) {
      this.#extend(number)
    }
  }

  #throw(text: string, line: LineNumber): void {
    const before = this.#throwable
    if (before?.inHeader && before.frames === 0) {
      // The log line's message repeats what its exception says.
      addItself(before, text)
      this.#extend(line)
      return
    }
    if (before && before.frames === 0 && !isUncaught(text)) {
      // A message of several lines may name exceptions itself.
      addCause(before, text)
      this.#extend(line)
      return
    }
    if (before) this.#flush()
    this.#throwable = openThrowable(text, {
      line,
      quote: quoteOf(text),
      at: this.#group?.at ?? (before ? null : this.#lastTime(line)),
      level: this.#group?.level ?? 'error',
      source: this.#group?.source ?? '',
      inHeader: false,
    })
    if (this.#group) this.#group.endLine = line
  }

  #extend(line: LineNumber): void {
    if (this.#group) this.#group.endLine = line
    if (this.#throwable) this.#throwable.endLine = line
  }

  #flush(): void {
    const group = this.#group
    const throwable = this.#throwable
    this.#group = null
    this.#throwable = null
    if (group) this.#sink.add(groupEvent(group))
    const event = throwable && throwableRecord(throwable, group?.message ?? '')
    if (event) this.#sink.add(event)
  }

  #lastTime(line: LineNumber): EpochMs | null {
    const time = this.#clock.read()
    if (!time) return null
    if (!time.zoned && !this.#unzoned) {
      this.#unzoned = true
      if (time.ambiguous === undefined)
        this.#context.report('no-time-zone', line, 'Times have no zone; they were taken as UTC')
      else
        this.#context.report(
          'zone-unknown',
          line,
          `Time zone "${time.ambiguous}" is of several countries: taken as UTC`,
        )
    }
    return time.at
  }
}

function textOf(line: Line): string {
  return line.end - line.start <= LINE_BYTES ? line.text() : line.slice(line.start, line.start + LINE_BYTES)
}
