import { defineFormat } from '../format.ts'
import { openSnapshots } from '../lib/snapshot-tables.ts'
import { TopFacts } from './parse.ts'

// top - 07:28:37 up  2:53,  0 users,  load average: 0.00, 0.01, 0.00
// Mem: 5738364K used, 18945728K free, 139928K shrd, 49088K buff, 4661344K cached                    (busybox)
const HEADER = /^(?:top - \d{2}:\d{2}:\d{2} up .{0,200}load average|Mem: \d{1,15}K used, \d{1,15}K free, )/
//  3460 root      20   0 4175252  31856  23896 S   0.0   0.5   0:00.14 java MyCl+
// 14211     1 root     S    4580m  18%   0% /usr/bin/java -Xmx128m                                  (busybox)
const ROW =
  /^\s{0,10}\d{1,10}\s{1,8}(?:\S{1,40}\s{1,12}(?:\d{1,3}|rt|-\d{1,3})\s{1,6}-?\d{1,3}\s|\d{1,10}\s\S{1,40}\s{1,12}[A-Z<N ]{1,4}\s)/

/** top(1) in batch mode, with -H too: procps and busybox. */
export const top = defineFormat({
  id: 'top',
  title: 'Busiest processes of the host (top)',
  version: 3,
  sniff: (head) => (head.lines.slice(0, 20).some((line) => HEADER.test(line)) ? 'certain' : 'no'),
  open: (context) =>
    openSnapshots(context, {
      region: { id: 'top', title: 'top', note: 'The summary of the host stands above each list.' },
      rows: ['row', 'rows'],
      begins: (text) => HEADER.test(text),
      isRow: (text) => ROW.test(text),
      facts: new TopFacts(),
    }),
})
