import { defineFormat } from '../format.ts'
import { openDockerInspect, sniffDockerInspect } from './parse.ts'

/** `docker inspect CONTAINER`, `podman inspect`: moby, api/types/container, InspectResponse. */
export const dockerInspect = defineFormat({
  id: 'docker-inspect',
  title: 'Container (docker inspect)',
  version: 2,
  sniff: sniffDockerInspect,
  open: openDockerInspect,
})
