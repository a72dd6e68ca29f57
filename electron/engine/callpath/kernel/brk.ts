/** brk: RLIMIT_DATA over the whole heap segment, what stands above it, then the checks of do_brk_flags. It returns the old end, no errno. */
import type { GateId, KernelTable } from './kernel-table.ts'

const MMAP_C = 'mm/mmap.c'
const SYS_BRK: readonly GateId[] = ['brk-data', 'brk-room']
const DO_BRK: readonly GateId[] = ['locked-memory', 'address-space', 'map-count', 'overcommit', 'kernel-memory']

export const brkTable: KernelTable = {
  call: 'brk',
  rows: [
    {
      from: 3010,
      to: 3011,
      enterprise: 7,
      readIn: 'Linux 3.10.0-1160.el7',
      functions: [
        { name: 'sys_brk', file: MMAP_C, gates: SYS_BRK },
        { name: 'do_brk', file: MMAP_C, gates: DO_BRK },
      ],
    },
    {
      from: 4017,
      to: 7000,
      readIn: 'Linux 4.19 to 6.12.0',
      functions: [
        { name: '__x64_sys_brk', file: MMAP_C, gates: SYS_BRK },
        { name: 'do_brk_flags', file: MMAP_C, gates: DO_BRK },
      ],
    },
    {
      from: 7000,
      to: null,
      readIn: 'Linux 7.0.0',
      functions: [
        { name: '__x64_sys_brk', file: MMAP_C, gates: SYS_BRK },
        { name: 'do_brk_flags', file: 'mm/vma.c', gates: DO_BRK },
      ],
    },
  ],
  generic: [
    { name: 'sys_brk', file: MMAP_C, gates: SYS_BRK },
    { name: 'do_brk', file: 'mm', gates: DO_BRK },
  ],
}
