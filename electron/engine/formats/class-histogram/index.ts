import { defineFormat } from '../format.ts'
import { isHistogramHeader } from '../lib/histogram-lines.ts'
import { jcmdPid } from '../lib/jcmd.ts'
import { openHistogram } from './parse.ts'

/** jcmd GC.class_histogram, jmap -histo: src/hotspot/share/memory/heapInspection.cpp. */
export const classHistogram = defineFormat({
  id: 'class-histogram',
  title: 'Class histogram (GC.class_histogram)',
  version: 1,
  sniff(head) {
    const first = head.lines.find((line) => line.trim() !== '' && jcmdPid(line) === null)
    return first !== undefined && isHistogramHeader(first) ? 'certain' : 'no'
  },
  open: openHistogram,
})
