import { defineFormat } from '../format.ts'
import { openHeapSummary, startsSummary } from './parse.ts'

/** `jmap -heap` up to 8, `jhsdb jmap --heap` since: sun.jvm.hotspot.tools.HeapSummary. */
export const heapSummary = defineFormat({
  id: 'heap-summary',
  title: 'Java heap (jmap -heap)',
  version: 1,
  sniff: (head) => (startsSummary(head.lines) ? 'certain' : 'no'),
  open: openHeapSummary,
})
