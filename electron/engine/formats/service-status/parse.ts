/** `systemctl status UNIT` of a service that ended: systemd, src/systemctl/systemctl-show.c, print_status_info. */
import type { Confidence, Head, LineParser, ParseContext } from '../format.ts'
import { endOfUnit } from '../lib/unit-end.ts'
import { JVM_PROGRAM } from '../lib/jvm-programs.ts'
import { quoteOf } from '../lib/quote.ts'
import { readTimestamp } from '../lib/time.ts'

// ● kafka.service - Apache Kafka          × kafka.service - Apache Kafka          kafka.service - Apache Kafka (219 without colours)
const UNIT = /^(?:[●○×↻*] )?\S{1,255}\.service(?: - .{0,500})?$/u
//    Loaded: loaded (/etc/systemd/system/kafka.service; enabled; vendor preset: enabled)
const LOADED = /^ {3,12}Loaded: /
//    Active: failed (Result: oom-kill) since Sun 2026-11-22 08:46:45 UTC; 5min ago           Active: inactive (dead) since ...
const ACTIVE =
  /^ {3,12}Active: ([a-z-]{3,20})(?: \([a-z-]{3,30}\))?(?: \(Result: ([a-z-]{3,30})\))?(?: since (?:[A-Z][a-z]{2} )?(.{10,60}?);|$)/
//  Main PID: 4711 (code=killed, signal=KILL)          Main PID: 4711 (code=exited, status=143)          ... status=1/FAILURE)
const MAIN =
  /^ {1,12}Main PID: \d{1,10} \(code=(exited|killed|dumped), (?:status=(\d{1,3})|signal=([A-Z][A-Z0-9+-]{0,15}))/
/** Those that tell who sent SIGKILL. */
const RESULTS: ReadonlySet<string> = new Set(['oom-kill', 'timeout'])
const ENDED: ReadonlySet<string> = new Set(['failed', 'inactive'])

/** Of one unit that ended, and of a JVM_PROGRAM: what runs, or is another program's, says nothing of how the JVM_PROGRAM ended. */
export function sniffServiceStatus({ lines }: Head): Confidence {
  const [first = '', second = ''] = lines
  if (!UNIT.test(first) || !LOADED.test(second)) return 'no'
  const units = lines.filter((line) => LOADED.test(line)).length
  const hasEnded = ENDED.has(lines.map((line) => ACTIVE.exec(line)?.[1]).find((state) => state !== undefined) ?? '')
  return units === 1 &&
    hasEnded &&
    lines.some((line) => MAIN.test(line)) &&
    lines.some((line) => JVM_PROGRAM.test(line))
    ? 'yes'
    : 'no'
}

export function openServiceStatus(context: ParseContext): LineParser {
  let result = ''
  let at: number | null = null
  let end: { value: string; line: number; quote: string } | null = null

  return {
    line(line) {
      const text = line.text()
      const active = ACTIVE.exec(text)
      if (active) {
        result = active[2] ?? ''
        const time = readTimestamp(active[3] ?? '')
        at = time?.zoned === true ? time.at : null
      }
      const main = end === null ? MAIN.exec(text) : null
      const value = main && endOfUnit(main[1] ?? '', main[2], main[3])
      if (value) end = { value, line: line.number, quote: quoteOf(text) }
    },
    end(lines, cut) {
      if (lines === 0) return
      if (cut) context.report('truncated', lines, 'The status ends early')
      if (end !== null) {
        const value = `${end.value}${RESULTS.has(result) ? `, result ${result}` : ''}`
        const span = { line: end.line, endLine: end.line }
        context.emit({ kind: 'fact', key: 'process.exit', value, at, span, quote: end.quote })
      }
      context.emit({
        kind: 'region',
        id: 'service-status',
        title: 'Status of a service',
        note: '',
        depth: 0,
        span: { line: 1, endLine: lines },
      })
    },
  }
}
