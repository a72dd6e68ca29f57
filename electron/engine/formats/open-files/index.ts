import { defineFormat } from '../format.ts'
import { isLinkRow, isLsofHeader, openFiles } from './parse.ts'

/** lsof(8), and listings of /proc/PID/fd and /proc/PID/map_files. */
export const openFilesFormat = defineFormat({
  id: 'open-files',
  title: 'Open and mapped files (lsof, /proc/PID/fd)',
  version: 1,
  sniff(head) {
    const lines = head.lines.filter((line) => line.trim() !== '')
    if (lines.slice(0, 10).some(isLsofHeader)) return 'certain'
    const rows = lines.filter((line) => isLinkRow(line)).length
    return rows > 0 && rows >= lines.length - 2 ? 'certain' : 'no'
  },
  open: openFiles,
})
