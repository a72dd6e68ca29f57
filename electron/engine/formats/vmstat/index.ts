import { defineFormat, type LineParser, type ParseContext } from '../format.ts'
import { openSnapshots } from '../lib/snapshot-tables.ts'
import { isTotal, openTotals } from './totals.ts'

// procs -----------memory---------- ---swap-- -----io---- -system-- ------cpu-----
// --procs-- -----------------------memory---------------------- ---swap-- -----io---- -system-- --------cpu--------       (-w)
const BANNER = /^-{0,4}procs?-{0,4} -+memory-+ -+swap-+ -+io-+ -+system-+ -+cpu-+/
//  r  b   swpd   free   buff  cache   si   so    bi    bo   in   cs us sy id wa st
//  r  b   swpd  libre   búf caché   si   so    bi    bo   in   cs us sy id wa st gu                      (LANG=es_ES)
const HEADER = /^\s{0,6}r\s{1,6}b\s{1,14}swpd\s{1,14}\S{2,12}\s.{0,80}\ssi\s{1,6}so\s/
const ROW = /^\s{0,6}\d{1,6}\s{1,6}\d{1,6}\s{1,14}\d/

/** procps vmstat(8), and its list of totals (-s). */
export const vmstat = defineFormat({
  id: 'vmstat',
  title: 'Memory and processor of the host (vmstat)',
  version: 3,
  sniff: (head) =>
    isTotal(head.lines[0] ?? '') ||
    head.lines.some(
      (line, at) => HEADER.test(line) && (BANNER.test(head.lines[at - 1] ?? '') || ROW.test(head.lines[at + 1] ?? '')),
    )
      ? 'certain'
      : 'no',
  open(context) {
    const samples = openSamples(context)
    const totals = openTotals(context)
    let parser: LineParser | null = null
    return {
      line(line) {
        parser ??= isTotal(line.text()) ? totals : samples
        parser.line(line)
      },
      end: (lines, cut) => (parser ?? samples).end(lines, cut),
    }
  },
})

function openSamples(context: ParseContext): LineParser {
  let banner = false
  /** Whoever filters the lines drops the banner; that of procps 2 has no rules in it. */
  function begins(text: string): boolean {
    const above = banner
    banner = BANNER.test(text)
    return banner || (!above && HEADER.test(text))
  }
  return openSnapshots(context, {
    region: { id: 'vmstat', title: 'vmstat', note: 'si and so other than 0 mean that the host swaps.' },
    rows: ['sample', 'samples'],
    begins,
    isRow: (text) => ROW.test(text),
  })
}
