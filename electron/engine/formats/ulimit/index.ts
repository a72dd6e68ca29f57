import { defineFormat } from '../format.ts'
import { openFactLines } from '../lib/fact-lines.ts'
import { isUlimitLine, lowestOf, readUlimit } from './parse.ts'

/** bash (builtins/ulimit.def, print_all_limits), dash, busybox ash, zsh, fish, Korn shells, and csh's `limit`. */
export const ulimit = defineFormat({
  id: 'ulimit',
  title: 'Shell limits (ulimit -a)',
  version: 3,
  sniff(head) {
    const lines = head.lines.filter((line) => line.trim() !== '')
    const known = lines.filter(isUlimitLine).length
    return known >= 2 && known * 2 > lines.length ? 'certain' : 'no'
  },
  open: (context) =>
    openFactLines(context, {
      region: {
        id: 'shell-limits',
        title: 'Limits of a shell (ulimit -a)',
        note: 'Soft limits of the shell that ran the command; the JVM has them only if it was started from there.',
      },
      read: lowestOf(readUlimit),
    }),
})
