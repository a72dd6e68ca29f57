import { defineFormat } from '../format.ts'
import { openContainerEvents, sniffContainerEvents } from './parse.ts'

/** `docker events`, as text and as JSON (moby, api/types/events; cli, command/system/events.go), also of podman. */
export const containerEvents = defineFormat({
  id: 'container-events',
  title: 'Events of containers (docker events)',
  version: 1,
  sniff: sniffContainerEvents,
  open: openContainerEvents,
})
