/**
 * `aws logs filter-log-events`, `aws logs get-log-events`: one object with all events, printed with a field a line.
 *
 *   {
 *       "events": [
 *           {
 *               "timestamp": 1795337177797,
 *               "message": "[2026-11-22 08:46:17,797] INFO ...",
 */
import type { Wrapped, WrapperObject } from './wrapper.ts'

const TIMESTAMP = /^\s{0,40}"timestamp": (\d{12,14}),?$/
const MESSAGE = /^\s{0,40}"message": (".*"),?$/

/** Null when `sample` does not begin so. */
export function cloudWatchOf(sample: readonly string[]): WrapperObject | null {
  if (sample[0] !== '{' || sample[1]?.trim() !== '"events": [') return null
  let time: Wrapped['time'] = null
  return {
    kind: 'object',
    read(line) {
      const stamp = TIMESTAMP.exec(line)
      if (stamp) time = { at: Number(stamp[1]), zoned: true }
      const message = MESSAGE.exec(line)
      return message ? { rows: rowsOf(message[1] ?? ''), time } : { rows: [], time: null }
    },
  }
}

function rowsOf(quoted: string): readonly string[] {
  try {
    const text: unknown = JSON.parse(quoted)
    return typeof text === 'string' ? text.replace(/\r?\n$/, '').split(/\r?\n/) : []
  } catch {
    return [quoted]
  }
}
