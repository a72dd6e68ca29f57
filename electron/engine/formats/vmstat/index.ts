import { defineFormat } from '../format.ts'
import { openSnapshots } from '../lib/snapshot-tables.ts'

// procs -----------memory---------- ---swap-- -----io---- -system-- ------cpu-----
const BANNER = /^procs? -+memory-+ -+swap-+ -+io-+ -+system-+ -+cpu-+/
//  r  b   swpd   free   buff  cache   si   so    bi    bo   in   cs us sy id wa st
const HEADER = /^\s{0,4}r\s{1,4}b\s{1,8}swpd\s{1,12}free\s/
const ROW = /^\s{0,6}\d{1,6}\s{1,6}\d{1,6}\s{1,12}\d/

/** procps vmstat(8). */
export const vmstat = defineFormat({
  id: 'vmstat',
  title: 'Memory and processor of the host (vmstat)',
  version: 1,
  sniff: (head) =>
    head.lines.some((line, at) => BANNER.test(line) && HEADER.test(head.lines[at + 1] ?? '')) ? 'certain' : 'no',
  open: (context) =>
    openSnapshots(context, {
      region: { id: 'vmstat', title: 'vmstat', note: 'si and so other than 0 mean that the host swaps.' },
      rows: ['sample', 'samples'],
      begins: (text) => BANNER.test(text),
      isRow: (text) => ROW.test(text),
    }),
})
