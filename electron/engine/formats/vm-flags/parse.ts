import type { FactKey, FactValue } from '../../../../shared/model/facts.ts'
import type { LineNumber } from '../../../../shared/model/units.ts'
import type { Confidence, Head, LineParser, ParseContext } from '../format.ts'
import { emitJcmdPid, jcmdPid } from '../lib/jcmd.ts'
import { quoteOf } from '../lib/quote.ts'

// -XX:CICompilerCount=2 -XX:ConcGCThreads=1 -XX:+UseG1GC
const FLAGS = /^-XX:[+-]?\w{1,100}/
const FLAG = /^-XX:[+-]?\w{1,100}(?:=|$)/
// [Global flags]
const TABLE = /^\[Global flags\]\s*$/
//    size_t MaxHeapSize                              = 536870912                                 {product} {command line}
//     uintx MaxHeapSize                             := 536870912                                 {product}            (8)
const ROW =
  /^\s{0,12}[a-z]\w{1,20}(?: [a-z]\w{1,20})? {1,4}(\w{1,120})\s{0,80}(:?=) ?(.{0,2000}?)\s{0,80}\{[^{}]{1,60}\}(?: \{[^{}]{1,40}\})?\s*$/
// VM Arguments:        jvm_args: -Xmx64m        java_command: kafka.Kafka server.properties
const COMMAND = /^(VM Arguments|jvm_args|java_command|java_class_path \(initial\)|Launcher Type|jvm_flags):(?: (.*))?$/
// VM Flags:                                                                                           (jinfo, 9 and later)
const JINFO = /^VM Flags:\s*$/
// Non-default VM flags: -XX:CICompilerCount=3 -XX:InitialHeapSize=526385152                            (jinfo, 8)
const JINFO_8 = /^Non-default VM flags: (-XX:.*)$/
// Command line:  -Xmx512m -Dname=value
const JINFO_8_COMMAND = /^Command line: {1,2}(.*)$/
// Attaching to process ID 4242, please wait...        JVM version is 25.282-b08        Debugger attached successfully.
const ATTACHING = /^Attaching to process ID (\d{1,10}), please wait\.\.\.$/
const ATTACHED = /^(?:Debugger attached successfully\.|(?:Server|Client) compiler detected\.|JVM version is \S{1,80})$/
const UNKNOWN = '<unknown>'
const NOT_IN_USE = '(null)'

const COLLECTORS = new Map<string, string>([
  ['UseG1GC', 'g1'],
  ['UseSerialGC', 'serial'],
  ['UseParallelGC', 'parallel'],
  ['UseConcMarkSweepGC', 'cms'],
  ['UseZGC', 'z'],
  ['UseShenandoahGC', 'shenandoah'],
  ['UseEpsilonGC', 'epsilon'],
])

export function sniffVmFlags(head: Head): Confidence {
  const lines = head.lines.filter((line) => line.trim() !== '' && jcmdPid(line) === null)
  const first = lines[0]
  if (first === undefined) return 'no'
  if (TABLE.test(first) || JINFO.test(first)) return 'certain'
  if (lines.slice(0, 6).some((line) => JINFO_8.test(line))) return 'certain'
  if (COMMAND.exec(first)?.[1] === 'VM Arguments') return 'certain'
  return head.whole && lines.length === 1 && isFlagLine(first) ? 'certain' : 'no'
}

/** Options of -XX and nothing else: a launcher's command line has a class at least. */
function isFlagLine(text: string): boolean {
  return (
    FLAGS.test(text) &&
    text
      .trim()
      .split(/\s+/)
      .every((word) => FLAG.test(word))
  )
}

export function openVmFlags(context: ParseContext): LineParser {
  let kind: 'flags' | 'table' | 'command' | null = null
  /** Flags may state both, `-all` does. */
  let collector = false
  let rows = 0

  function fact(key: FactKey, value: FactValue, line: LineNumber, text: string): void {
    context.emit({ kind: 'fact', key, value, at: null, span: { line, endLine: line }, quote: quoteOf(text) })
  }

  function flag(name: string, value: string, line: LineNumber, text: string): void {
    if (name === 'MaxHeapSize' && /^\d{1,18}$/.test(value)) fact('heap.max', Number(value), line, text)
    const found = value === 'true' ? COLLECTORS.get(name) : undefined
    if (found === undefined || collector) return
    collector = true
    fact('jvm.gc', found, line, text)
  }

  function flags(text: string, line: LineNumber): void {
    kind = 'flags'
    fact('jvm.flags', text.trim(), line, text)
    for (const word of text.trim().split(/\s+/)) {
      const match = /^-XX:(?:([+-])(\w+)|(\w+)=(.*))$/.exec(word)
      if (!match) continue
      const [, sign, name = '', assigned = '', value = ''] = match
      if (sign === undefined) flag(assigned, value, line, text)
      else flag(name, String(sign === '+'), line, text)
    }
  }

  function command(name: string, value: string, line: LineNumber, text: string): void {
    kind = 'command'
    const words = value.trim()
    if (words === '' || words === UNKNOWN || words === NOT_IN_USE) return
    if (name === 'jvm_args') fact('jvm.arguments', words, line, text)
    else if (name === 'java_command') fact('jvm.command', words, line, text)
  }

  /** What jinfo prints around the flags. */
  function jinfo(text: string, line: LineNumber): boolean {
    const pid = ATTACHING.exec(text)?.[1]
    if (pid !== undefined) fact('process.pid', Number(pid), line, text)
    const listed = JINFO_8.exec(text)?.[1]
    if (listed !== undefined) flags(listed, line)
    const typed = JINFO_8_COMMAND.exec(text)?.[1]
    if (typed !== undefined) command('jvm_args', typed, line, text)
    return [pid, listed, typed].some((part) => part !== undefined) || JINFO.test(text) || ATTACHED.test(text)
  }

  return {
    line(line) {
      const text = line.text()
      if (text.trim() === '') return
      if (jinfo(text, line.number)) return
      const stated = COMMAND.exec(text)
      const row = ROW.exec(text)
      if (TABLE.test(text)) kind = 'table'
      else if (stated) command(stated[1] ?? '', stated[2] ?? '', line.number, text)
      else if (isFlagLine(text)) flags(text, line.number)
      else if (row) {
        rows++
        flag(row[1] ?? '', row[3] ?? '', line.number, text)
      } else if (!emitJcmdPid(context, text, line.number)) {
        context.report('malformed-line', line.number, 'Neither a flag nor an argument')
      }
    },
    end(lines, cut) {
      if (lines === 0) return
      if (cut) context.report('truncated', lines, 'The options end early')
      context.emit({
        kind: 'region',
        id: 'vm-options',
        title: kind === 'table' ? `Flags of the JVM, ${rows}` : 'Options of the JVM',
        note:
          kind === 'flags' ? 'Set on the command line or by the JVM itself; -X and -D options are not among them.' : '',
        depth: 0,
        span: { line: 1, endLine: lines },
      })
    },
  }
}
