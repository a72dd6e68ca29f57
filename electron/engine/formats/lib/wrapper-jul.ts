/**
 * java.util.logging's SimpleFormatter, which Tomcat up to 7 and whoever configures nothing writes: two lines for one.
 *
 *   Nov 22, 2026 8:46:17 AM org.apache.catalina.core.StandardService startInternal
 *   SEVERE: Failed to start connector
 */
import type { WrapperObject } from './wrapper.ts'

// Nov 22, 2026 8:46:17 AM org.apache.catalina.core.StandardService startInternal        (a narrow blank before AM since JDK 20)
const FIRST =
  /^([A-Z][a-z]{2}) (\d{1,2}), (\d{4}),? (\d{1,2}):(\d\d):(\d\d)[ \u202f]([AP])M ([\w$.]{1,200})(?: ([\w$<>]{1,100}))?$/
// SEVERE: Failed to start connector
const SECOND = /^(SEVERE|WARNING|INFO|CONFIG|FINE|FINER|FINEST): (.*)$/
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const LEVELS = new Map([
  ['SEVERE', 'ERROR'],
  ['WARNING', 'WARN'],
  ['INFO', 'INFO'],
  ['CONFIG', 'INFO'],
])

/** Reads lines in their order: what the first of two says is kept for the second. Null when `sample` has no such pair. */
export function julOf(sample: readonly string[]): WrapperObject | null {
  const firsts = [...sample.keys()].filter((at) => FIRST.test(sample[at] ?? ''))
  const pairs = firsts.filter((at) => SECOND.test(sample[at + 1] ?? '')).length
  return pairs > 0 && pairs >= firsts.length - 1 ? new JulLines() : null
}

class JulLines implements WrapperObject {
  readonly kind = 'object'
  #pending: { stamp: string; logger: string; text: string } | null = null

  read(text: string): { rows: readonly string[]; time: null } | null {
    const pending = this.#pending
    this.#pending = null
    const first = FIRST.exec(text)
    const before = pending === null ? [] : [pending.text]
    if (first) {
      this.#pending = pendingOf(first, text)
      return { rows: before, time: null }
    }
    const second = pending && SECOND.exec(text)
    if (!pending) return null
    if (!second) return { rows: [...before, text], time: null }
    const level = LEVELS.get(second[1] ?? '') ?? 'DEBUG'
    return { rows: [`[${pending.stamp}] ${level} ${second[2] ?? ''} (${pending.logger})`], time: null }
  }
}

function pendingOf(match: RegExpExecArray, text: string): { stamp: string; logger: string; text: string } {
  const [, month = '', day = '', year = '', hour = '', minute = '', second = '', half = '', name = '', method] = match
  const hours = (Number(hour) % 12) + (half === 'P' ? 12 : 0)
  const two = (value: number | string): string => String(value).padStart(2, '0')
  const date = `${year}-${two(MONTHS.indexOf(month) + 1)}-${two(day)}`
  const logger = [name, method?.replaceAll(/[<>]/g, '')].filter((part) => part !== undefined).join('.')
  return { stamp: `${date} ${two(hours)}:${minute}:${second},000`, logger, text }
}
