/**
 * A service's own output within a journal that is printed as JSON, an entry a line (`journalctl -u kafka -o json`):
 *
 *   {"__REALTIME_TIMESTAMP":"1795337177797123","SYSLOG_IDENTIFIER":"kafka-server-start.sh","_TRANSPORT":"stdout","MESSAGE":"[2026-11-22 ..."}
 *
 * Fields: systemd.journal-fields(7); a message that is no UTF-8 is a list of bytes (journalctl(1)).
 */
import { listAt, objectOf, textAt, wholeAt, type JsonObject } from './json-text.ts'
import { isBystander } from './bystanders.ts'
import type { WrapperObject } from './wrapper.ts'

/** Core dumps have all of /proc/PID/maps in them. */
const MOST_CHARACTERS = 16 * 1024 * 1024
const RECORD_SEPARATOR = '\u001e'

interface Entry {
  /** Whose message it is. */
  program: string
  /** Of a core dump that systemd-coredump kept. */
  dumped: string | null
  rows: readonly string[]
  time: { at: number; zoned: boolean }
  pid: number | null
}

/** The program of nine of ten entries, those of systemd about it aside; null where that is the kernel, or none. */
export function journalOf(sample: readonly string[]): WrapperObject | null {
  if (sample[0]?.includes('"__REALTIME_TIMESTAMP"') !== true) return null
  const programs = new Map<string, number>()
  let all = 0
  for (const line of sample) {
    const entry = entryOf(line)
    if (entry?.dumped != null || isBystander(entry?.program ?? '')) continue
    all++
    if (entry) programs.set(entry.program, (programs.get(entry.program) ?? 0) + 1)
  }
  const [best] = [...programs].toSorted((left, right) => right[1] - left[1])
  if (!best || best[1] * 10 < all * 9 || best[0] === 'kernel') return null
  return {
    kind: 'object',
    read(text) {
      const entry = entryOf(text)
      if (entry === null) return null
      const { program, dumped, rows, time, pid } = entry
      if (dumped !== null) return { rows: [], time, aside: `core ${dumped}` }
      if (program === 'kernel') return { rows: [], time, ofKernel: true }
      // What systemd says of the service, as it stands in a journal that is printed as text.
      if (program === 'systemd') return { rows: rows.map((row) => `systemd[1]: ${row}`), time }
      return { rows: program === best[0] ? rows : [], time, ...(pid !== null && { pid }) }
    },
  }
}

function entryOf(line: string): Entry | null {
  const text = line.startsWith(RECORD_SEPARATOR) ? line.slice(1) : line
  if (text.length > MOST_CHARACTERS || !text.startsWith('{')) return null
  const fields = objectOf(text)
  const micros = fields && textAt(fields, '__REALTIME_TIMESTAMP')
  if (fields === null || micros === null || !/^\d{10,17}$/.test(micros)) return null
  const program = textAt(fields, 'SYSLOG_IDENTIFIER') ?? textAt(fields, '_COMM') ?? ''
  return {
    program: textAt(fields, '_TRANSPORT') === 'kernel' ? 'kernel' : program,
    dumped: textAt(fields, 'COREDUMP_PID'),
    rows: messageOf(fields).split(/\r?\n/),
    time: { at: Math.floor(Number(micros) / 1000), zoned: true },
    pid: wholeAt(fields, '_PID'),
  }
}

function messageOf(fields: JsonObject): string {
  const message = textAt(fields, 'MESSAGE')
  if (message !== null) return message
  const bytes = Uint8Array.from(listAt(fields, 'MESSAGE'), (byte) => (typeof byte === 'number' ? byte : 0))
  return new TextDecoder().decode(bytes)
}
