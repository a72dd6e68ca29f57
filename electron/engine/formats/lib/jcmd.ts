import type { LineNumber, Pid } from '../../../../shared/model/units.ts'
import type { ParseContext } from '../format.ts'
import { quoteOf } from './quote.ts'

// 13381:
const HEADING = /^(\d{1,10}):\s*$/

/** The process whose answer follows: jcmd prints `PID:` above it (sun.tools.jcmd.JCmd). Null for other lines. */
export function jcmdPid(text: string): Pid | null {
  const match = HEADING.exec(text)
  return match ? Number(match[1]) : null
}

/** States the pid when the line is the heading of an answer; tells whether it was. */
export function emitJcmdPid(context: ParseContext, text: string, line: LineNumber): boolean {
  const pid = jcmdPid(text)
  if (pid === null) return false
  const span = { line, endLine: line }
  context.emit({ kind: 'fact', key: 'process.pid', value: pid, at: null, span, quote: quoteOf(text) })
  return true
}
