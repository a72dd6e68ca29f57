import { defineFormat } from '../format.ts'
import { openDockerInspect, sniffDockerInspect } from './parse.ts'

/** `docker inspect CONTAINER`, `podman inspect` (moby, api/types/container, InspectResponse), its State alone, and `crictl inspect`. */
export const dockerInspect = defineFormat({
  id: 'docker-inspect',
  title: 'Container (docker inspect, crictl inspect)',
  version: 3,
  sniff: sniffDockerInspect,
  open: openDockerInspect,
})
