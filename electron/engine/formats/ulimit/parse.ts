import type { FactKey } from '../../../../shared/model/facts.ts'
import type { LineFact } from '../lib/fact-lines.ts'

// stack size                  (kbytes, -s) 8192
// open files                          (-n) 20000
// pipe size                (512 bytes, -p) 8
const LIMIT = /^(\w[\w-]*(?: [\w-]+)*) +\((?:([\w ]+), )?-(\w)\) +(\d{1,20}|unlimited) *$/

/** By option letter: the words differ between versions of bash, the letters do not. */
const KEYS = new Map<string, FactKey>([
  ['c', 'limit.core'],
  ['d', 'limit.data'],
  ['l', 'limit.locked'],
  ['n', 'limit.files'],
  ['s', 'limit.stack'],
  ['u', 'limit.processes'],
  ['v', 'limit.address-space'],
])

/** Sizes of the units in the parentheses, in bytes. bash's "blocks" are 1024 bytes, 512 in POSIX mode: only 0 is certain. */
const UNITS = new Map<string, number>([
  ['kbytes', 1024],
  ['bytes', 1],
  ['512 bytes', 512],
  ['blocks', 1024],
])

export function isUlimitLine(text: string): boolean {
  return LIMIT.test(text)
}

/** Facts of one line, sizes in bytes; null when it is no such line. */
export function readUlimit(text: string): LineFact[] | null {
  const match = LIMIT.exec(text)
  if (!match) return null
  const key = KEYS.get(match[3] ?? '')
  const unit = match[2] === undefined ? 1 : UNITS.get(match[2])
  if (!key || unit === undefined) return []
  return [{ key, value: match[4] === 'unlimited' ? null : Number(match[4]) * unit }]
}
