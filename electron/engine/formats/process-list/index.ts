import { defineFormat } from '../format.ts'
import { openSnapshots } from '../lib/snapshot-tables.ts'

// USER       PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND                  (ps aux)
// UID        PID  PPID   LWP  C NLWP STIME TTY          TIME CMD                            (ps -eLf)
// F S UID        PID  PPID  C PRI  NI ADDR SZ WCHAN  STIME TTY          TIME CMD            (ps -elf)
const COLUMN = /^[A-Z%+\d]{1,12}$/
const NUMBER = /^\d{1,10}$/
const HEADER_CHARACTERS = 400
/** Before it stand flags, state and user at most. */
const FIRST_COLUMNS = 5

/** Which column is the PID; -1 when the line is no header. */
function pidColumn(text: string): number {
  if (text.length > HEADER_CHARACTERS || !text.includes('PID')) return -1
  const columns = text.trim().split(/\s+/)
  const last = columns.at(-1)
  const pid = columns.indexOf('PID')
  const whole = (last === 'CMD' || last === 'COMMAND') && columns.every((column) => COLUMN.test(column))
  return whole && pid < FIRST_COLUMNS ? pid : -1
}

/** ps(1): processes of the host, or threads with -L and -T. */
export const processList = defineFormat({
  id: 'process-list',
  title: 'Processes of the host (ps)',
  version: 1,
  sniff(head) {
    const at = head.lines.findIndex((line) => pidColumn(line) >= 0)
    // top has such a header too, below its summary.
    return at >= 0 && at < 10 && !head.lines.slice(0, at).some((line) => line.startsWith('top - ')) ? 'yes' : 'no'
  },
  open(context) {
    let column = -1
    return openSnapshots(context, {
      region: {
        id: 'processes',
        title: 'Processes of the host',
        note: 'One row a process, or a thread where LWP is a column.',
      },
      rows: ['row', 'rows'],
      begins(text) {
        const found = pidColumn(text)
        if (found >= 0) column = found
        return found >= 0
      },
      isRow: (text) => NUMBER.test(text.slice(0, HEADER_CHARACTERS).trim().split(/\s+/)[column] ?? ''),
    })
  },
})
