import { defineFormat, MOST_EXCERPTS } from '../format.ts'
import { quoteOf } from '../lib/quote.ts'

// 65532 /proc/9615/maps          66332 total
const COUNT = /^\s{0,20}(\d{1,9}) \/proc\/(\d{1,7})\/maps$/
const TOTAL = /^\s{0,20}\d{1,12} total$/

/** `wc -l /proc/PID/maps` of one process or of many: a line a mapping, the [vsyscall] line among them. */
export const mapCounts = defineFormat({
  id: 'map-counts',
  title: 'Count of mappings (wc -l /proc/PID/maps)',
  version: 1,
  sniff({ lines }) {
    const rows = lines.filter((line) => line.trim() !== '')
    return COUNT.test(rows[0] ?? '') && rows.every((line) => COUNT.test(line) || TOTAL.test(line)) ? 'certain' : 'no'
  },
  open(context) {
    const counts: { value: number; pid: number; line: number; quote: string }[] = []
    return {
      line(line) {
        const text = line.text()
        const match = COUNT.exec(text)
        if (match)
          counts.push({ value: Number(match[1]), pid: Number(match[2]), line: line.number, quote: quoteOf(text) })
        else if (text.trim() !== '' && !TOTAL.test(text))
          context.report('malformed-line', line.number, 'Not a count of mappings')
      },
      end(lines, cut) {
        if (lines === 0) return
        if (cut) context.report('truncated', lines, 'The counts end early')
        const [only, ...others] = counts
        if (only && others.length === 0) {
          const { value, pid, line, quote } = only
          const span = { line, endLine: line }
          context.emit({ kind: 'fact', key: 'process.pid', value: pid, at: null, span, quote })
          // A count is a point of the growth: without a time it is none.
          if (context.at !== null)
            context.emit({
              kind: 'series',
              series: 'map-count',
              title: 'Memory mappings',
              unit: 'count',
              at: Float64Array.of(context.at),
              value: Float64Array.of(value),
              line: Uint32Array.of(line),
              span,
              quote,
            })
        } else
          for (const { pid, line } of counts.slice(0, MOST_EXCERPTS))
            context.excerpt({ name: `map-count-pid${pid}`, spans: [{ line, endLine: line }] })
        context.emit({
          kind: 'region',
          id: 'map-counts',
          title: `Count of mappings: ${counts.length} ${counts.length === 1 ? 'process' : 'processes'}`,
          note: '',
          depth: 0,
          span: { line: 1, endLine: lines },
        })
      },
    }
  },
})
