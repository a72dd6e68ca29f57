import { defineFormat } from '../format.ts'
import { isBareName, isIndexLine, isListingLine, openDirectoryListing } from './parse.ts'

/** ls -l and -R, find with -ls and -printf, du, of a broker's log.dirs above all. */
export const directoryListing = defineFormat({
  id: 'directory-listing',
  title: 'Directory listing',
  version: 2,
  sniff(head) {
    const lines = head.lines.filter((line) => line.trim() !== '')
    const indexes = lines.some((line) => isIndexLine(line))
    const rows = lines.filter((line) => isListingLine(line) || (indexes && isBareName(line))).length
    if (rows === 0 || rows * 5 < lines.length * 4) return 'no'
    return rows === lines.length && indexes ? 'yes' : rows > 2 ? 'maybe' : 'no'
  },
  open: openDirectoryListing,
})
