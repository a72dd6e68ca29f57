import { defineFormat } from '../format.ts'
import { isMapHeading, openMemoryMap, readMapRow } from './parse.ts'

/**
 * jcmd System.map and System.dump_map (vm_memory_map_PID.txt), JDK 22 to 25: src/hotspot/share/nmt/memMapPrinter.cpp and
 * os/linux/memMapPrinter_linux.cpp, which reads /proc/self/smaps.
 */
export const vmMemoryMap = defineFormat({
  id: 'vm-memory-map',
  title: 'Memory mappings with their use (System.map)',
  version: 2,
  sniff(head) {
    const heading = head.lines.some(isMapHeading)
    const rows = head.lines.some((line) => readMapRow(line) !== null)
    if (rows) return heading ? 'certain' : 'yes'
    return heading ? 'maybe' : 'no'
  },
  open: openMemoryMap,
})
