import type { FactKey } from '../../../../shared/model/facts.ts'
import type { LineFact } from './fact-lines.ts'

// Max stack size             8388608              unlimited            bytes
const LIMIT = /^\s*Max (\S+(?: \S+)*) +(\d{1,20}|unlimited) +(\d{1,20}|unlimited)(?: +(\w+))? *$/
const HEADER = /^\s*(?:Limit +Soft Limit +Hard Limit +Units|RESOURCE +DESCRIPTION +SOFT +HARD +UNITS) *$/
// STACK      max stack size                       8388608 unlimited bytes                    (prlimit)
const PRLIMIT = /^\s*([A-Z]{2,12}) +[A-Za-z][\w -]{2,60}? +(\d{1,20}|unlimited) +(\d{1,20}|unlimited)(?: +(\w+))? *$/

const KEYS = new Map<string, FactKey>([
  ['data size', 'limit.data'],
  ['stack size', 'limit.stack'],
  ['core file size', 'limit.core'],
  ['processes', 'limit.processes'],
  ['open files', 'limit.files'],
  ['locked memory', 'limit.locked'],
  ['address space', 'limit.address-space'],
])

const RESOURCES = new Map<string, FactKey>([
  ['DATA', 'limit.data'],
  ['STACK', 'limit.stack'],
  ['CORE', 'limit.core'],
  ['NPROC', 'limit.processes'],
  ['NOFILE', 'limit.files'],
  ['MEMLOCK', 'limit.locked'],
  ['AS', 'limit.address-space'],
])

export function isLimitsHeader(text: string): boolean {
  return HEADER.test(text)
}

/** A line of /proc/PID/limits, whatever stands around it. */
export function isLimit(text: string): boolean {
  return LIMIT.test(text)
}

/** The soft limit a line states, in the unit of the fact: the kernel prints bytes or counts. */
export function readLimit(text: string): LineFact[] | null {
  if (isLimitsHeader(text)) return []
  const limit = LIMIT.exec(text)
  const match = limit ?? PRLIMIT.exec(text)
  if (!match) return null
  const key = (limit ? KEYS : RESOURCES).get(match[1] ?? '')
  return key ? [{ key, value: match[2] === 'unlimited' ? null : Number(match[2]) }] : []
}
