/** The lines that a thread dump begins with. */
import type { EpochMs, Pid } from '../../../../shared/model/units.ts'
import { readTimestamp } from './time.ts'

/** `hotspot` lists the VM's own threads too; of a `cut` one the beginning is missing; the others know Java's only. */
export type DumpKind = 'hotspot' | 'cut' | 'managed' | 'filed' | 'agent'

// Full thread dump OpenJDK 64-Bit Server VM (17.0.15+6 mixed mode, sharing):
const FULL = /^Full thread dump(?: |$)/
// 2026-11-22 08:46:41        Thread dump triggered at 2026-11-22 08:46:41                             (SAP's VM)
const TRIGGERED = 'Thread dump triggered at '
const DATE = /^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})?$/
const PID = /^\d{1,10}$/
// 25.0.3+9-LTS
const VERSION = /^\d{1,3}(?:\.\d{1,5}){0,4}[\w.+-]{0,60}$/

export function isFullDump(text: string): boolean {
  return FULL.test(text)
}

/** A line that is a date and nothing else: jstack prints it above the dump, in local time. */
export function dateLine(text: string): { at: EpochMs; zoned: boolean } | null {
  const date = text.startsWith(TRIGGERED) ? text.slice(TRIGGERED.length) : text
  return DATE.test(date) ? readTimestamp(date) : null
}

/** The three lines above the threads of `jcmd Thread.dump_to_file`: pid, instant, version. Null when they are not. */
export function filedStart(
  pid: string,
  instant: string,
  version: string,
): { pid: Pid; at: EpochMs; version: string } | null {
  const date = dateLine(instant)
  if (!date?.zoned || !PID.test(pid) || !VERSION.test(version)) return null
  return { pid: Number(pid), at: date.at, version }
}
