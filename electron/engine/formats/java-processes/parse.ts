import type { LineNumber } from '../../../../shared/model/units.ts'
import type { Confidence, Head, LineParser, ParseContext } from '../format.ts'
import { quoteOf } from '../lib/quote.ts'

// 9615 Kafka        9615 kafka.Kafka /etc/kafka/server.properties        21262 App -XX:+UseG1GC -Xmx256m        4711 -- process information unavailable
const ROW = /^(\d{1,7}) (\S{1,500})(?: (.{1,8000}))?$/
/** The tools list themselves. */
const TOOL =
  /^(?:Jps|JCmd|(?:jdk\.jcmd\/)?sun\.tools\.(?:jps\.Jps|jcmd\.JCmd|jstack\.JStack|jmap\.JMap|jinfo\.JInfo|jstat\.Jstat))$/
// -Xmx256m        -XX:+UseG1GC        -Dname=value        -javaagent:/a.jar        (jps -v, behind the class)
const OPTION = /^-(?:X|D|javaagent:|agentlib:|agentpath:|server\b|client\b|ea\b|esa\b|verbose|-add-)/
const UNAVAILABLE = '--'
const MOST_ROWS = 5000

interface Jvm {
  pid: number
  main: string
  rest: string
}

function readRow(text: string): Jvm | null {
  const match = ROW.exec(text.trimEnd())
  return match && { pid: Number(match[1]), main: match[2] ?? '', rest: match[3] ?? '' }
}

/** Numbers and words are many a text's: one of the rows must be a tool's own, or have options of a JVM. */
export function sniffJavaProcesses({ lines, whole }: Head): Confidence {
  const rows = lines.filter((line) => line.trim() !== '')
  if (rows.length === 0 || rows.length > MOST_ROWS || !whole) return 'no'
  const read = rows.map(readRow)
  const isSure = read.some((row) => row !== null && (TOOL.test(row.main) || optionsOf(row.rest).length > 0))
  return isSure && read.every((row) => row !== null) ? 'yes' : 'no'
}

function optionsOf(rest: string): string[] {
  return rest.split(/\s{1,8}(?=-)/).filter((word) => OPTION.test(word))
}

export function openJavaProcesses(context: ParseContext): LineParser {
  const jvms: { jvm: Jvm; line: LineNumber; text: string }[] = []

  return {
    line(line) {
      const text = line.text()
      if (text.trim() === '') return
      const jvm = readRow(text)
      if (jvm === null) context.report('malformed-line', line.number, 'Not a JVM and its number')
      else if (!TOOL.test(jvm.main) && jvm.main !== UNAVAILABLE && jvms.length < MOST_ROWS)
        jvms.push({ jvm, line: line.number, text })
    },
    end(lines, cut) {
      if (lines === 0) return
      if (cut) context.report('truncated', lines, 'The list ends early')
      // Of several nobody knows which one matters: each as a process of its own would bury the one that failed.
      const [only, ...others] = jvms
      if (only && others.length === 0) {
        const { jvm, line, text } = only
        const base = { kind: 'fact', at: null, span: { line, endLine: line }, quote: quoteOf(text) } as const
        const options = optionsOf(jvm.rest)
        const main = [jvm.main, options.length > 0 ? beforeOptions(jvm.rest) : jvm.rest]
          .filter((part) => part !== '')
          .join(' ')
        context.emit({ ...base, key: 'process.pid', value: jvm.pid })
        context.emit({ ...base, key: 'jvm.command', value: main })
        if (options.length > 0) context.emit({ ...base, key: 'jvm.arguments', value: options.join(' ') })
      }
      context.emit({
        kind: 'region',
        id: 'java-processes',
        title: jvms.length === 1 ? 'A JVM' : `JVMs of the host: ${jvms.length}`,
        note: '',
        depth: 0,
        span: { line: 1, endLine: lines },
      })
    },
  }
}

/** Arguments of main (jps -m) stand before the options. */
function beforeOptions(rest: string): string {
  const words = rest.split(/\s{1,8}/)
  const first = words.findIndex((word) => OPTION.test(word))
  return words.slice(0, Math.max(0, first)).join(' ')
}
