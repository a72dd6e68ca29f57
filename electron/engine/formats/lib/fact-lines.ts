/** Parser of small tables where each line states facts of its own: /proc/PID/status, limits, sysctl, uname ... */
import type { FactKey, FactValue } from '../../../../shared/model/facts.ts'
import type { LineParser, ParseContext } from '../format.ts'
import { quoteOf } from './quote.ts'

export interface LineFact {
  key: FactKey
  value: FactValue
}

export interface FactTable {
  /** Of the one region that covers the artifact. */
  region: { id: string; title: string; note: string }
  /** Facts of a line; an empty list when it is understood but says nothing we keep; null when it does not belong here. */
  read(text: string): readonly LineFact[] | null
}

export function openFactLines(context: ParseContext, table: FactTable): LineParser {
  return {
    line(line) {
      const text = line.text()
      if (text.trim() === '') return
      const facts = table.read(text)
      if (facts === null) {
        context.report('malformed-line', line.number, `Not a line of ${table.region.title}`)
        return
      }
      const span = { line: line.number, endLine: line.number }
      const quote = quoteOf(text)
      for (const { key, value } of facts) context.emit({ kind: 'fact', key, value, at: null, span, quote })
    },
    end(lines, cut) {
      if (lines === 0) return
      if (cut) context.report('truncated', lines, `${table.region.title} ends early`)
      context.emit({ kind: 'region', ...table.region, depth: 0, span: { line: 1, endLine: lines } })
    },
  }
}
