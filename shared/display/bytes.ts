/** Sizes as text: powers of 1024 with their IEC names, since -Xmx, pages and rlimits are counted so; `MB` would leave it open. */
import type { Bytes } from '../model/units.ts'
import { formatCount, formatDecimal } from './counts.ts'

const units = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'] as const

/** At most three significant digits: `12 KiB`, `9.23 MiB`, `21.6 GiB`; below 1 KiB the exact number of bytes. */
export function formatBytes(bytes: Bytes): string {
  if (Math.abs(bytes) < 1024 || !Number.isFinite(bytes)) return formatExactBytes(bytes)
  let value = bytes
  let unit = -1
  // 1023.96 KiB would be rounded to 1024 KiB: it is 1 MiB.
  while (Math.abs(value) >= 1023.5 && unit < units.length - 1) {
    value /= 1024
    unit++
  }
  const digits = Number.isInteger(value) || Math.abs(value) >= 99.95 ? 0 : Math.abs(value) >= 9.995 ? 1 : 2
  return `${formatDecimal(value, digits)} ${units[unit]}`
}

/** Every digit, for claims that rest on it: `12 288 bytes`. */
export function formatExactBytes(bytes: Bytes): string {
  return `${formatCount(bytes)} ${bytes === 1 ? 'byte' : 'bytes'}`
}
