import type { FactKey, FactValue } from '../../../../shared/model/facts.ts'
import type { EpochMs } from '../../../../shared/model/units.ts'
import type { LineParser, ParseContext } from '../format.ts'
import { quoteOf } from '../lib/quote.ts'

// Process:               java [13742]
const PROCESS = /^Process: {1,40}(.{1,100}?) \[(\d{1,10})\]$/
// Path:                  /Library/Java/JavaVirtualMachines/jdk-11.0.10.jdk/Contents/Home/bin/java
// Exception Type:        EXC_BAD_ACCESS (SIGABRT)
const FIELD =
  /^(Path|Date\/Time|OS Version|Exception Type|Exception Codes|Crashed Thread|Triggered by Thread): {1,40}(\S.{0,500})$/
//   "exception" : {"codes":"0x0000000000000002, 0x00000001027ad008","type":"EXC_BAD_ACCESS","signal":"SIGABRT","subtype":"KERN_..."},
const MEMBER = /^ {0,4}"(pid|procPath|captureTime|osVersion|exception|faultingThread)" ?: ?(.{1,2000}?),?$/
const STRING = (name: string): RegExp => new RegExp(`"${name}" ?: ?"([^"]{1,300})"`)
const TYPE = STRING('type')
const SIGNAL = STRING('signal')
const SUBTYPE = STRING('subtype')
const TRAIN = STRING('train')
// 2023-12-17 07:11:15.5556 +0800
const TIME = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,9}))? ([+-]\d\d)(\d\d)$/
// EXC_BAD_ACCESS (SIGABRT)
const EXCEPTION = /^(EXC_[A-Z_]{2,30})(?: \((SIG[A-Z0-9]{2,9})\))?/
// KERN_INVALID_ADDRESS at 0x0000000000000008
const ADDRESS = /\bat 0x([0-9a-f]{1,16})\b/
// Thread 30 Crashed:: Java: AWT-EventQueue-0          Thread 0:: AppKit Thread  Dispatch queue: com.apple.main-thread        Thread 4:
const THREAD = /^Thread (\d{1,6})(?: (Crashed))?:(?:: {0,2}(.{0,200}))?$/
// 3   libjvm.dylib                           0x11094c8c1 os::abort(bool, void*, void const*) + 49
const FRAME = /^(\d{1,4}) {1,4}(\S.{0,200}?)\s{1,60}0x[0-9a-f]{1,16} (\S.{0,1000}?)(?: \+ \d{1,10}(?: \(.{1,200}\))?)?$/
const NO_IMAGE = '???'

