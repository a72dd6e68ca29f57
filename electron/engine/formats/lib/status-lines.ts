import type { FactKey } from '../../../../shared/model/facts.ts'
import type { LineFact } from './fact-lines.ts'

// VmSize:	 3632636 kB
// Threads:	47
const FIELD = /^[ \t]*(\w+):[ \t]*(.*)$/
// Uid:	20001	20001	20001	20001             (real, effective, saved, file system; proc_pid_status(5))
// CapEff:	000001fffeffffff
const FIRST_NUMBER = /^(\d{1,10})\b/
const HEX = /^[0-9a-f]{1,16}$/
const NUMBER = /^(\d{1,20})( kB)?[ \t]*$/

const KEYS = new Map<string, FactKey>([
  ['Pid', 'process.pid'],
  ['Threads', 'process.threads'],
  ['VmSize', 'process.virtual-size'],
  ['VmRSS', 'process.rss'],
  ['VmData', 'process.data-size'],
  ['VmLck', 'process.locked-size'],
  ['VmSwap', 'process.swap'],
])

/** Facts of one line, kB turned into bytes; null when it is no field of a status file. */
export function readStatus(text: string): LineFact[] | null {
  const field = FIELD.exec(text)
  if (!field) return null
  if (field[1] === 'Uid') {
    const uid = FIRST_NUMBER.exec(field[2] ?? '')
    return uid ? [{ key: 'process.uid', value: Number(uid[1]) }] : null
  }
  if (field[1] === 'CapEff') {
    const capabilities = (field[2] ?? '').trim()
    return HEX.test(capabilities) ? [{ key: 'process.capabilities', value: capabilities }] : null
  }
  const key = KEYS.get(field[1] ?? '')
  if (!key) return []
  const number = NUMBER.exec(field[2] ?? '')
  return number ? [{ key, value: Number(number[1]) * (number[2] ? 1024 : 1) }] : null
}
