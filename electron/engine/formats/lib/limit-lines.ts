import type { FactKey } from '../../../../shared/model/facts.ts'
import type { LineFact } from './fact-lines.ts'

// Max stack size             8388608              unlimited            bytes
const LIMIT = /^Max (\S+(?: \S+)*) +(\d{1,20}|unlimited) +(\d{1,20}|unlimited)(?: +(\w+))? *$/
const HEADER = /^Limit +Soft Limit +Hard Limit +Units *$/

const KEYS = new Map<string, FactKey>([
  ['data size', 'limit.data'],
  ['stack size', 'limit.stack'],
  ['core file size', 'limit.core'],
  ['processes', 'limit.processes'],
  ['open files', 'limit.files'],
  ['locked memory', 'limit.locked'],
  ['address space', 'limit.address-space'],
])

export function isLimitsHeader(text: string): boolean {
  return HEADER.test(text)
}

/** The soft limit a line states, in the unit of the fact: the kernel prints bytes or counts. */
export function readLimit(text: string): LineFact[] | null {
  if (isLimitsHeader(text)) return []
  const match = LIMIT.exec(text)
  if (!match) return null
  const key = KEYS.get(match[1] ?? '')
  return key ? [{ key, value: match[2] === 'unlimited' ? null : Number(match[2]) }] : []
}
