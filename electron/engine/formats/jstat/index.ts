import { defineFormat } from '../format.ts'
import { openSnapshots } from '../lib/snapshot-tables.ts'
import { isJstatHeader, isJstatRow, JstatFacts } from './parse.ts'

/** jstat(1): jdk.jcmd, sun/tools/jstat/resources/jstat_options. Of its tables -gc states sizes, the others shares and counts. */
export const jstat = defineFormat({
  id: 'jstat',
  title: 'Collections of a JVM (jstat)',
  version: 1,
  sniff(head) {
    const at = head.lines.findIndex((line) => isJstatHeader(line))
    return at >= 0 && at < 4 && isJstatRow(head.lines[at + 1] ?? '') ? 'certain' : 'no'
  },
  open(context) {
    return openSnapshots(context, {
      region: {
        id: 'jstat',
        title: 'Spaces and collections',
        note: 'Of -gc sizes in KB, of -gcutil percentages of what is committed.',
      },
      rows: ['sample', 'samples'],
      begins: isJstatHeader,
      isRow: isJstatRow,
      facts: new JstatFacts(),
    })
  },
})
