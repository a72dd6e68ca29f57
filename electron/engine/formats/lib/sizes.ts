import type { Bytes } from '../../../../shared/model/units.ts'

const UNITS = new Map<string, number>([
  ['', 1],
  ['b', 1],
  ['k', 2 ** 10],
  ['m', 2 ** 20],
  ['g', 2 ** 30],
  ['t', 2 ** 40],
  ['p', 2 ** 50],
])

// 8192k   512M   23G   389120K   120036KB   2048 kB   1.5G   16777216
const SIZE = /^(\d{1,18}(?:\.\d{1,9})?)\s?([kmgtp]?)(?:i?b)?$/i

/** Bytes of a size as HotSpot and the kernel print it (units are powers of 1024); null when it is not one. */
export function parseSize(text: string): Bytes | null {
  const match = SIZE.exec(text.trim())
  if (!match) return null
  const unit = UNITS.get((match[2] ?? '').toLowerCase())
  return unit === undefined ? null : Math.round(Number(match[1]) * unit)
}
