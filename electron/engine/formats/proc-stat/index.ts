import { defineFormat } from '../format.ts'
import { openFactLines, type LineFact } from '../lib/fact-lines.ts'

// 14210 (java) S 1 14013 8049 0 -1 4194304 7696 0 1 0 38 43 0 0 20 0 39 0 40266 2798100480 12615 18446744073709551615 ...
const STAT = /^(\d{1,10}) \(.{0,64}\) ([RSDZTtWXxKPI])((?: -?\d{1,20}){30,60})\s*$/
/** Fields behind the state, from proc_pid_stat(5): number 20 is num_threads, 23 is vsize in bytes. */
const THREADS = 20 - 4
const VIRTUAL_SIZE = 23 - 4
// java (14210, #threads: 39)
const SCHED = /^.{1,64} \((\d{1,10}), #threads: (\d{1,10})\)$/
// se.exec_start                                :        383963.419585        ---------------------
const SCHED_ROW = /^(?:-{20,}|[A-Za-z][\w.:()>-]{1,60}\s{1,60}:\s{1,40}-?[\d.]{1,30}|[A-Za-z].{0,100}[=:].{0,100})$/
// rchar: 4382916        cancelled_write_bytes: 0
const IO = /^(?:rchar|wchar|syscr|syscw|read_bytes|write_bytes|cancelled_write_bytes): \d{1,20}$/

function readStat(text: string): LineFact[] | null {
  const stat = STAT.exec(text)
  if (stat) {
    const fields = (stat[3] ?? '').trim().split(' ').map(Number)
    return [
      { key: 'process.pid', value: Number(stat[1]) },
      { key: 'process.threads', value: fields[THREADS] ?? 0 },
      { key: 'process.virtual-size', value: fields[VIRTUAL_SIZE] ?? 0 },
    ]
  }
  const sched = SCHED.exec(text)
  if (sched) {
    return [
      { key: 'process.pid', value: Number(sched[1]) },
      { key: 'process.threads', value: Number(sched[2]) },
    ]
  }
  return IO.test(text) || SCHED_ROW.test(text) ? [] : null
}

/** /proc/PID/stat, sched and io: fs/proc/array.c do_task_stat, kernel/sched/debug.c proc_sched_show_task, fs/proc/base.c do_io_accounting. */
export const procStat = defineFormat({
  id: 'proc-stat',
  title: 'Process accounting (/proc/PID/stat, sched, io)',
  version: 1,
  sniff(head) {
    const lines = head.lines.filter((line) => line.trim() !== '')
    const [first = ''] = lines
    if (SCHED.test(first) && (lines[1] ?? '').startsWith('-----')) return 'certain'
    if (lines.length >= 4 && lines.every((line) => IO.test(line))) return 'certain'
    return head.whole && lines.length === 1 && STAT.test(first) ? 'certain' : 'no'
  },
  open: (context) =>
    openFactLines(context, {
      region: { id: 'process-accounting', title: 'Accounting of the process', note: '' },
      read: readStat,
    }),
})
