/**
 * What stands before a message in dmesg, `journalctl -k`, /var/log/messages and kern.log: util-linux dmesg(1), systemd's
 * logs-show.c, RFC 3164 and the formats of rsyslog.
 */
import type { EpochMs, Seconds } from '../../../../shared/model/units.ts'
import { monthOf } from './kernel-months.ts'
import { readTimestamp } from './time.ts'

export interface KernelPrefix {
  /** Where the message begins. */
  length: number
  at: EpochMs | null
  /** Whether `at` needed no assumption: its zone is printed. */
  zoned: boolean
  /** Month, day and clock without a year, in milliseconds of a leap year; null when the date is whole or absent. */
  yearless: EpochMs | null
  /** Since boot. */
  seconds: Seconds | null
  host: string | null
  /** `kernel`, `systemd` ...; null where the line names none, as dmesg does. */
  program: string | null
  /** In brackets behind the program; empty where it is not printed. */
  pid: string
}

// <4>[   12.345678] text             kern  :warn  : [   12.345678] text
const LEVEL = /^(?:<\d{1,3}>|[a-z0-9]{3,8} *:[a-z]{3,8} *: )/
// [ 3381.748579] text      [ 3381.748579][ T1234] text      [ 3381.748579 <    0.000120>] text      [Nov22 08:46]      [  +0.000003]
// [    1.234567                ] host kernel: text      [    1.234599 <    0.000032 >] host kernel: text      (journalctl -o short-delta)
const BOOT =
  /^\[ {0,10}(\d{1,10}\.\d{6})(?: +< {0,10}\d{1,10}\.\d{6}[ *]?>| {2,24})?\](?:\[ {0,8}[TC]\d{1,8}\])?(?: |$)/
const RELATIVE =
  /^\[(?:[A-Z][a-z]{2} {0,2}\d{1,2} \d{2}:\d{2}| {0,10}\+\d{1,8}\.\d{6}|< {0,10}\d{1,10}\.\d{6}>)\](?: |$)/
// 6,1071,3381748579,-;text        4,1072,3381748580,c,caller=T1234;text                            (/dev/kmsg: microseconds)
const KMSG = /^\d{1,4},\d{1,20},(\d{1,16}),[-c+][^;]{0,100};/
// [Sun Nov 22 08:46:45 2026] text                                                                  (dmesg -T: local time)
// [Sun Nov 22 08:46:45 2026 <    0.000012>] text           [三 11月 22 08:46:45 2026] text         (dmesg -T -d; in its language)
const READABLE =
  /^\[\S{1,12} {1,3}(\S{2,8}) {1,3}(\d{1,2}) (\d{2}):(\d{2}):(\d{2}) (\d{4})(?: < {0,10}\d{1,10}\.\d{6}>)?\](?: |$)/
// 10.0.0.9: kern:    info: [2026-11-22T08:46:45.572293906Z]: text                                  (talosctl dmesg)
const TALOS = /^(?:\S{1,255}: )?[a-z0-9]{3,8}: {1,8}[a-z]{3,8}: \[([^\]]{20,40})\]: /
// Nov 22 08:46:45 host kernel: text                        11月 22 08:46:45 host kernel: text      (journalctl, in its language)
const SYSLOG = /^([A-Z][a-z]{2}|[^\s:[\]()]{2,8}) ([ \d]?\d) (\d{2}):(\d{2}):(\d{2})(?:\.\d{1,9})? /
// Sun 2026-11-22 08:46:45 UTC host kernel: text                                                    (journalctl -o short-full)
const WEEKDAY = /^[A-Z][a-z]{2} (?=\d{4}-)/
// 1795337205.123456 host kernel: text                                                              (journalctl -o short-unix)
const UNIX = /^(\d{9,10}\.\d{6}) /
// host kernel: text        host systemd[1]: text        host kern.warn kernel: text              (the last one: busybox syslogd)
const WRITER =
  /^([A-Za-z0-9_][\w.:-]{0,254}) (?:[a-z0-9]{3,8}\.[a-z]{3,7} )?([A-Za-z_][\w.@()/-]{0,100})(?:\[(\d{1,10})\])?:(?: |$)/
// kernel: text             dnsmasq[12]: text                                                       (busybox syslogd -S)
const HOSTLESS = /^(?:(kernel)|([A-Za-z_][\w.@()/-]{0,100})\[(\d{1,10})\]):(?: |$)/

/** A leap year, so that 29 February is one of its days. */
const YEARLESS_YEAR = 2000

