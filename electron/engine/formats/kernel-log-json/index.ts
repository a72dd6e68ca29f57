import { defineFormat } from '../format.ts'
import { openKernelLogJson, sniffKernelLogJson } from './parse.ts'

/** journalctl -o json and -o json-pretty, of the kernel and of systemd-coredump: systemd.journal-fields(7), systemd-coredump(8). */
export const kernelLogJson = defineFormat({
  id: 'kernel-log-json',
  title: 'Journal (JSON)',
  version: 2,
  sniff: sniffKernelLogJson,
  open: openKernelLogJson,
})
