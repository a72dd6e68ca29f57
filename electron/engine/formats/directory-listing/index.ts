import { defineFormat } from '../format.ts'
import { isIndexLine, isListingLine, openDirectoryListing } from './parse.ts'

/** ls -l and -R, find and find -ls, of a broker's log.dirs above all. */
export const directoryListing = defineFormat({
  id: 'directory-listing',
  title: 'Directory listing',
  version: 1,
  sniff(head) {
    const lines = head.lines.filter((line) => line.trim() !== '')
    const rows = lines.filter((line) => isListingLine(line)).length
    if (rows === 0 || rows * 5 < lines.length * 4) return 'no'
    return rows === lines.length && lines.some((line) => isIndexLine(line)) ? 'yes' : rows > 2 ? 'maybe' : 'no'
  },
  open: openDirectoryListing,
})
