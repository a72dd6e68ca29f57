import { defineFormat } from '../format.ts'
import { openServiceStatus, sniffServiceStatus } from './parse.ts'

/** `systemctl status`: what systemd saw of a service of a JVM that ended. */
export const serviceStatus = defineFormat({
  id: 'service-status',
  title: 'Status of a service (systemctl)',
  version: 2,
  sniff: sniffServiceStatus,
  open: openServiceStatus,
})
