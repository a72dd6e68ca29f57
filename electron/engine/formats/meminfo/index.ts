import { defineFormat } from '../format.ts'
import { openFactLines } from '../lib/fact-lines.ts'
import { meminfoFact } from '../lib/meminfo.ts'

// MemTotal:       24684092 kB
// HugePages_Total:       0
// Active(anon):       1620 kB
const FIELD = /^[A-Z]\w*(?:\(\w+\))?: +\d+(?: kB)?\s*$/

/** Linux fs/proc/meminfo.c; proc_meminfo(5). */
export const meminfo = defineFormat({
  id: 'meminfo',
  title: 'Memory of the host (/proc/meminfo)',
  version: 1,
  sniff(head) {
    const lines = head.lines.filter((line) => line.trim() !== '')
    const fields = lines.filter((line) => FIELD.test(line))
    const known = fields.some((line) => meminfoFact(line) !== null)
    return known && fields.length > (lines.length - fields.length) * 4 ? 'certain' : 'no'
  },
  open: (context) =>
    openFactLines(context, {
      region: {
        id: 'meminfo',
        title: 'Memory of the host',
        note: 'MemAvailable is what could be had without swapping; CommitLimit binds only with overcommit_memory 2.',
      },
      read(text) {
        if (!FIELD.test(text)) return null
        const fact = meminfoFact(text)
        return fact ? [fact] : []
      },
    }),
})
