/** Frames of the failing stack, as the walk compares them with the knowledge base. */
import type { CallPathLayer } from '../../../shared/model/analysis.ts'
import type { Stored } from '../../../shared/model/process-records.ts'
import type { EventRecord, FrameRecord } from '../../../shared/model/records.ts'
import { QUOTE_LIMIT, type Citation } from '../../../shared/model/span.ts'
import { citationOf } from '../facts/known.ts'

export interface ObservedFrame {
  /** Function without arguments; null when the dump has no symbol for it. */
  name: string | null
  /** What to show. */
  text: string
  layer: CallPathLayer
  java: boolean
  /** Frames that this one stands for: a recursion, or two overloads in a row, is one. */
  count: number
  citation: Citation
}

/**
 * `os::commit_memory(char*, unsigned long, bool)` -> `os::commit_memory`; `zoo.Sim.run([Ljava/lang/String;)V` -> `zoo.Sim.run`.
 * A parenthesis inside template arguments, of `operator()` or `(anonymous namespace)` is no argument list.
 */
export function functionName(symbol: string): string {
  let depth = 0
  for (let at = 0; at < symbol.length; at++) {
    const letter = symbol[at]
    if (symbol.startsWith('operator', at)) {
      // operator<, operator(), operator new: take all up to the argument list.
      const open = symbol.indexOf('(', at + (symbol.startsWith('operator()', at) ? 10 : 8))
      return open === -1 ? symbol : symbol.slice(0, open).trim()
    }
    if (symbol.startsWith('(anonymous namespace)', at)) at += '(anonymous namespace)'.length - 1
    else if (letter === '<') depth++
    else if (letter === '>') depth = Math.max(0, depth - 1)
    else if (letter === '(' && depth === 0) return symbol.slice(0, at).trim()
  }
  const clone = symbol.indexOf(' [clone')
  return (clone === -1 ? symbol : symbol.slice(0, clone)).trim().replace(CLONE, '')
}

// attach_current_thread.constprop.0          os::pd_commit_memory.part.0 (without arguments: a C function, or a log that has none)
const CLONE = /(?:\.(?:constprop|isra|part|cold|lto_priv)(?:\.\d{1,4})?){1,4}$/

const JDK_CLASS = /^(?:java|javax|jdk|sun|com\.sun|org\.ietf\.jgss|org\.w3c\.dom|org\.xml\.sax)\./

export function isJdkMethod(name: string): boolean {
  return JDK_CLASS.test(name)
}

/** Outermost first, stubs left out, the same function in a row taken together. */
export function observedFrames(frames: readonly Stored<FrameRecord>[]): ObservedFrame[] {
  const observed: ObservedFrame[] = []
  for (const frame of frames.toReversed()) {
    if (frame.type === 'v') continue
    const next = observedFrame(frame)
    const last = observed.at(-1)
    if (last && last.name !== null && last.name === next.name) {
      const [first, end] = [
        Math.min(last.citation.line, next.citation.line),
        Math.max(last.citation.endLine, next.citation.endLine),
      ]
      const quote = next.citation.line === first ? next.citation.quote : last.citation.quote
      observed[observed.length - 1] = {
        ...last,
        count: last.count + 1,
        citation: { ...last.citation, line: first, endLine: end, quote },
      }
    } else observed.push(next)
  }
  return observed
}

function observedFrame(frame: Stored<FrameRecord>): ObservedFrame {
  const java = frame.type !== 'C' && frame.type !== 'V'
  const name = frame.symbol === null ? null : functionName(frame.symbol)
  const text =
    name ??
    `${frame.library ? `${frame.library}${frame.libraryOffset ? `+${frame.libraryOffset}` : ''}` : frame.quote} (no symbol)`
  return { name, text, java, layer: layerOf(frame, java, name), count: 1, citation: citationOf(frame) }
}

/** glibc and musl, before and after libpthread was merged into libc (glibc 2.34). */
const LIBC = ['libc.so', 'libc-2', 'libpthread', 'ld-linux', 'ld-musl', 'libc.musl']

function layerOf(frame: FrameRecord, java: boolean, name: string | null): CallPathLayer {
  if (java) return name !== null && isJdkMethod(name) ? 'jdk' : 'application'
  const library = frame.library ?? ''
  if (frame.type === 'V' || library.startsWith('libjvm.so')) return 'hotspot'
  if (LIBC.some((prefix) => library.startsWith(prefix))) return 'libc'
  // The launcher calls the VM; it is no native method.
  if (/^libjli\.so|^java$/.test(library)) return 'jdk'
  return 'jni'
}

/**
 * What the log kept of an exception's stack: its innermost frame and the first outside the JDK. `java.base/` names the module.
 * Both are cited by the exception as a whole.
 */
export function exceptionFrames(event: Stored<EventRecord>): ObservedFrame[] {
  const citation = citationOf(event)
  const names = [event.values['caller'], event.values['frame']].filter(
    (value) => typeof value === 'string' && value !== '',
  )
  return [...new Set(names.map(withoutModule))].map((name): ObservedFrame => ({
    name,
    text: name,
    layer: isJdkMethod(name) ? 'jdk' : 'application',
    java: true,
    count: 1,
    citation: { ...citation, quote: citation.quote.slice(0, QUOTE_LIMIT) },
  }))
}

function withoutModule(name: string | number | undefined): string {
  const text = String(name)
  return text.slice(text.lastIndexOf('/') + 1)
}
