import { defineFormat } from '../format.ts'
import { isHistogramHeader } from '../lib/histogram-lines.ts'
import { jcmdPid } from '../lib/jcmd.ts'
import { isAgentWord, openHistogram } from './parse.ts'

/** jcmd GC.class_histogram, jmap -histo, and that of the serviceability agent (jmap -F, jhsdb jmap --histo): src/hotspot/share/memory/heapInspection.cpp. */
export const classHistogram = defineFormat({
  id: 'class-histogram',
  title: 'Class histogram (GC.class_histogram)',
  version: 2,
  sniff(head) {
    const first = head.lines.find((line) => line.trim() !== '' && jcmdPid(line) === null && !isAgentWord(line))
    return first !== undefined && isHistogramHeader(first) ? 'certain' : 'no'
  },
  open: openHistogram,
})
