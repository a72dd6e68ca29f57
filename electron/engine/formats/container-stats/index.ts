import { defineFormat } from '../format.ts'
import { openSnapshots } from '../lib/snapshot-tables.ts'
import { ContainerFacts, isStatsHeader, isStatsRow } from './parse.ts'

/** `docker stats` and `podman stats`, `kubectl top pod`, `crictl stats`: of one container its memory and tasks. */
export const containerStats = defineFormat({
  id: 'container-stats',
  title: 'Use of containers (docker stats, kubectl top)',
  version: 1,
  sniff(head) {
    const at = head.lines.findIndex((line) => line.trim() !== '')
    return isStatsHeader(head.lines[at] ?? '') && isStatsRow(head.lines[at + 1] ?? '') ? 'certain' : 'no'
  },
  open(context) {
    return openSnapshots(context, {
      region: {
        id: 'container-stats',
        title: 'Containers',
        note: 'Memory without the page cache that could be had back.',
      },
      rows: ['row', 'rows'],
      begins: isStatsHeader,
      isRow: isStatsRow,
      facts: new ContainerFacts(),
    })
  },
})
