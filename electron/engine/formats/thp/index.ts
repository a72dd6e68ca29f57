import { defineFormat } from '../format.ts'
import { openFactLines } from '../lib/fact-lines.ts'
import { thpFacts } from '../lib/thp-choice.ts'

/** /sys/kernel/mm/transparent_hugepage: `enabled`, `defrag`, `shmem_enabled`, alone or one after the other. */
export const thp = defineFormat({
  id: 'thp',
  title: 'Transparent huge pages',
  version: 2,
  sniff(head) {
    const lines = head.lines.filter((line) => line.trim() !== '')
    return head.whole && lines.length > 0 && lines.every((line) => thpFacts(line) !== null) ? 'certain' : 'no'
  },
  open: (context) =>
    openFactLines(context, { region: { id: 'thp', title: 'Transparent huge pages', note: '' }, read: thpFacts }),
})
