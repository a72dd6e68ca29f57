import { defineFormat } from '../format.ts'
import { isPmapHeading, openPmap, readPmapRow } from './parse.ts'

/**
 * procps pmap(1): plain, -d, -x, -X and -XX; busybox (procps/pmap.c). Each row is a VMA. Without -p procps prints base names, and without -X neither inode nor
 * device: what it leaves out is zero in the table.
 */
export const pmap = defineFormat({
  id: 'pmap',
  title: 'Memory mappings (pmap)',
  version: 2,
  sniff(head) {
    const lines = head.lines.slice(0, 200)
    const rows = lines.filter((line) => readPmapRow(line, -1) !== null).length
    if (rows === 0) return 'no'
    if (lines.slice(0, 5).some(isPmapHeading)) return 'certain'
    return rows * 5 > lines.length * 4 ? 'yes' : 'no'
  },
  open: openPmap,
})
