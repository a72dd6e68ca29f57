import { defineFormat } from '../format.ts'
import { openCoredumpInfo, sniffCoredumpInfo } from './parse.ts'

/** `coredumpctl info`: systemd, src/coredump/coredumpctl.c, print_info. */
export const coredumpInfo = defineFormat({
  id: 'coredump-info',
  title: 'Core dumps (coredumpctl info)',
  version: 2,
  sniff: sniffCoredumpInfo,
  open: openCoredumpInfo,
})
