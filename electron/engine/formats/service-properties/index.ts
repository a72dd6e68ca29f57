import { defineFormat } from '../format.ts'
import { openServiceProperties, sniffServiceProperties } from './parse.ts'

/** `systemctl show UNIT`, all of it or with -p: systemd, src/systemctl/systemctl-show.c; org.freedesktop.systemd1(5). */
export const serviceProperties = defineFormat({
  id: 'service-properties',
  title: 'Properties of a service (systemctl show)',
  version: 1,
  sniff: sniffServiceProperties,
  open: openServiceProperties,
})
