import type { FactKey } from '../../../../shared/model/facts.ts'
import type { LineNumber } from '../../../../shared/model/units.ts'
import type { LineParser, ParseContext } from '../format.ts'
import { agentPid, isAgentLine } from '../lib/agent-lines.ts'
import { isHistogramHeader, readHistogramRow, readHistogramTotal } from '../lib/histogram-lines.ts'
import { emitJcmdPid } from '../lib/jcmd.ts'
import { quoteOf } from '../lib/quote.ts'

/** FileChannelImpl.map gives an instance of the second where the mapping is read-only. */
const DIRECT = new Set(['java.nio.DirectByteBuffer', 'java.nio.DirectByteBufferR'])
/** Its `run` unmaps: java.base, sun/nio/ch/FileChannelImpl.java. JDK 14 split it into a plain and a synchronous one. */
const UNMAPPER = /^sun\.nio\.ch\.FileChannelImpl\$(?:Default|Sync)?Unmapper$/
// Iterating over heap. This may take a while...        Object Histogram:        Heap traversal took 1.234 seconds.
const AGENT = /^(?:Iterating over heap\.|Object Histogram:$|Heap traversal took )/
const RULE = /^-{10,}\s*$/

interface Count {
  instances: number
  line: LineNumber
  endLine: LineNumber
  quote: string
}

/** What the serviceability agent prints around the table. */
export function isAgentWord(text: string): boolean {
  return agentPid(text) !== null || isAgentLine(text) || AGENT.test(text)
}

export function openHistogram(context: ParseContext): LineParser {
  const counts = new Map<FactKey, Count>()
  let classes = 0
  let total: { instances: number; bytes: number } | null = null

  function add(key: FactKey, instances: number, line: LineNumber, quote: string): void {
    const count = counts.get(key)
    if (!count) {
      counts.set(key, { instances, line, endLine: line, quote: quoteOf(quote) })
      return
    }
    count.instances += instances
    count.endLine = line
  }

  return {
    line(line) {
      const text = line.text()
      if (text.trim() === '' || RULE.test(text) || isHistogramHeader(text)) return
      const row = readHistogramRow(text)
      if (row === null) {
        const sum = readHistogramTotal(text)
        const pid = agentPid(text)
        if (sum) total = sum
        else if (pid !== null) {
          const span = { line: line.number, endLine: line.number }
          context.emit({ kind: 'fact', key: 'process.pid', value: pid, at: null, span, quote: quoteOf(text) })
        } else if (isAgentWord(text)) return
        else if (!emitJcmdPid(context, text, line.number)) {
          context.report('malformed-line', line.number, 'Not a line of a class histogram')
        }
        return
      }
      classes++
      if (DIRECT.has(row.className)) add('histogram.direct-buffers', row.instances, line.number, text)
      else if (UNMAPPER.test(row.className)) add('histogram.mapped-buffers', row.instances, line.number, text)
    },
    end(lines, cut) {
      if (lines === 0) return
      if (cut) context.report('truncated', lines, 'The histogram ends early')
      for (const [key, { instances, line, endLine, quote }] of counts) {
        context.emit({ kind: 'fact', key, value: instances, at: null, span: { line, endLine }, quote })
      }
      const sum = total === null ? '' : `, ${total.instances} instances`
      context.emit({
        kind: 'region',
        id: 'class-histogram',
        title: `Class histogram, ${classes} classes${sum}`,
        note: 'Instances and bytes of each class, largest first.',
        depth: 0,
        span: { line: 1, endLine: lines },
      })
    },
  }
}
