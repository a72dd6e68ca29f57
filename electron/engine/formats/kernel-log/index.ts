import { defineFormat } from '../format.ts'
import { openKernelLog, sniffKernelLog } from './parse.ts'

/** dmesg, journalctl -k, kern.log, /var/log/messages: Linux kernel/printk/printk.c; dmesg(1); journalctl(1). */
export const kernelLog = defineFormat({
  id: 'kernel-log',
  title: 'Kernel log (dmesg, journal)',
  version: 5,
  sniff: sniffKernelLog,
  open: openKernelLog,
})
