/**
 * A terminal session, or a file in which a script gathered outputs: each output is handed over to be recognised anew. What a prompt or a
 * heading tells of it (which file, whose process, which host) goes into its name.
 */
import type { FactKey, FactValue } from '../../../../shared/model/facts.ts'
import type { LineSpan } from '../../../../shared/model/span.ts'
import type { LineNumber } from '../../../../shared/model/units.ts'
import { MOST_EXCERPTS, type Confidence, type Head, type Line, type LineParser, type ParseContext } from '../format.ts'
import { quoteOf } from '../lib/quote.ts'
import { hasControls, shownLine } from '../../../../shared/model/terminal-text.ts'
import { readCommand, type Command } from './command.ts'
import { readMark, type Mark } from './prompt.ts'

const SNIFFED_LINES = 600
const MOST_SECTIONS = 5000
const TITLE_CHARACTERS = 120
// Script started on 2026-11-22 08:46:45+00:00 [TERM="xterm" TTY="/dev/pts/0"]        Script done on ...       (script(1))
// =~=~=~=~=~=~=~=~=~=~=~= PuTTY log 2026.11.22 08:46:45 =~=~=~=~=~=~=~=~=~=~=~=
const RECORDER = /^(?:Script (?:started|done)(?: on|,)|(?:=~){5,20}=? ?PuTTY log )/
// 65531            65531 /proc/9615/maps
const COUNT = /^\s{0,20}(\d{1,9})(?: \S{1,200})?\s{0,4}$/
// cat: /proc/9615/maps: Permission denied        -bash: jcmd: command not found          ls: cannot access 'x': No such file or directory
const REFUSED =
  /^\S{1,100}: .{0,300}(?:Permission denied|command not found|not found|No such file or directory|No such process)$/

/** Files of one value each, which a format reads under their headings. */
const OF_SETTINGS = /^\/(?:proc\/sys|sys)\//

const decoder = new TextDecoder()

/** What the terminal showed of a line, and of how it stands in the file the longest part without control sequences, as evidence. */
interface Shown {
  text: string
  quote: string
}

