import type { EpochMs, LineNumber } from '../../../../shared/model/units.ts'
import type { Confidence, Head, LineParser, ParseContext } from '../format.ts'
import { isOfJournalctl } from '../lib/bystanders.ts'
import { JvmOutputs } from '../lib/jvm-outputs.ts'
import { isRead, KernelEvents } from '../lib/kernel-events.ts'
import { inYear, readKernelPrefix, type KernelPrefix } from '../lib/kernel-prefix.ts'
import { quoteOf } from '../lib/quote.ts'
import { UnitEnd } from '../lib/unit-end.ts'
import { KILLERS } from '../lib/user-kills.ts'
import { wrapperOf } from '../lib/wrapper.ts'

const DAY = 86_400_000
const SAMPLE_LINES = 500
const LINE_CHARACTERS = 2000
//  SUBSYSTEM=memory                                                                  (/dev/kmsg, below a message)
const DICTIONARY = /^ [A-Z_]{2,40}=/
// java invoked oom-killer: gfp_mask=0x201da, order=0, oom_adj=0, oom_score_adj=0        (el6 prints no time unless it is told to)
const BARE =
  /^(?:\S.{0,14} invoked oom-killer: |(?:Memory cgroup o|O)ut of memory: Kill|Killed process \d{1,10}(?:,| \()|oom-kill:constraint=)/
//                                           Stack trace of thread 4712:                     (journalctl, below the first line of an entry)
const CONTINUED = /^ {12,}\S/

export function sniffKernelLog(head: Head): Confidence {
  const lines = head.lines.slice(0, SAMPLE_LINES).filter((line) => line.trim() !== '')
  let kernel = 0
  let others = 0
  let strange = 0
  for (const line of lines) {
    const text = line.slice(0, LINE_CHARACTERS)
    const prefix = readKernelPrefix(text)
    if (isOfJournalctl(text) || DICTIONARY.test(text) || (prefix === null && CONTINUED.test(text))) continue
    if (prefix === null) strange++
    else if (isKernel(prefix)) kernel++
    else others++
  }
  // Nearly all of it is one service's: read as its log, if that is one, which hands over what the kernel says.
  const wrapper = others > 0 ? wrapperOf(head.lines) : null
  if (wrapper?.kind === 'prefix' && wrapper.isKernel) return 'maybe'
  if (kernel > strange * 4) return 'yes'
  if (others > 0 && kernel + others > strange * 4) return kernel > 0 ? 'yes' : 'maybe'
  // Messages that were copied without their times.
  const isBare = lines.some((line, index) => BARE.test(line) || (index < 20 && isRead(line.slice(0, LINE_CHARACTERS))))
  return isBare && kernel === 0 && others === 0 ? 'maybe' : 'no'
}

/** dmesg names no program: all of it is the kernel's. */
function isKernel(prefix: KernelPrefix): boolean {
  return prefix.program === null || prefix.program === 'kernel'
}

export function openKernelLog(context: ParseContext): LineParser {
  const events = new KernelEvents(context)
  const unit = new UnitEnd(context, false)
  const outputs = new JvmOutputs()
  /** The one host that writes; null from a second one on. */
  let host: { name: string; line: LineNumber; quote: string } | null | undefined
  let yearAssumed = false
  let zoneAssumed = false

  /** Syslog prints no year: of the years that it may be the last one before the artifact's own time. */
  function timeOf(prefix: KernelPrefix, line: LineNumber): EpochMs | null {
    let { at } = prefix
    if (prefix.yearless !== null) {
      if (context.at === null) return null
      at = withYear(prefix.yearless, context.at)
      if (!yearAssumed)
        context.report('time-assumed', line, 'Times have no year; it was taken from the time of the file')
      yearAssumed = true
    }
    if (at !== null && !prefix.zoned && !zoneAssumed) {
      zoneAssumed = true
      context.report('no-time-zone', line, 'Times have no zone; they were taken as UTC')
    }
    return at
  }

  return {
    line(line) {
      if (line.end === line.start) return
      const whole = line.text()
      const prefix = readKernelPrefix(whole.slice(0, LINE_CHARACTERS))
      const text = whole.slice(prefix?.length ?? 0, LINE_CHARACTERS)
      if (prefix?.host) {
        if (host === undefined) host = { name: prefix.host, line: line.number, quote: quoteOf(whole) }
        else if (host !== null && host.name !== prefix.host) host = null
      }
      if (prefix !== null && !isKernel(prefix)) {
        const program = prefix.program ?? ''
        unit.hear(program, text, line.number, whole)
        if (KILLERS.has(program)) {
          const at = timeOf(prefix, line.number)
          events.hear(program, { text, at, seconds: prefix.seconds, line: line.number, quote: whole })
        }
        if (prefix.pid !== '') outputs.hear(program, prefix.pid, text, line.number)
        return
      }
      if (prefix !== null) unit.hear('kernel', '', line.number, whole)
      if (!isRead(text)) return
      const at = prefix && timeOf(prefix, line.number)
      events.take({ text, at, seconds: prefix?.seconds ?? null, line: line.number, quote: whole })
    },
    end(lines, cut) {
      const found = events.end(lines)
      if (lines === 0) return
      unit.end(lines)
      const apart = outputs.end(context)
      if (cut) context.report('truncated', lines, 'The log ends early')
      if (host && host.name !== 'localhost') {
        const span = { line: host.line, endLine: host.line }
        context.emit({ kind: 'fact', key: 'host.name', value: host.name, at: null, span, quote: host.quote })
      }
      context.emit({
        kind: 'region',
        id: 'kernel-log',
        title: 'Kernel log',
        note: `Of the whole host. ${found === '' ? 'No refusal, kill or fault is told' : `Found: ${found}`}. ${apart}`.trimEnd(),
        depth: 0,
        span: { line: 1, endLine: lines },
      })
    },
  }
}

/** Between two leap days lie eight years at the most: 1900 was none. */
const LEAP_YEARS_APART = 8

function withYear(yearless: EpochMs, near: EpochMs): EpochMs {
  const latest = new Date(near).getUTCFullYear() + 1
  for (let year = latest; year >= latest - LEAP_YEARS_APART - 1; year--) {
    const at = inYear(yearless, year)
    const isThere = new Date(at).getUTCDate() === new Date(yearless).getUTCDate()
    // A day of grace: the clocks may differ, and so may the zones.
    if (isThere && at <= near + DAY) return at
  }
  return inYear(yearless, latest - 1)
}
