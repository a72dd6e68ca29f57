import { defineFormat } from '../format.ts'
import { openSnapshots } from '../lib/snapshot-tables.ts'

// top - 07:28:37 up  2:53,  0 users,  load average: 0.00, 0.01, 0.00
const HEADER = /^top - \d{2}:\d{2}:\d{2} up .{0,200}load average/
//  3460 root      20   0 4175252  31856  23896 S   0.0   0.5   0:00.14 java MyCl+
const ROW = /^\s{0,10}\d{1,10}\s{1,4}\S{1,40}\s{1,12}(?:\d{1,3}|rt|-\d{1,3})\s{1,6}-?\d{1,3}\s/

/** procps top(1) in batch mode, with -H too. */
export const top = defineFormat({
  id: 'top',
  title: 'Busiest processes of the host (top)',
  version: 1,
  sniff: (head) => (head.lines.slice(0, 20).some((line) => HEADER.test(line)) ? 'certain' : 'no'),
  open: (context) =>
    openSnapshots(context, {
      region: { id: 'top', title: 'top', note: 'The summary of the host stands above each list.' },
      rows: ['row', 'rows'],
      begins: (text) => HEADER.test(text),
      isRow: (text) => ROW.test(text),
    }),
})
