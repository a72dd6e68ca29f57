import type { EpochMs, LineNumber, Seconds } from '../../../../shared/model/units.ts'
import type { LineParser, ParseContext } from '../format.ts'
import { KernelEvents } from '../lib/kernel-events.ts'
import { readTimestamp } from '../lib/time.ts'

// {        "dmesg": [                                                       (util-linux dmesg --json)
const START = /^\s{0,8}"dmesg"\s{0,4}:\s{0,4}\[\s*$/
//          "time":     0.543514,          "time": "2026-11-22T08:46:45,123456+00:00",
const TIME = /^\s{0,40}"time"\s{0,4}:\s{0,20}(?:(\d{1,12}\.\d{1,9})|"([^"]{1,60})"),?\s*$/
//          "msg": "Out of memory: Killed process 4242 (java)"
const MESSAGE = /^\s{0,40}"msg"\s{0,4}:\s{0,4}(".*"),?\s*$/
//          "pri": 5,        "fac": "kern",        "caller": "T1234",        },{        ]
const REST = /^\s{0,40}(?:"(?:pri|fac|caller|dmesg)"\s{0,4}:.{0,100}|[{}[\],]{1,4})\s*$/

export function isDmesg(lines: readonly string[]): boolean {
  const [first = '', second = ''] = lines.filter((line) => line.trim() !== '')
  return first.trim() === '{' && START.test(second)
}

export function openDmesg(context: ParseContext): LineParser {
  const events = new KernelEvents(context)
  let messages = 0
  let seconds: Seconds | null = null
  let at: EpochMs | null = null

  function message(quoted: string, quote: string, line: LineNumber): void {
    messages++
    const text = parsed(quoted)
    if (text === null) context.report('malformed-line', line, 'Not a message of dmesg')
    else events.take({ text, at, seconds, line, quote })
    seconds = null
    at = null
  }

  return {
    line(line) {
      const text = line.text()
      if (text.trim() === '') return
      const time = TIME.exec(text)
      const quoted = time ? undefined : MESSAGE.exec(text)?.[1]
      if (time?.[1] !== undefined) seconds = Number(time[1])
      else if (time) at = readTimestamp(time[2] ?? '')?.at ?? null
      else if (quoted !== undefined) message(quoted, text, line.number)
      else if (!REST.test(text)) context.report('malformed-line', line.number, 'Not a line of dmesg --json')
    },
    end(lines, cut) {
      const found = events.end(lines)
      if (lines === 0) return
      if (cut) context.report('truncated', lines, 'The log ends early')
      context.emit({
        kind: 'region',
        id: 'kernel-log',
        title: `Kernel log, ${messages} ${messages === 1 ? 'message' : 'messages'}`,
        note: found === '' ? '' : `Of the whole host. Found: ${found}.`,
        depth: 0,
        span: { line: 1, endLine: lines },
      })
    },
  }
}

function parsed(quoted: string): string | null {
  try {
    return JSON.parse(quoted) as string
  } catch {
    return null
  }
}
