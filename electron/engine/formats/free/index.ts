import { defineFormat } from '../format.ts'
import { openSnapshots } from '../lib/snapshot-tables.ts'

//                total        used        free      shared  buff/cache   available
//              total       used       free     shared    buffers     cached                 (before procps 3.3.10)
const HEADER = /^\s{4,20}total\s{1,20}used\s{1,20}free(?:\s{1,20}shared)?(?:\s|$)/
// Mem:        24684096     2202204    19061208       29044     3763140    22481892
const ROW = /^(?:Mem|Swap|Low|High|Total|-\/\+ buffers\/cache|Comm):\s{1,20}\d/

/** free(1). It prints no unit, or rounds: /proc/meminfo has the numbers. */
export const free = defineFormat({
  id: 'free',
  title: 'Memory of the host (free)',
  version: 1,
  sniff: (head) =>
    head.lines.some((line, at) => HEADER.test(line) && ROW.test(head.lines[at + 1] ?? '')) ? 'yes' : 'no',
  open: (context) =>
    openSnapshots(context, {
      region: {
        id: 'free',
        title: 'Memory of the host',
        note: 'KiB unless free was told otherwise; available is what could be had without swapping.',
      },
      rows: ['row', 'rows'],
      begins: (text) => HEADER.test(text),
      isRow: (text) => ROW.test(text),
    }),
})
