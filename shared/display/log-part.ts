/** What a log covers, and which part of a rotated log it is. */
import type { LogPart } from '../model/log-part.ts'
import { formatSeconds } from './durations.ts'
import { formatDate, formatTimeOfDay } from './timestamps.ts'

/** `GC log 2 of 3, 2022-03-07 10:02:11 to 11:15:40 UTC`; without rotation `GC log, ...`. `title` is that of the format. */
export function formatLogPart(title: string, log: LogPart): string {
  const name = title.split(' (')[0] ?? title
  const place = log.parts > 1 ? `${name} ${log.part} of ${log.parts}` : name
  const times = formatLogTimes(log)
  return times === '' ? place : `${place}, ${times}`
}

/** `2022-03-07 10:02:11 to 11:15:40 UTC`, `2 h 5 min to 3 h after the start of the VM`; empty when the log states no times. */
export function formatLogTimes({ first, last, zoned }: Pick<LogPart, 'first' | 'last' | 'zoned'>): string {
  if (first.at !== null && last.at !== null) {
    const [from, to] = [wholeSecond(first.at), wholeSecond(last.at)]
    const day = formatDate(from)
    const end = formatDate(to) === day ? '' : `${formatDate(to)} `
    return `${day} ${formatTimeOfDay(from)} to ${end}${formatTimeOfDay(to)}${zoned ? ' UTC' : ', no zone stated'}`
  }
  if (first.uptime === null || last.uptime === null) return ''
  return `${formatSeconds(first.uptime)} to ${formatSeconds(last.uptime)} after the start of the VM`
}

function wholeSecond(at: number): number {
  return Math.floor(at / 1000) * 1000
}
