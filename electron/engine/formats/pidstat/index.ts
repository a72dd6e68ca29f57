import { defineFormat } from '../format.ts'
import { openPidstat, sniffPidstat } from './parse.ts'

/** pidstat -r and -v of one process: sysstat, pidstat.c. Their tables are series of it; of many processes nobody knows which one matters. */
export const pidstat = defineFormat({
  id: 'pidstat',
  title: 'Sizes of a process over time (pidstat)',
  version: 1,
  sniff: sniffPidstat,
  open: openPidstat,
})
