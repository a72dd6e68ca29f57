import { defineFormat } from '../format.ts'
import { openFactLines } from '../lib/fact-lines.ts'
import { readStatus } from '../lib/status-lines.ts'

// VmSize:	 3632636 kB          RssAnon:	  323776 kB
const SIZE = /^[ \t]*(?:Vm[A-Z][A-Za-z]{1,5}|Rss[A-Z][a-z]{2,4}):[ \t]+\d{1,16} kB$/
// Threads:	47                  State:	S (sleeping)
const TASKS = /^[ \t]*(?:Threads|State|Name|Pid|PPid|Tgid|FDSize|HugetlbPages|Umask|NStgid|NSpid):[ \t]/

/** Linux fs/proc/array.c, proc_pid_status; Documentation/filesystems/proc.rst, table 1-2. */
export const procStatus = defineFormat({
  id: 'proc-status',
  title: 'Process status (/proc/PID/status)',
  version: 3,
  sniff(head) {
    // All of it may be indented, as it is where it was pasted.
    const indent = /^[ \t]*/.exec(head.lines.find((line) => line.trim() !== '') ?? '')?.[0] ?? ''
    const names = new Set(
      head.lines.map((line) =>
        line.startsWith(indent) ? /^(\w+):[ \t]/.exec(line.slice(indent.length))?.[1] : undefined,
      ),
    )
    // What grep leaves of it.
    const lines = head.lines.filter((line) => line.trim() !== '')
    if (
      lines.length <= 40 &&
      lines.some((line) => SIZE.test(line)) &&
      lines.every((line) => SIZE.test(line) || TASKS.test(line))
    )
      return 'yes'
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
