import { defineFormat } from '../format.ts'
import { openHeapSummary } from './parse.ts'

const USAGE = /^Heap Usage:/
const CONFIGURATION = /^Heap Configuration:/

/** `jmap -heap` up to JDK 8 and `jhsdb jmap --heap`: jdk.hotspot.agent, sun/jvm/hotspot/tools/HeapSummary.java. */
export const heapSummary = defineFormat({
  id: 'heap-summary',
  title: 'Java heap (jmap -heap)',
  version: 1,
  sniff: ({ lines }) =>
    lines.slice(0, 40).some((line) => CONFIGURATION.test(line)) && lines.some((line) => USAGE.test(line))
      ? 'certain'
      : 'no',
  open: openHeapSummary,
})