// ESC [ 01 ; 32 m          BS          ESC ] 0 ; title          (ECMA-48)
// oxlint-disable-next-line no-control-regex
const CONTROLS = /\u001b\[[0-?]{0,30}[ -/]{0,3}[@-~]|[\u0000-\u001f\u007f]/

function shown(line: Line): Shown {
  const raw = line.text()
  if (!hasControls(line.buffer, line.start, line.end)) return { text: raw, quote: quoteOf(raw) }
  const parts = raw.split(CONTROLS).map(quoteOf)
  const quote = parts.reduce((longest, part) => (part.length > longest.length ? part : longest), '')
  return { text: decoder.decode(shownLine(line.buffer.subarray(line.start, line.end))), quote }
}

export function sniffTranscript(head: Head): Confidence {
  const lines = head.lines.slice(0, SNIFFED_LINES)
  const encoder = new TextEncoder()
  let fences = 0
  let bare = 0
  let named = 0
  let banners = 0
  let files = 0
  let isFirst = true
  let firstBare = false
  const answers = new Set<string>()
  for (const [index, raw] of lines.entries()) {
    const bytes = raw.includes('\u001b') || raw.includes('\b') ? encoder.encode(raw) : null
    const text = bytes ? decoder.decode(shownLine(bytes)) : raw
    if (text.trim() === '' || RECORDER.test(text)) continue
    const mark = readMark(text)
    if (mark?.kind === 'fence') fences++
    else if (mark?.kind === 'file') files += (isFirst || files > 0) && !OF_SETTINGS.test(mark.path) ? 1 : 0
    else if (mark?.kind === 'pid')
      answers.add(kindOf(lines[index + 1]?.trim() === '' ? lines[index + 2] : lines[index + 1]))
    else if (mark && isCapture(mark)) {
      if (mark.kind === 'banner') banners++
      else if (mark.isBare) {
        bare++
        firstBare ||= isFirst && text.startsWith('$')
      } else named++
    }
    isFirst = false
  }
  if (named > 0 || firstBare || bare > 1 || banners > 1 || (fences > 1 && bare > 0)) return 'certain'
  // Of one answer again and again the formats know more: several thread dumps are one series.
  if (files > 0 || answers.size > 1) return 'certain'
  return fences > 1 ? 'yes' : 'no'
}

/** What the answers of jcmd begin with, whatever their numbers. */
function kindOf(line: string | undefined): string {
  return (line ?? '').replaceAll(/\d{1,20}/g, '0').slice(0, 12)
}

/** A bare `#` may be a comment: what follows must be a command, and no sentence. */
function isCapture(mark: Extract<Mark, { kind: 'prompt' | 'banner' }>): boolean {
  return readCommand(mark.command).sort === 'capture' && !/^\w+(?: [a-z]+){4,}[.:]?$/.test(mark.command)
}

interface Section {
  title: string
  command: Command | null
  /** Of the last prompt that names one. */
  host: string | null
  mark: LineNumber
  quote: string
  span: LineSpan | null
  lines: number
  /** The first line that is not blank. */
  first: (Shown & { line: LineNumber }) | null
}

export function openTranscript(context: ParseContext): LineParser {
  const sections: Section[] = []
  const hosts = new Map<string, { line: LineNumber; quote: string }>()
  const pids = new Map<number, { line: LineNumber; quote: string }>()
  let section: Section | null = null
  let host: string | null = null
  let isFenced = false
  let hasFences = false
  let beyond = 0

  function begin(title: string, command: Command | null, line: LineNumber, quote: string): void {
    if (sections.length >= MOST_SECTIONS) {
      section = null
      beyond++
      return
    }
    section = { title, command, host, mark: line, quote, span: null, lines: 0, first: null }
    sections.push(section)
    if (typeof command?.pid === 'number' && !pids.has(command.pid)) pids.set(command.pid, { line, quote })
  }

  /** Whether a block begins with a command that has lost its prompt. */
  function isTyped(text: string): boolean {
    return (
      section?.lines === 0 &&
      section.command === null &&
      /^[a-z]\S* \S/.test(text) &&
      isCapture({ kind: 'banner', command: text })
    )
  }

  /** Whether the line is a mark; a prompt without anything behind it ends the output above. */
  function marked({ text, quote }: Shown, line: LineNumber): boolean {
    const mark = readMark(text)
    if (isFenced && mark === null && isTyped(text)) {
      begin(text.trim(), readCommand(text), line, quote)
      return true
    }
    if (mark === null) return RECORDER.test(text)
    if (mark.kind === 'fence') {
      hasFences = true
      isFenced = !isFenced
      if (isFenced) begin('Block', null, line, quote)
      else section = null
      return true
    }
    if (mark.kind === 'prompt') {
      if (mark.isBare && (!isCommand(mark) || (hasFences && !isFenced))) return false
      host = mark.host ?? host
      if (mark.host !== null && !hosts.has(mark.host)) hosts.set(mark.host, { line, quote })
      if (mark.command === '') section = null
      else begin(mark.command, readCommand(mark.command), line, quote)
      return true
    }
    if (mark.kind === 'banner') {
      if (!isCapture(mark)) return false
      begin(mark.command, readCommand(mark.command), line, quote)
      return true
    }
    if (mark.kind === 'file') begin(mark.path, readCommand(`cat ${mark.path}`), line, quote)
    // The answer has the number in itself, which its format reads.
    else if (section === null || (section.lines > 0 && section.command === null)) {
      begin(`jcmd ${mark.pid}`, null, line, quote)
      return false
    } else return false
    return true
  }

  return {
    line(line) {
      const seen = shown(line)
      if (marked(seen, line.number) || section === null) return
      const { text } = seen
      if (text.trim() === '') return
      section.lines++
      section.first ??= { ...seen, line: line.number }
      if (section.span) section.span.endLine = line.number
      else section.span = { line: line.number, endLine: line.number }
    },
    end(lines, cut) {
      if (lines === 0) return
      if (cut) context.report('truncated', lines, 'The session ends early')
      const outputs = sections.filter(({ span }) => span !== null).length
      const told = new Excerpts(context, hosts.size > 1)
      for (const each of sections) told.add(each)
      told.end()
      if (beyond > 0) context.report('too-large', null, `More than ${MOST_SECTIONS} commands: ${beyond} are not read`)
      const [first] = hosts
      if (first && hosts.size === 1) fact('host.name', first[0], first[1])
      const [pid] = pids
      // A number means something on its host only.
      if (hosts.size < 2 && pids.size < 2) {
        if (pid) fact('process.pid', pid[0], pid[1])
        for (const each of sections) counted(each)
      }
      context.emit({
        kind: 'region',
        id: 'transcript',
        title: `Terminal session, ${outputs} ${outputs === 1 ? 'output' : 'outputs'}`,
        note: told.count === 0 ? '' : 'Each output is an artifact of its own.',
        depth: 0,
        span: { line: 1, endLine: lines },
      })
    },
  }

  function fact(key: FactKey, value: FactValue, { line, quote }: { line: LineNumber; quote: string }): void {
    context.emit({ kind: 'fact', key, value, at: null, span: { line, endLine: line }, quote })
  }

  /** Only where one process was asked about: whose number it is has to be sure. */
  function counted({ title, command, first, lines }: Section): void {
    const match = command?.counts && first && lines === 1 ? COUNT.exec(first.text) : null
    if (!match || !first || command === null) return
    const value = Number(match[1])
    const place = { line: first.line, quote: first.quote }
    if (command.counts === 'fd') fact('process.open-files', value, place)
    else if (command.counts === 'task') fact('process.threads', value, place)
    else if (context.at !== null)
      context.emit({
        kind: 'series',
        series: 'map-count',
        title: title.slice(0, TITLE_CHARACTERS),
        unit: 'count',
        at: Float64Array.of(context.at),
        value: Float64Array.of(value),
        line: Uint32Array.of(first.line),
        span: { line: first.line, endLine: first.line },
        quote: place.quote,
      })
  }
}

/** Behind a bare mark anything may stand: comments, headings. */
function isCommand(mark: Extract<Mark, { kind: 'prompt' }>): boolean {
  const { sort } = readCommand(mark.command)
  return sort !== 'unknown' && (sort === 'program' || isCapture(mark))
}

/** Hands outputs over, each with the region that it has here. */
class Excerpts {
  readonly #context: ParseContext
  /** Of files that `tail -f` prints by turns, the pieces are one text. */
  readonly #byName = new Map<string, { spans: LineSpan[]; file: string | null; name: string; host: string | null }>()
  readonly #byHost: boolean
  count = 0

  /** @param byHost Several hosts are told of. */
  constructor(context: ParseContext, byHost: boolean) {
    this.#context = context
    this.#byHost = byHost
  }

  add({ title, command, host, mark, span, first, lines }: Section): void {
    if (span === null || first === null) return
    this.#context.emit({
      kind: 'region',
      id: 'transcript-output',
      title: title.slice(0, TITLE_CHARACTERS),
      note: '',
      depth: 1,
      span: { line: mark, endLine: span.endLine },
    })
    const isCounted = command !== null && command.counts !== null && lines === 1
    if (isCounted || command?.isSilent === true || command?.pid === 'self' || (lines === 1 && REFUSED.test(first.text)))
      return
    const name = command?.name ?? `output at line ${span.line}`
    const group = this.#byHost ? host : null
    const keyOf = (each: string): string => `${group ?? ''} ${each}`
    const known = title.startsWith('/') || title.startsWith('.') ? this.#byName.get(keyOf(name)) : undefined
    if (known) {
      known.spans.push({ ...span })
      return
    }
    let free = name
    for (let number = 2; this.#byName.has(keyOf(free)); number++) free = `${name} ${number}`
    this.#byName.set(keyOf(free), { spans: [{ ...span }], file: command?.file ?? null, name: free, host: group })
  }

  end(): void {
    this.count = this.#byName.size
    for (const { name, host, spans, file } of [...this.#byName.values()].slice(0, MOST_EXCERPTS)) {
      const more = { ...(file !== null && { file }), ...(host !== null && { group: host }) }
      this.#context.excerpt({ name, spans, isOther: true, isShown: true, ...more })
    }
    if (this.count > MOST_EXCERPTS)
      this.#context.report(
        'unsupported',
        null,
        `It has ${this.count} outputs, of which the first ${MOST_EXCERPTS} are read`,
      )
  }
}
