import { defineFormat } from '../format.ts'
import { openFactLines } from '../lib/fact-lines.ts'
import { jcmdPid } from '../lib/jcmd.ts'
import { AnswerReader, isMetaspaceReport, isProperties, isShortAnswer } from './parse.ts'

/**
 * What jcmd answers that has no format of its own (VM.version, VM.uptime, VM.system_properties, VM.metaspace ...), jinfo, and
 * `java -version`: src/hotspot/share/services/diagnosticCommand.cpp, memory/metaspace/metaspaceReporter.cpp.
 */
export const jcmdAnswer = defineFormat({
  id: 'jcmd-answer',
  title: 'Answer of the JVM (jcmd, jinfo, java -version)',
  version: 2,
  sniff(head) {
    const lines = head.lines.filter((line) => line.trim() !== '')
    const headed = jcmdPid(lines[0] ?? '') !== null
    const body = headed ? lines.slice(1) : lines
    if (isShortAnswer(body) || isProperties(body) || isMetaspaceReport(body)) return 'certain'
    return headed && body.length > 0 ? 'maybe' : 'no'
  },
  open(context) {
    const reader = new AnswerReader()
    return openFactLines(context, {
      region: { id: 'jcmd-answer', title: 'Answer of the JVM', note: '' },
      read: (text) => reader.read(text),
    })
  },
})
