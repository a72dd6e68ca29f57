/**
 * When an artifact was taken, as its name says it. Collectors write epoch milliseconds or seconds (`maps-1795337183412.txt`),
 * `2026-11-22T08-59-23` or `20261122-085923`. Names without a zone are taken as UTC.
 */
import type { EpochMs } from '../../../shared/model/units.ts'
import type { TimeSource } from './types.ts'

const EARLIEST = Date.UTC(2000, 0, 1)
const LATEST = Date.UTC(2100, 0, 1)

// maps-1795337183412.txt
const EPOCH_MILLISECONDS = /(?<!\d)\d{12,13}(?!\d)/g
// smaps.9615.1795337183 - ten digits, so that pids, offsets and versions are none
const EPOCH_SECONDS = /(?<!\d)\d{10}(?!\d)/g
// core.java.1000.9b4f0e1c2d3a4b5c6d7e8f9001122334.9615.1795337963000000.zst: systemd-coredump names microseconds
const CORE_MICROSECONDS = /^core\..{1,64}\.\d{1,10}\.[0-9a-f]{32}\.\d{1,7}\.(\d{15,16})(?!\d)/
// yc-2026-11-22T08-59-23, gc_2026-11-22_08-59-23.log, 2026-11-22T08:59:23Z
const DATE_AND_TIME = /(?<!\d)(\d{4})-(\d\d)-(\d\d)[T_ -](\d\d)[-:._](\d\d)[-:._](\d\d)(?!\d)/
// diagnostics-20261122-085923, javacore.20261122.085923.4711.0001.txt
const COMPACT_DATE_AND_TIME = /(?<!\d)(\d{4})(\d\d)(\d\d)[T_.-](\d\d)(\d\d)(\d\d)(?!\d)/
// server.log.2026-11-22-08: Kafka's hourly rotation names the hour that the file begins with
const DATE_AND_HOUR = /(?<!\d)(\d{4})-(\d\d)-(\d\d)-(\d\d)(?!\d)(?!-\d)/

// ccpp-2026-11-22-09:59:23.123456-4711: ABRT prints local time, and has the exact one in a file
const LOCAL = /:\d\d\.\d{1,6}-\d{1,7}$/

/** @param name Base name. null if it states no plausible time (2000 to 2100). */
export function timeInName(name: string): EpochMs | null {
  const core = CORE_MICROSECONDS.exec(name)?.[1]
  if (core !== undefined) return Math.floor(Number(core) / 1000)
  for (const [pattern, unit] of [
    [EPOCH_MILLISECONDS, 1],
    [EPOCH_SECONDS, 1000],
  ] as const) {
    for (const [digits] of name.matchAll(pattern)) {
      const time = Number(digits) * unit
      if (isPlausible(time)) return time
    }
  }
  return dateIn(name, [DATE_AND_TIME, COMPACT_DATE_AND_TIME, DATE_AND_HOUR])
}

function dateIn(name: string, patterns: readonly RegExp[]): EpochMs | null {
  for (const pattern of patterns) {
    const found = pattern.exec(name)
    const time = found === null ? null : civilTime(found.slice(1).map(Number))
    if (time !== null) return time
  }
  return null
}

/**
 * When a capture was taken, as its folders say it, the innermost first: `9615-2026-11-22T08-59-23/maps`. Hours are those of rotated
 * logs, and ten digits may be a ticket's: neither is the moment of a capture.
 */
export function timeInFolders(folders: readonly string[]): EpochMs | null {
  for (const folder of folders.toReversed()) {
    if (LOCAL.test(folder)) continue
    const [digits] = folder.match(EPOCH_MILLISECONDS) ?? []
    const time = digits === undefined ? dateIn(folder, [DATE_AND_TIME, COMPACT_DATE_AND_TIME]) : Number(digits)
    if (time !== null && isPlausible(time)) return time
  }
  return null
}

/** The artifact's time: of its name, else of the archive's header or the file. */
export function artifactTime(
  name: string,
  modified: EpochMs | null,
  modifiedSource: Exclude<TimeSource, 'name'>,
): { at: EpochMs | null; timeSource: TimeSource | null } {
  const stated = timeInName(name)
  if (stated !== null) return { at: stated, timeSource: 'name' }
  if (modified !== null && isPlausible(modified)) return { at: Math.floor(modified), timeSource: modifiedSource }
  return { at: null, timeSource: null }
}

function isPlausible(time: EpochMs): boolean {
  return time >= EARLIEST && time < LATEST
}

function civilTime(fields: readonly number[]): EpochMs | null {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = fields
  if (month < 1 || month > 12 || hour > 23 || minute > 59 || second > 60) return null
  if (day < 1 || day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return null
  const time = Date.UTC(year, month - 1, day, hour, minute, second)
  return isPlausible(time) ? time : null
}