/** Reports of ReportCrash on macOS: text, and JSON of a header line and a body with a member a line (.ips). */
export function openAppleCrash(context: ParseContext): LineParser {
  const stated = new Set<FactKey>()
  let at: EpochMs | null = null
  let threads = 0
  let firstThread: { line: number; quote: string } | null = null
  let crashed: 'no' | 'reading' | 'done' = 'no'
  /** Behind the frame of the signal handler stands the code that faulted. */
  let handled = false
  let exception: { type: string; signal: string | null; line: number; quote: string } | null = null

  function state(key: FactKey, value: FactValue, line: number, quote: string): void {
    if (stated.has(key)) return
    stated.add(key)
    context.emit({ kind: 'fact', key, value, at, span: { line, endLine: line }, quote: quoteOf(quote) })
  }

  function end(type: string, signal: string | null, detail: string, line: number, text: string): void {
    state('crash.kind', 'signal', line, text)
    // A fault that HotSpot's handler met ends in abort(): the exception is what happened, the signal only how it ended.
    state('crash.signal', type === 'EXC_CRASH' && signal !== null ? signal : type, line, text)
    const ended = signal === null ? type : `${type} (${signal})`
    state('crash.headline', detail === '' ? ended : `${ended}: ${detail}`, line, text)
    const address = ADDRESS.exec(detail)?.[1]
    const number = Number.parseInt(address ?? '', 16)
    if (Number.isSafeInteger(number)) state('crash.signal-address', number, line, text)
  }

  function field(name: string, value: string, line: number, text: string): void {
    switch (name) {
      case 'Path':
      case 'procPath':
        state('process.command', value.slice(0, 79), line, text)
        break
      case 'Date/Time':
      case 'captureTime':
        at = timeOf(value)
        if (at !== null) state('crash.time', at, line, text)
        break
      case 'OS Version':
        state('os.name', value, line, text)
        break
      case 'Exception Type': {
        const [, type, signal = null] = EXCEPTION.exec(value) ?? []
        if (type !== undefined) exception ??= { type, signal, line, quote: text }
        break
      }
      case 'Exception Codes':
        if (exception && value.startsWith('KERN_')) {
          end(exception.type, exception.signal, value, line, text)
          exception = null
        }
        break
      default:
        // 30  Java: AWT-EventQueue-0
        state('crash.thread', nameOf(value.replace(/^\d{1,6}(?: {1,4}|$)/, '')) || `Thread ${value}`, line, text)
    }
  }

  function member(name: string, value: string, line: number, text: string): void {
    if (name === 'pid' || name === 'faultingThread') {
      if (name === 'pid' && /^\d{1,10}$/.test(value)) state('process.pid', Number(value), line, text)
    } else if (name === 'exception') {
      const type = TYPE.exec(value)?.[1]
      if (type !== undefined) end(type, SIGNAL.exec(value)?.[1] ?? null, SUBTYPE.exec(value)?.[1] ?? '', line, text)
    } else if (name === 'osVersion') {
      const train = TRAIN.exec(value)?.[1]
      if (train !== undefined) state('os.name', train, line, text)
    } else field(name, value.replaceAll(/^"|"$/g, '').replaceAll(String.raw`\/`, '/'), line, text)
  }

  function frame(text: string, line: number): void {
    const match = FRAME.exec(text)
    if (!match) return
    const [, index, image = '', symbol = ''] = match
    const library = image === NO_IMAGE ? null : image
    const known = symbol === NO_IMAGE || symbol.startsWith('0x') ? null : symbol
    const type = library === 'libjvm.dylib' ? 'V' : 'C'
    const span = { line, endLine: line }
    context.emit({
      kind: 'frame',
      stack: 'native',
      index: Number(index),
      type,
      library,
      libraryOffset: null,
      symbol: known,
      span,
      quote: quoteOf(text),
    })
    if (handled && library !== null)
      state('crash.problematic-frame', `${type}  [${library}]  ${known ?? ''}`.trimEnd(), line, text)
    handled ||= known === '_sigtramp'
  }

  return {
    line(line) {
      if (line.end === line.start) {
        if (crashed === 'reading') crashed = 'done'
        return
      }
      const text = line.text()
      const head = THREAD.exec(text)
      if (head) {
        threads++
        firstThread ??= { line: line.number, quote: text }
        if (head[2] !== undefined && crashed === 'no') crashed = 'reading'
        return
      }
      if (crashed === 'reading') frame(text, line.number)
      const named = PROCESS.exec(text)
      if (named) state('process.pid', Number(named[2]), line.number, text)
      const found = FIELD.exec(text)
      if (found) field(found[1] ?? '', found[2] ?? '', line.number, text)
      const json = MEMBER.exec(text)
      if (json) member(json[1] ?? '', json[2] ?? '', line.number, text)
      // The codes stand in the next line, or nowhere.
      if (exception && line.number > exception.line) {
        end(exception.type, exception.signal, '', exception.line, exception.quote)
        exception = null
      }
    },
    end(lines, cut) {
      if (lines === 0) return
      if (cut) context.report('truncated', lines, 'The report ends early')
      if (exception) end(exception.type, exception.signal, '', exception.line, exception.quote)
      if (threads > 0 && firstThread) state('process.threads', threads, firstThread.line, firstThread.quote)
      context.emit({
        kind: 'region',
        id: 'apple-crash',
        title: 'Crash report of macOS',
        note: 'Written by the system, not by the JVM: its own crash log (hs_err_pid*.log) says more of Java.',
        depth: 0,
        span: { line: 1, endLine: lines },
      })
    },
  }
}

function nameOf(text: string): string {
  return text
    .replace(/ {2}Dispatch queue: .{0,200}$/, '')
    .replace(/^Java: /, '')
    .trim()
}

function timeOf(text: string): EpochMs | null {
  const match = TIME.exec(text)
  if (!match) return null
  const [, date, time, fraction = '0', hours, minutes] = match
  const parsed = Date.parse(`${date}T${time}.${fraction.slice(0, 3).padEnd(3, '0')}${hours}:${minutes}`)
  return Number.isNaN(parsed) ? null : parsed
}
