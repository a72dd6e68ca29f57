/** Points in time as text: always UTC and always said so, since artifacts of several hosts and zones stand side by side. */
import type { EpochMs, Milliseconds } from '../model/units.ts'

/** What ECMAScript's Date can hold; a hostile artifact may state anything. */
const LATEST: EpochMs = 8.64e15

/** `2026-11-22 18:46:45 UTC`; with milliseconds where there are any: `2026-11-22 18:46:45.123 UTC`. */
export function formatTimestamp(at: EpochMs): string {
  const iso = formatIso(at)
  if (iso === null) return 'time out of range'
  return `${iso.replace('T', ' ').replace('.000Z', '').replace('Z', '')} UTC`
}

/** `2026-11-22` */
export function formatDate(at: EpochMs): string {
  return formatIso(at)?.split('T')[0] ?? 'time out of range'
}

/** `18:46:45`, or `18:46:45.123` where there are milliseconds. For axes and columns whose heading says UTC and the day. */
export function formatTimeOfDay(at: EpochMs): string {
  return formatIso(at)?.split('T')[1]?.replace('.000Z', '').replace('Z', '') ?? 'time out of range'
}

/** ISO 8601 with milliseconds, `2026-11-22T18:46:45.123Z`; null for what no Date can hold. */
export function formatIso(at: EpochMs): string | null {
  return Math.abs(at) <= LATEST ? new Date(at).toISOString() : null
}

/** `UTC+08:00`, `UTC-03:30`. */
export function formatOffset(east: Milliseconds): string {
  const minutes = Math.round(Math.abs(east) / 60_000)
  const two = (value: number): string => String(value).padStart(2, '0')
  return `UTC${east < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}
