import type { Confidence, Head, LineParser, ParseContext } from '../format.ts'
import { agentPid } from '../lib/agent-lines.ts'
import { ConsoleLog } from '../lib/console-log.ts'
import { ThreadDumpReader } from '../lib/thread-dump-reader.ts'
import { filedStart, isFullDump } from '../lib/thread-dump-start.ts'
import {
  isBegunHeader,
  isNativeHeader,
  parseAgentHeader,
  parseStateLine,
  parseThreadHeader,
} from '../lib/thread-header.ts'

/** The list of thread addresses stands between the first line and the first thread: one line for four threads. */
const LINES_TO_THREAD = 20_000

/** A dump anywhere in the head: the log around it is read too. */
export function sniffThreadDump(head: Head): Confidence {
  const { lines } = head
  const start = lines.findIndex((line) => isFullDump(line))
  if (start >= 0) {
    const hasThread = lines
      .slice(start, start + LINES_TO_THREAD)
      .some((line) => line.startsWith('"') && (parseThreadHeader(line) || isBegunHeader(line)))
    return hasThread || start + 1 === lines.length || !head.whole ? 'certain' : 'maybe'
  }
  // Of a dump that was cut at its beginning: threads and their states, and not much else.
  const threads = lines.filter((line) => isNativeHeader(line)).length
  if (threads > 1 && isNativeHeader(lines.find((line) => /^[^\s]/.test(line)) ?? '')) {
    return lines.some((line) => parseStateLine(line) !== null) ? 'certain' : 'yes'
  }
  const [pid = '', instant = '', version = ''] = lines
  if (filedStart(pid, instant, version)) return 'certain'
  // jinfo and jmap attach in the same words.
  const agent = agentPid(lines.find((line) => line !== '') ?? '') !== null
  return agent && lines.some((line) => line === 'Deadlock Detection:' || parseAgentHeader(line) !== null)
    ? 'certain'
    : 'no'
}

/** Lines outside of dumps are a console's: they are read as such. */
export function openThreadDump(context: ParseContext): LineParser {
  const reader = new ThreadDumpReader(context, true)
  const region = { id: 'thread-dumps', title: '', note: '' }
  let rest: ConsoleLog | null = null
  return {
    line(line) {
      if (reader.take(line)) return
      // Blank lines alone make no log.
      if (line.end === line.start && rest === null) return
      rest ??= new ConsoleLog(context, region)
      rest.line(line)
    },
    end(lines, cut) {
      reader.end(cut)
      if (lines === 0) return
      region.title = reader.dumps === 1 ? 'Thread dump' : `${reader.dumps} thread dumps`
      if (rest !== null) rest.end(lines, cut)
      else {
        if (cut) context.report('truncated', lines, 'The thread dump ends early')
        context.emit({ kind: 'region', ...region, depth: 0, span: { line: 1, endLine: lines } })
      }
    },
  }
}
