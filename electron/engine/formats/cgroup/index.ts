import { defineFormat } from '../format.ts'
import { openFactLines, type LineFact } from '../lib/fact-lines.ts'
import { cgroupFacts, fileOfContent, readCgroupLine } from '../lib/cgroup-lines.ts'

// 0::/kubepods.slice/kubepods-burstable.slice/cri-containerd-0c6a.scope        4:memory:/system.slice/kafka.service
const MEMBERSHIP = /^\d{1,3}:[\w,=-]{0,100}:\//
// oom_kill 1
const COUNTER = /^[a-z_]{1,40} \d{1,20}\s*$/

/** Counters without the name of a file are of memory.events, or say nothing that is kept. */
const NAMELESS = 'memory.events'

/** /proc/PID/cgroup (cgroups(7)). */
function isMembership(lines: readonly string[]): boolean {
  return lines.length > 0 && lines.every((line) => MEMBERSHIP.test(line))
}

/** Interface files of a control group, each line or block under its file's name, as `grep -H ''`, `tail -n +1` or a script print them. */
export const cgroup = defineFormat({
  id: 'cgroup',
  title: 'Control group (pids, memory)',
  version: 2,
  sniff(head) {
    const lines = head.lines.filter((line) => line.trim() !== '')
    const named = lines.filter((line) => readCgroupLine(line) !== null).length
    if (named === 0) return isMembership(lines) || (head.whole && fileOfContent(lines) !== null) ? 'certain' : 'no'
    if (lines.some((line) => readCgroupLine(line)?.heading === true)) return named * 6 >= lines.length ? 'yes' : 'no'
    if (named === lines.length) return 'certain'
    const counters = lines.filter((line) => COUNTER.test(line)).length
    return named * 2 > lines.length || (named >= 3 && (named + counters) * 5 >= lines.length * 4) ? 'yes' : 'no'
  },
  open(context) {
    let file: string | null = null
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
        if (line) {
          // `for f in *; do echo "$f: $(cat $f)"; done` names a file on the first of its lines only.
          file = line.file
          return cgroupFacts(line.file, line.value)
        }
        if (MEMBERSHIP.test(text)) return []
        return file === null && !COUNTER.test(text) ? null : cgroupFacts(file ?? NAMELESS, text.trim())
      },
    })
  },
})
