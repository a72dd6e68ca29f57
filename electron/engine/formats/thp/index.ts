import { defineFormat } from '../format.ts'
import { openFactLines, type LineFact } from '../lib/fact-lines.ts'
import { chosenThp } from '../lib/thp.ts'

function readChoice(text: string): LineFact[] | null {
  const chosen = chosenThp(text)
  return chosen === null ? null : [{ key: 'os.thp', value: chosen }]
}

/** /sys/kernel/mm/transparent_hugepage/enabled: Documentation/admin-guide/mm/transhuge.rst. The bracket marks what is in force. */
export const thp = defineFormat({
  id: 'thp',
  title: 'Transparent huge pages',
  version: 1,
  sniff(head) {
    const lines = head.lines.filter((line) => line.trim() !== '')
    return head.whole && lines.length === 1 && readChoice(lines[0] ?? '') !== null ? 'certain' : 'no'
  },
  open: (context) =>
    openFactLines(context, { region: { id: 'thp', title: 'Transparent huge pages', note: '' }, read: readChoice }),
})
