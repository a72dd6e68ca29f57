import type { LineNumber } from '../../../../shared/model/units.ts'
import type { Line, LineParser, ParseContext } from '../format.ts'
import { ConsoleExcerpt } from '../lib/console-excerpt.ts'
import { Outline } from './outline.ts'
import { CrashRecords, type LogLine } from './records.ts'
import type { Part, Section, SectionReader } from './section.ts'
import { HEADER, UNKNOWN, isHeadingLike, isKnownPart, isOfHeader, partOf, sectionOf } from './sections.ts'
import { findHeader, type FoundHeader } from './sniff.ts'
import type { Inner, Wrapping } from './wrapping.ts'

// [error occurred during error reporting (printing register info), id 0xb, SIGSEGV (0xb) at pc=0x00007f1c5a3e8f44]
// [timeout occurred during error reporting in step "printing native stack"] after 30 s.
// ------ Timeout during error reporting after 120 s. ------
// [stop reattempt (retry printing native stack (no source info)) reason: Stack headroom limit reached]
// [thread 10023 also had an error]      [thread 10023 also had an error in the JVMCI native library]
// [Too many errors, abort]      # [ timer expired, abort... ]
const NESTED_ERROR =
  /occurred during error reporting|^------ Timeout during error|^\[(?:thread \d+ also had an error|stop reattempt \(|Too many errors, abort\])|^# \[ timer expired, abort/
// # JRE version: OpenJDK Runtime Environment (17.0.15+6) (build 17.0.15+6-Debian-1deb12u1)
const VERSIONS = /^# (?:JRE version|Java VM): /
const HASH = 0x23
/** Of a line that could be the lone `#` before the header, with what a log shipper put around it. */
const MAX_HASH_LINE = 600
const decoder = new TextDecoder()

const PREAMBLE = {
  id: 'preamble',
  title: 'Before the crash log',
  note: 'Another log, in which the crash log was captured.',
}
const NOTICE = {
  id: 'notice',
  title: 'Notice of the crash',
  note: 'The short form that HotSpot prints to standard output.',
}
const EPILOGUE = { id: 'epilogue', title: 'After the crash log', note: 'Text that follows the log in the same file.' }

/** before: the header is still to come. after: the log is over, what follows is something else. */
type Stage = 'before' | 'within' | 'after'

export class HsErrParser implements LineParser {
  #records: CrashRecords
  #outline: Outline
  #stage: Stage = 'before'
  #wrapping: Wrapping | null = null
  #section: Section | null = null
  #reader: SectionReader | null = null
  #afterBlank = true
  /** A line just before that may be a lone `#`: the header begins there. */
  #hash: LogLine | null = null
  #headed = false
  /** Lines of the header may have lost their hash on a web page. */
  #maybeBare = false
  /** Whether the log's last words were seen: `END.`, or the elapsed time that closes JDK 8 and earlier. */
  #ended = false
  /** What stands before the log and behind it: HotSpot prints why a commit failed to standard output alone. */
  readonly #context: ParseContext
  readonly #console = new ConsoleExcerpt()
  /** Where another crash log begins in the same text: it is read as one of its own. */
  #next: LineNumber | null = null

  constructor(context: ParseContext) {
    this.#context = context
    this.#records = new CrashRecords(context)
    this.#outline = new Outline(this.#records)
  }

  line(line: Line): void {
    if (this.#wrapping && this.#stage === 'within') this.#wrapped(line, this.#wrapping)
    else if (!this.#readBytes(line.buffer, line.start, line.end, line.number)) this.#text(line.number, line.text())
  }

  /** A line of a captured log. */
  #wrapped(line: Line, wrapping: Wrapping): void {
    const { number, buffer, start, end } = line
    const inner: Inner | null = wrapping.find(buffer, start, end)
    if (inner === null) {
      this.#foreign(line)
    } else if (wrapping.isPlain(buffer, inner)) {
      if (!this.#readBytes(buffer, inner.start, inner.end, number))
        this.#text(number, decoder.decode(buffer.subarray(inner.start, inner.end)))
    } else {
      const written = decoder.decode(buffer.subarray(inner.start, inner.end))
      this.#within({ number, text: wrapping.textOf(written), written })
    }
  }

  #readBytes(buffer: Uint8Array, start: number, end: number, number: LineNumber): boolean {
    if (this.#reader?.bytes?.(buffer, start, end, number) !== true) return false
    this.#outline.last = number
    this.#afterBlank = false
    return true
  }

  #text(number: LineNumber, text: string): void {
    if (this.#stage === 'within') this.#within({ number, text })
    else this.#outside({ number, text })
  }

  end(lines: LineNumber, cut: boolean): void {
    if (this.#stage === 'before') this.#records.report('truncated', null, 'No header of a crash log was found')
    this.#closeReader(false)
    this.#outline.closePart()
    if (this.#stage !== 'before' && (cut || !this.#ended))
      this.#records.report('truncated', lines === 0 ? null : lines, 'The crash log ends before its last section')
    if (lines > 0) this.#closeRoot(lines)
    this.#console.end(this.#context, null)
    if (this.#next !== null)
      this.#context.excerpt({ name: 'next crash log', spans: [{ line: this.#next, endLine: lines }], isOther: true })
    this.#records.finish()
  }

  #closeRoot(lines: LineNumber): void {
    if (this.#headed) this.#outline.root('HotSpot fatal error log', '', lines)
    else this.#outline.root('HotSpot VM information', 'Of jcmd VM.info, or of a crash log without its header.', lines)
  }

  /** Before the header, or after the log. */
  #outside(line: LogLine): void {
    const header = findHeader(line.text)
    if (this.#stage === 'after') {
      if (header) this.#another(line)
      if (line.text.trim() !== '') this.#stray(line)
      return
    }
    if (header) {
      this.#begin(line, header)
      return
    }
    const part = partOf(line.text)
    if (part) {
      this.#strayHash()
      this.#stage = 'within'
      this.#openPart(part, line)
      this.#outline.last = line.number
      return
    }
    // `jcmd VM.info` begins with the versions; so does what is left of a log whose first lines are lost.
    if (VERSIONS.test(line.text)) {
      this.#begin(line, { text: line.text, wrapping: null, bare: false })
      return
    }
    if (line.text.trim() === '') return
    this.#strayHash()
    if (line.text.includes('#') && line.text.length <= MAX_HASH_LINE) this.#hash = line
    else this.#stray(line)
  }

  /** A line that belongs to another log. */
  #stray({ number, text }: LogLine): void {
    if (this.#next === null) this.#hear(text, number)
    if (this.#outline.partId === null) this.#outline.openPart(this.#stage === 'before' ? PREAMBLE : EPILOGUE, number)
    this.#outline.last = number
  }

  #hear(text: string, number: LineNumber): void {
    if (/^\s/.test(text)) this.#console.follow(number)
    else this.#console.hear(text, number)
  }

  /** What looked like a lone `#` was not the header's after all. */
  #strayHash(): void {
    if (this.#hash !== null) this.#stray(this.#hash)
    this.#hash = null
  }

  /** The header's line: a `#` right before it belongs to it. */
  #begin(line: LogLine, { text, wrapping, bare }: FoundHeader): void {
    const hash = this.#hash?.number === line.number - 1 && isHash(this.#hash.text, wrapping) ? this.#hash : null
    if (hash === null) this.#strayHash()
    this.#stage = 'within'
    this.#wrapping = wrapping
    this.#maybeBare = wrapping === null && text.startsWith('# ')
    this.#outline.openPart(HEADER, (hash ?? line).number)
    this.#within(bare ? { number: line.number, text, written: line.text } : { number: line.number, text })
  }

  #within(printed: LogLine): void {
    if (printed.text.trim() === '') {
      this.#blank()
      return
    }
    const line = this.#maybeBare ? this.#withHash(printed) : printed
    const { text } = line
    if (text.charCodeAt(0) === HASH && text.trim() === '#') {
      this.#outline.last = line.number
      return
    }
    const nested = isNestedError(text)
    if (nested) this.#nestedError(line)
    const part = partOf(text)
    if (part) this.#openPart(part, line)
    else if (nested && /^[[-]/.test(text)) this.#reader?.line(line)
    else if (!this.#openHeading(line)) this.#content(line)
    this.#outline.last = line.number
    this.#afterBlank = false
  }

  /** A line of the header as HotSpot printed it. */
  #withHash(line: LogLine): LogLine {
    const { number, text } = line
    if (/^[#[-]/.test(text) || this.#outline.partId !== HEADER.id) return line
    // Sections follow without a banner where lines were left out.
    if (this.#section !== null && !isOfHeader(this.#section)) return line
    if (sectionOf(text, this.#afterBlank, this.#section?.id ?? null)) return line
    return { number, text: `# ${text.trim()}`, written: text }
  }

  #blank(): void {
    this.#afterBlank = true
    if (this.#section && this.#section.blank !== 'stays') this.#closeSection()
  }

  #openPart(part: Part, line: LogLine): void {
    this.#closeSection()
    this.#outline.openPart(part, line.number)
    if (!isKnownPart(part)) this.#records.report('unknown-section', line.number, `Unknown part "${part.title}"`)
  }

  #openHeading(line: LogLine): boolean {
    const section = sectionOf(line.text, this.#afterBlank, this.#section?.id ?? null)
    if (!section) return false
    const again = section.id === 'problem' && (this.#headed || this.#outline.partId !== HEADER.id)
    if (again && this.#outline.partId !== HEADER.id) {
      this.#another(line)
      return true
    }
    if (section === this.#section && section.merges) {
      this.#reader?.line(line)
    } else {
      // The notice on standard output, then the log itself: both begin alike.
      if (again) this.#restart(line)
      if (section.id === 'problem') this.#headed = true
      this.#openSection(section, line)
    }
    this.#noteEnd(section, line)
    return true
  }

  #content(line: LogLine): void {
    if (!this.#section || this.#startsUnknown(this.#section, line)) {
      const excerpt = line.text.trim().slice(0, 60)
      this.#records.report('unknown-section', line.number, `Unknown section "${excerpt}"`)
      this.#openSection(UNKNOWN, line)
      return
    }
    this.#reader?.line(line)
  }

  #startsUnknown(section: Section, line: LogLine): boolean {
    return this.#afterBlank && section !== UNKNOWN && section.subheadings === undefined && isHeadingLike(line.text)
  }

  #openSection(section: Section, line: LogLine): void {
    this.#closeReader(true)
    this.#outline.openSection(section, line.number)
    this.#section = section
    this.#reader = section.open?.(this.#records) ?? null
    this.#reader?.line(line)
  }

  #closeSection(): void {
    this.#closeReader(true)
    this.#outline.closeSection()
  }

  #closeReader(followed: boolean): void {
    this.#reader?.end?.(followed)
    this.#reader = null
    this.#section = null
  }

  #noteEnd(section: Section, line: LogLine): void {
    if (section.id === 'end') {
      this.#outline.last = line.number
      this.#ended = true
      this.#closeSection()
      this.#outline.closePart()
      this.#stage = 'after'
    } else if (section.id === 'time' && /^elapsed time|^Elapsed Time/.test(line.text)) {
      this.#ended = true
    } else if (section.id === 'vm-info' && (this.#records.feature ?? 99) <= 5) {
      this.#ended = true
    }
  }

  #nestedError(line: LogLine): void {
    this.#records.report('nested-error', line.number, line.text.trim().slice(0, 200))
    const note = 'HotSpot crashed again while it wrote this section: the rest of the section is missing.'
    this.#outline.mark('nested-error', 'Error while writing the log', note, line.number)
  }

  #restart(line: LogLine): void {
    this.#closeReader(true)
    this.#records.forget()
    this.#outline.closePart(NOTICE)
    this.#outline.openPart(HEADER, line.number)
  }

  #another(line: LogLine): void {
    this.#next ??= line.number
    if (this.#stage === 'after') return
    this.#closeSection()
    this.#outline.closePart()
    this.#outline.openPart(EPILOGUE, line.number)
    this.#stage = 'after'
  }

  /** Within a captured log, a line that another program wrote. */
  #foreign(line: Line): void {
    this.#records.report('malformed-line', line.number, 'A line without the prefix that the lines of this log have')
  }
}

function isHash(text: string, wrapping: Wrapping | null): boolean {
  return (wrapping ? wrapping.unwrap(text) : text)?.trim() === '#'
}

function isNestedError(text: string): boolean {
  return NESTED_ERROR.test(text)
}
