/** Rows of separated values: RFC 4180 quoting within a line, any of four separators, numbers with a point or a comma. */
import { wordsOf } from '../lib/metrics-names.ts'

export const separators = [',', ';', '\t', '|'] as const
export type Separator = (typeof separators)[number]

export function splitRow(text: string, separator: Separator): string[] {
  const cells: string[] = []
  let at = 0
  for (;;) {
    if (text[at] === '"') {
      let cell = ''
      let from = at + 1
      for (;;) {
        const quote = text.indexOf('"', from)
        if (quote < 0) {
          cell += text.slice(from)
          at = text.length
          break
        }
        cell += text.slice(from, quote)
        at = quote + 1
        if (text[at] !== '"') break
        cell += '"'
        from = at + 1
      }
      const next = text.indexOf(separator, at)
      cells.push(cell.trim())
      if (next < 0) return cells
      at = next + 1
    } else {
      const next = text.indexOf(separator, at)
      cells.push(text.slice(at, next < 0 ? text.length : next).trim())
      if (next < 0) return cells
      at = next + 1
    }
  }
}

const ABSENT = new Set(['', '-', 'nan', 'null', 'none', 'n/a', 'undefined', 'inf', '+inf', '-inf'])
// 8.8   -12   1.5e9   .5
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i
// 1 234 567   1'234   (also with the spaces that do not break)
const SPACED = /^[+-]?\d{1,3}(?:[ '\u00a0\u202f]\d{3})+(?:[.,]\d+)?$/
// 1.234.567   1.234,5
const DOTTED = /^[+-]?\d{1,3}(?:(?:\.\d{3}){2,}|(?:\.\d{3})+,\d+)$/

/** NaN when the cell states that there is no value; null when it is no number. */
export function readNumber(cell: string, separator: Separator): number | null {
  if (ABSENT.has(cell.toLowerCase())) return Number.NaN
  if (NUMBER.test(cell)) return Number(cell)
  if (SPACED.test(cell)) return Number(cell.replaceAll(/[ '\u00a0\u202f]/g, '').replace(',', '.'))
  if (DOTTED.test(cell)) return Number(cell.replaceAll('.', '').replace(',', '.'))
  const plain = withoutCommas(cell, separator)
  return plain !== null && NUMBER.test(plain) ? Number(plain) : null
}

/** `8,8` is 8.8; `1,234,567` is grouped; `1,234` is grouped where commas separate the cells and 1.234 elsewhere. */
function withoutCommas(cell: string, separator: Separator): string | null {
  const parts = cell.split(',')
  if (parts.length < 2) return null
  const grouped = parts.slice(1).every((part) => /^\d{3}(?:\.\d*)?$/.test(part))
  if (grouped && (parts.length > 2 || separator === ',')) return parts.join('')
  return parts.length === 2 ? parts.join('.') : null
}

// 286 MiB   1.5 GiB   512 B
const SIZE = /^(-?[\d.,]{1,20}) ?(B|bytes|[KMG]iB)$/

/**
 * A number of bytes with its unit, as dashboards print formatted values; null when it is none. For MB and the like see
 * {@link readRoughSize}.
 */
export function readSize(cell: string, separator: Separator): number | null {
  const match = SIZE.exec(cell)
  if (!match) return null
  const factor = match[2] === 'B' ? 1 : wordsOf(match[2] ?? '').factor
  const number = readNumber(match[1] ?? '', separator)
  return factor === null || number === null ? null : number * factor
}

// 3.84 GB   3,84 GB   512 kB   3,84 Go
const ROUGH_SIZE = /^(-?[\d.,]{1,20}) ?([kKMGT])[Bo]$/
const POWERS: Record<string, number> = { k: 1, K: 1, M: 2, G: 3, T: 4 }

/**
 * Bytes in units that are powers of 1000 in some dashboards and of 1024 in others: read as the former, which the letters mean, with the
 * farthest that the value may lie from what was measured. null when it is none.
 */
export function readRoughSize(cell: string, separator: Separator): { value: number; rounding: number } | null {
  const match = ROUGH_SIZE.exec(cell)
  const number = match ? readNumber(match[1] ?? '', separator) : null
  if (number === null || Number.isNaN(number)) return null
  const power = POWERS[match?.[2] ?? ''] ?? 1
  const decimals = /[.,](\d{1,9})$/.exec(match?.[1] ?? '')?.[1]?.length ?? 0
  const [least, most] = [1000 ** power, 1024 ** power]
  const step = most / 10 ** decimals / 2
  return { value: Math.round(number * least), rounding: Math.ceil(Math.abs(number) * (most - least) + step) }
}

// 65.123          1.234
const GROUP = /^[1-9]\d{0,2}\.\d{3}$/

/** Whether a number with a point may be a whole one with a separator of thousands. */
export function isGroup(cell: string): boolean {
  return GROUP.test(cell)
}

// 350 ms   1,2 s   4.5 mins
const TIME = /^(-?[\d.,]{1,20}) ?(ns|µs|us|ms|s|mins?|hours?)$/
const SECONDS: Record<string, number> = {
  ns: 1e-9,
  µs: 1e-6,
  us: 1e-6,
  ms: 1e-3,
  s: 1,
  min: 60,
  mins: 60,
  hour: 3600,
  hours: 3600,
}

/** Seconds of a duration with its unit, as dashboards print formatted values; null when it is none. */
export function readSeconds(cell: string, separator: Separator): number | null {
  const match = TIME.exec(cell)
  const number = match ? readNumber(match[1] ?? '', separator) : null
  // Divided where the unit is a fraction: 1e-3 has no exact double.
  const unit = SECONDS[match?.[2] ?? ''] ?? 1
  return number === null ? null : unit < 1 ? number / Math.round(1 / unit) : number * unit
}

// 62.9 K   1,2 Mil
const SHORT = /^(-?[\d.,]{1,20}) ?(K|Mil|Bil)$/
const THOUSANDS: Record<string, number> = { K: 1e3, Mil: 1e6, Bil: 1e9 }

/**
 * A count as Grafana's unit `short` prints it (grafana-data, valueFormats, scaledUnits of 1000): rounded, so with the farthest that
 * the value may lie from what was measured. null when it is none.
 */
export function readShort(cell: string, separator: Separator): { value: number; rounding: number } | null {
  const match = SHORT.exec(cell)
  const number = match ? readNumber(match[1] ?? '', separator) : null
  const factor = THOUSANDS[match?.[2] ?? ''] ?? 1
  if (number === null || Number.isNaN(number)) return null
  const decimals = /[.,](\d{1,9})$/.exec(match?.[1] ?? '')?.[1]?.length ?? 0
  return { value: Math.round(number * factor), rounding: factor / 10 ** decimals / 2 }
}
