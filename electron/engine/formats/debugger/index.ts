import { defineFormat } from '../format.ts'
import { isMark, readFrame, readRow } from './lines.ts'
import { openTranscript } from './parse.ts'

const LOOKED_AT = 120
const LEAST = 2

/** Transcripts of gdb (info proc mappings, bt), gstack, eu-stack and lldb. */
export const debuggerFormat = defineFormat({
  id: 'debugger',
  title: 'Debugger (gdb, lldb, pstack)',
  version: 1,
  sniff(head) {
    const lines = head.lines.filter((line) => line.trim() !== '').slice(0, LOOKED_AT)
    const marks = lines.filter(isMark).length
    const known = marks + lines.filter((line) => readFrame(line) !== null || readRow(line) !== null).length
    return marks > 0 && known >= LEAST && known >= lines.length / 2 ? 'certain' : 'no'
  },
  open: openTranscript,
})
