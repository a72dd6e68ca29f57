import { defineFormat } from '../format.ts'
import { openSnapshots } from '../lib/snapshot-tables.ts'
import { FreeFacts, isFreeHeader, isFreeRow } from './parse.ts'

/** free(1), of procps and of busybox. */
export const free = defineFormat({
  id: 'free',
  title: 'Memory of the host (free)',
  version: 5,
  sniff: (head) =>
    head.lines.some((line, at) => isFreeHeader(line) && isFreeRow(head.lines[at + 1] ?? '', line)) ? 'yes' : 'no',
  open(context) {
    let header = ''
    return openSnapshots(context, {
      region: {
        id: 'free',
        title: 'Memory of the host',
        note: 'KiB unless free was told otherwise; available is what could be had without swapping.',
      },
      rows: ['row', 'rows'],
      begins(text) {
        const begins = isFreeHeader(text)
        if (begins) header = text
        return begins
      },
      isRow: (text) => isFreeRow(text, header),
      facts: new FreeFacts(),
    })
  },
})
