import { defineFormat } from '../format.ts'
import { isAroundLinks, isLinkRow, isLsofHeader, openFiles } from './parse.ts'

/** lsof(8), and listings of /proc/PID/fd and /proc/PID/map_files. */
export const openFilesFormat = defineFormat({
  id: 'open-files',
  title: 'Open and mapped files (lsof, /proc/PID/fd)',
  version: 2,
  sniff(head) {
    const lines = head.lines.filter((line) => line.trim() !== '')
    // It warns of each file system that it may not look at.
    if (lines.slice(0, 50).some(isLsofHeader)) return 'certain'
    const listed = lines.filter((line) => !isAroundLinks(line))
    const rows = listed.filter(isLinkRow).length
    return rows > 0 && rows >= listed.length - 2 ? 'certain' : 'no'
  },
  open: openFiles,
})
