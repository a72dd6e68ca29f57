import { defineFormat } from '../format.ts'
import { openFactLines } from '../lib/fact-lines.ts'
import { factsByName, factsOf, isOfKernel, readNamedLine } from './parse.ts'

/**
 * Files of /proc/sys and /sys, each under its path, as `grep . FILES`, `head` and `tail -n +1` print them, control groups among them.
 * Also one file of a single value where its name says which: a bare number could be anything, so that without the name nobody claims it.
 */
export const kernelFiles = defineFormat({
  id: 'kernel-files',
  title: 'Kernel settings (files of /proc/sys and /sys)',
  version: 2,
  sniff(head) {
    const lines = head.lines.filter((line) => line.trim() !== '')
    const [first = ''] = lines
    if (lines.length === 1 && head.whole && factsByName(head.name, first) !== null) return 'yes'
    const named = lines.map(readNamedLine)
    if (!named.some((line) => line !== null && isOfKernel(line.path))) return 'no'
    // Under a heading stand few lines; where there is none every line has its path.
    if (named.some((line) => line?.value === null)) return named[0]?.value === null ? 'certain' : 'no'
    return named.every((line) => line !== null) ? 'certain' : 'no'
  },
  open(context) {
    let path: string | null = null
    return openFactLines(context, {
      region: {
        id: 'kernel-files',
        title: 'Kernel settings',
        note: 'Files of /proc/sys and /sys with their values.',
      },
      read(text) {
        const line = readNamedLine(text)
        if (line?.value === null) {
          path = line.path
          return []
        }
        if (line) return factsOf(line.path, line.value)
        return path === null ? factsByName(context.name, text) : factsOf(path, text)
      },
    })
  },
})
