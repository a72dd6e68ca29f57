import { defineFormat } from '../format.ts'
import { openFactLines } from '../lib/fact-lines.ts'
import { readStatus } from '../lib/status-lines.ts'

/** Linux fs/proc/array.c, proc_pid_status; Documentation/filesystems/proc.rst, table 1-2. */
export const procStatus = defineFormat({
  id: 'proc-status',
  title: 'Process status (/proc/PID/status)',
  version: 2,
  sniff(head) {
    const names = new Set(head.lines.map((line) => /^(\w+):[ \t]/.exec(line)?.[1]))
    if (!names.has('Pid') || !names.has('Name')) return 'no'
    return names.has('Tgid') && (names.has('Threads') || names.has('PPid')) ? 'certain' : 'maybe'
  },
  open: (context) =>
    openFactLines(context, {
      region: {
        id: 'process-status',
        title: 'Status of the process',
        note: 'VmSize is address space, VmRSS what is resident, VmData what RLIMIT_DATA counts.',
      },
      read: readStatus,
    }),
})
