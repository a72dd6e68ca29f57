import { defineFormat } from '../format.ts'
import { jcmdPid } from '../lib/jcmd.ts'
import { isNativeMemoryHeading, isNativeMemoryOff } from '../lib/native-memory-lines.ts'
import { openNativeMemory } from './parse.ts'

/** The heading stands on top, under jcmd's own; a crash log has the same section far below. */
const TOP = 8

/** jcmd VM.native_memory, summary, detail and diff: src/hotspot/share/nmt/memReporter.cpp (services/ up to JDK 21). */
export const nativeMemory = defineFormat({
  id: 'native-memory',
  title: 'Native memory of the JVM (VM.native_memory)',
  version: 2,
  sniff(head) {
    const top = head.lines.filter((line) => line.trim() !== '').slice(0, TOP)
    if (top.some(isNativeMemoryHeading)) return 'certain'
    const words = top.filter((line) => jcmdPid(line) === null)
    return words.length === 1 && isNativeMemoryOff(words[0] ?? '') ? 'certain' : 'no'
  },
  open: openNativeMemory,
})
