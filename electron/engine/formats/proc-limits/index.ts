import { defineFormat } from '../format.ts'
import { openFactLines } from '../lib/fact-lines.ts'
import { isLimit, isLimitsHeader, readLimit } from '../lib/limit-lines.ts'

/** Linux fs/proc/base.c, proc_pid_limits; util-linux prlimit(1) of a process. */
export const procLimits = defineFormat({
  id: 'proc-limits',
  title: 'Process limits (/proc/PID/limits, prlimit)',
  version: 3,
  sniff(head) {
    if (head.lines.slice(0, 5).some(isLimitsHeader)) return 'certain'
    // What grep leaves of it.
    const lines = head.lines.filter((line) => line.trim() !== '')
    return lines.length > 0 && lines.length <= 16 && lines.every(isLimit) ? 'yes' : 'no'
  },
  open: (context) =>
    openFactLines(context, {
      region: {
        id: 'process-limits',
        title: 'Resource limits of the process',
        note: 'The soft limit is the one the kernel enforces.',
      },
      read: readLimit,
    }),
})
