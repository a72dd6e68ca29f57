import { defineFormat } from '../format.ts'
import { openFactLines, type LineFact } from '../lib/fact-lines.ts'
import { cgroupFacts, readCgroupLine } from './parse.ts'

/** Interface files of a control group, each line or block under its file's name, as `grep -H ''`, `tail -n +1` or a script print them. */
export const cgroup = defineFormat({
  id: 'cgroup',
  title: 'Control group (pids, memory)',
  version: 1,
  sniff(head) {
    const lines = head.lines.filter((line) => line.trim() !== '')
    const named = lines.filter((line) => readCgroupLine(line) !== null).length
    if (named === 0) return 'no'
    if (lines.some((line) => readCgroupLine(line)?.heading === true)) return named * 6 >= lines.length ? 'yes' : 'no'
    return named === lines.length ? 'certain' : named * 2 > lines.length ? 'yes' : 'no'
  },
  open(context) {
    let file = ''
    return openFactLines(context, {
      region: {
        id: 'cgroup',
        title: 'Control group',
        note: 'pids.max bounds the tasks of the group, memory.max its memory; pids.events and memory.events count what they refused or killed.',
      },
      read(text): LineFact[] | null {
        const line = readCgroupLine(text.trim())
        if (line?.heading) {
          file = line.file
          return []
        }
        if (line) return cgroupFacts(line.file, line.value)
        return file === '' ? null : cgroupFacts(file, text.trim())
      },
    })
  },
})
