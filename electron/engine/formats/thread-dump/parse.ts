import type { Confidence, Head, LineParser, ParseContext } from '../format.ts'
import { ConsoleLog } from '../lib/console-log.ts'
import { ThreadDumpReader } from '../lib/thread-dump-reader.ts'
import { agentPid, filedStart, isFullDump } from '../lib/thread-dump-start.ts'
import { parseThreadHeader } from '../lib/thread-header.ts'

/** The list of thread addresses stands between the first line and the first thread: one line for four threads. */
const LINES_TO_THREAD = 20_000

/** A dump anywhere in the head: the log around it is read too. */
export function sniffThreadDump(head: Head): Confidence {
  const { lines } = head
  const start = lines.findIndex((line) => isFullDump(line))
  if (start >= 0) {
    const hasThread = lines
      .slice(start, start + LINES_TO_THREAD)
      .some((line) => line.startsWith('"') && parseThreadHeader(line))
    return hasThread || start + 1 === lines.length || !head.whole ? 'certain' : 'maybe'
  }
  const [pid = '', instant = '', version = ''] = lines
  if (filedStart(pid, instant, version)) return 'certain'
  // jinfo of JDK 8 attaches in the same words.
  const agent = agentPid(lines.find((line) => line !== '') ?? '') !== null
  return agent && !lines.some((line) => line.startsWith('Non-default VM flags: ')) ? 'certain' : 'no'
}

/** Lines outside of dumps are a console's: they are read as such. */
export function openThreadDump(context: ParseContext): LineParser {
  const reader = new ThreadDumpReader(context)
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
