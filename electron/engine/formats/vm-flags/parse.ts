import type { FactKey, FactValue } from '../../../../shared/model/facts.ts'
import type { FactRecord } from '../../../../shared/model/records.ts'
import type { LineNumber } from '../../../../shared/model/units.ts'
import type { Confidence, Head, LineParser, ParseContext } from '../format.ts'
import { agentPid, isAgentLine } from '../lib/agent-lines.ts'
import { emitJcmdPid, jcmdPid } from '../lib/jcmd.ts'
import { quoteOf } from '../lib/quote.ts'
import { readVersionLine } from '../lib/version-lines.ts'

// -XX:CICompilerCount=2 -XX:ConcGCThreads=1 -XX:+UseG1GC
const FLAGS = /^-XX:[+-]?\w{1,100}/
const FLAG = /^-XX:[+-]?\w{1,100}(?:=\S*)?$/
// -XX:OnOutOfMemoryError=kill -9 %p            (jvmFlag.cpp, print_as_flag, quotes nothing)
const COMMAND_FLAG = /^-XX:On(?:OutOfMemory)?Error=/
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
  // What `java -version` adds stands in the same file, above or below.
  const others = lines.filter((line) => readVersionLine(line) === null)
  if (TABLE.test(others[0] ?? '') || (others.length > 0 && others.every((line) => ROW.test(line)))) return 'certain'
  return head.whole && others.length === 1 && isFlagLine(others[0] ?? '') ? 'certain' : 'no'
}

/** Options of -XX and nothing else: a launcher's command line has a class at least. */
function isFlagLine(text: string): boolean {
  return FLAGS.test(text) && flagsOf(text).every((flag) => FLAG.test(flag) || COMMAND_FLAG.test(flag))
}

function flagsOf(text: string): string[] {
  return text.trim().split(/\s+(?=-XX:)/)
}

export function openVmFlags(context: ParseContext): LineParser {
  let kind: 'flags' | 'table' | 'command' | null = null
  /** Flags may state both, `-all` does. */
  let collector = false
  let rows = 0
  /** A JVM printed its version and ended: its heap and options need not be those of the one that this is about. */
  let launched = false
  const ownFacts: FactRecord[] = []

  function ownFact(key: FactKey, value: FactValue, line: LineNumber, text: string): void {
    ownFacts.push({ kind: 'fact', key, value, at: null, span: { line, endLine: line }, quote: quoteOf(text) })
  }

  function fact(key: FactKey, value: FactValue, line: LineNumber, text: string): void {
    context.emit({ kind: 'fact', key, value, at: null, span: { line, endLine: line }, quote: quoteOf(text) })
  }

  function flag(name: string, value: string, line: LineNumber, text: string): void {
    if (name === 'MaxHeapSize' && /^\d{1,18}$/.test(value)) ownFact('heap.max', Number(value), line, text)
    const found = value === 'true' ? COLLECTORS.get(name) : undefined
    if (found === undefined || collector) return
    collector = true
    ownFact('jvm.gc', found, line, text)
  }

  function flags(text: string, line: LineNumber): void {
    kind = 'flags'
    ownFact('jvm.flags', text.trim(), line, text)
    for (const word of flagsOf(text)) {
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
    const pid = agentPid(text) ?? undefined
    if (pid !== undefined) fact('process.pid', pid, line, text)
    const listed = JINFO_8.exec(text)?.[1]
    if (listed !== undefined) flags(listed, line)
    const typed = JINFO_8_COMMAND.exec(text)?.[1]
    if (typed !== undefined) command('jvm_args', typed, line, text)
    return [pid, listed, typed].some((part) => part !== undefined) || JINFO.test(text) || isAgentLine(text)
  }

  function version(text: string, line: LineNumber): boolean {
    const stated = readVersionLine(text)
    for (const { key, value } of stated ?? []) fact(key, value, line, text)
    launched ||= stated !== null
    return stated !== null
  }

  return {
    line(line) {
      const text = line.text()
      if (text.trim() === '') return
      if (jinfo(text, line.number) || version(text, line.number)) return
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
      if (!launched) for (const record of ownFacts) context.emit(record)
      context.emit({
        kind: 'region',
        id: 'vm-options',
        title: rows > 0 || kind === 'table' ? `Flags of the JVM, ${rows}` : 'Options of the JVM',
        note: launched
          ? 'Of a JVM that printed its version and ended: another one on this host may have others.'
          : kind === 'flags'
            ? 'Set on the command line or by the JVM itself; -X and -D options are not among them.'
            : '',
        depth: 0,
        span: { line: 1, endLine: lines },
      })
    },
  }
}