/** Reads the prefix of a line; null when it has none of these forms. */
export function readKernelPrefix(line: string): KernelPrefix | null {
  const kmsg = KMSG.exec(line)
  if (kmsg) return { ...EMPTY, length: kmsg[0].length, seconds: Number(kmsg[1]) / 1e6 }
  const talos = TALOS.exec(line)
  if (talos) {
    const at = readTimestamp(talos[1] ?? '')?.at ?? null
    return { ...EMPTY, length: talos[0].length, at, zoned: true }
  }
  const level = LEVEL.exec(line)?.[0].length ?? 0
  const text = level === 0 ? line : line.slice(level)
  const prefix = text.startsWith('[') ? bracketed(text) : dated(text)
  if (!prefix) return null
  prefix.length += level
  return prefix
}

function bracketed(text: string): KernelPrefix | null {
  const boot = BOOT.exec(text)
  if (boot) return { ...EMPTY, ...writerOf(text, boot[0].length, false), seconds: Number(boot[1]) }
  const readable = READABLE.exec(text)
  if (readable) {
    const yearless = yearlessOf(readable)
    const at = yearless === null ? null : inYear(yearless, Number(readable[6]))
    return { ...EMPTY, length: readable[0].length, at }
  }
  const relative = RELATIVE.exec(text)
  return relative && { ...EMPTY, length: relative[0].length }
}

function dated(text: string): KernelPrefix | null {
  const syslog = SYSLOG.exec(text)
  if (syslog) {
    const writer = writerOf(text, syslog[0].length, true) ?? hostlessOf(text, syslog[0].length)
    const yearless = yearlessOf(syslog)
    return writer && yearless !== null ? { ...EMPTY, ...writer, yearless } : null
  }
  const unix = UNIX.exec(text)
  if (unix) {
    const writer = writerOf(text, unix[0].length, true)
    return writer && { ...EMPTY, ...writer, at: Math.round(Number(unix[1]) * 1000), zoned: true }
  }
  const weekday = WEEKDAY.exec(text)?.[0].length ?? 0
  const time = readTimestamp(text.slice(weekday))
  if (!time) return null
  const end = weekday + time.length
  if (text[end] !== ' ') return null
  // `dmesg --time-format iso` names no host, but has microseconds after a comma.
  const writer = writerOf(text, end + 1, true) ?? (/^\S{19},\d{6}\S* /.test(text) ? { length: end + 1 } : null)
  return writer && { ...EMPTY, ...writer, at: time.at, zoned: time.zoned }
}

const EMPTY: KernelPrefix = {
  length: 0,
  at: null,
  zoned: false,
  yearless: null,
  seconds: null,
  host: null,
  program: null,
  pid: '',
}

interface Writer {
  length: number
  host?: string
  program?: string
  pid?: string
  seconds?: Seconds
}

/** Host and program after a time, and the kernel's own seconds after those; null when they have to be there and are not. */
function writerOf(text: string, from: number, needed: true): Writer | null
function writerOf(text: string, from: number, needed: false): Writer
function writerOf(text: string, from: number, needed: boolean): Writer | null {
  const match = WRITER.exec(text.slice(from, from + 400))
  // Behind a bracket a word with a colon is the beginning of a message; only the kernel writes there.
  if (!match || (!needed && match[2] !== 'kernel')) return needed ? null : { length: from }
  const length = from + match[0].length
  const [, host = '', program = '', pid = ''] = match
  const boot = program === 'kernel' ? BOOT.exec(text.slice(length)) : null
  return boot
    ? { length: length + boot[0].length, host, program, seconds: Number(boot[1]) }
    : { length, host, program, pid }
}

/** `busybox syslogd -S` writes no host. */
function hostlessOf(text: string, from: number): Writer | null {
  const match = HOSTLESS.exec(text.slice(from, from + 400))
  if (!match) return null
  const length = from + match[0].length
  if (match[1] === undefined) return { length, program: match[2] ?? '', pid: match[3] ?? '' }
  const boot = BOOT.exec(text.slice(length))
  return boot
    ? { length: length + boot[0].length, program: 'kernel', seconds: Number(boot[1]) }
    : { length, program: 'kernel' }
}

/** By month, day, hour, minute and second, as the first five groups of a pattern. */
function yearlessOf(match: RegExpExecArray): EpochMs | null {
  const month = monthOf(match[1] ?? '')
  const [day, hour, minute, second] = [match[2], match[3], match[4], match[5]].map(Number)
  if (month === null || !day || day > 31 || hour === undefined || hour > 23) return null
  if (minute === undefined || minute > 59 || second === undefined || second > 60) return null
  return Date.UTC(YEARLESS_YEAR, month, day, hour, minute, second)
}

/** The same day and clock in a year. */
export function inYear(yearless: EpochMs, year: number): EpochMs {
  const month = new Date(yearless).getUTCMonth()
  return yearless + Date.UTC(year, month, 1) - Date.UTC(YEARLESS_YEAR, month, 1)
}
