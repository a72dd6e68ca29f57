/** munmap: only a hole strictly inside one mapping needs one more. */
import type { KernelTable } from './kernel-table.ts'

const MMAP_C = 'mm/mmap.c'
const VMA_C = 'mm/vma.c'

export const munmapTable: KernelTable = {
  call: 'munmap',
  rows: [
    {
      from: 3010,
      to: 3011,
      enterprise: 7,
      readIn: 'Linux 3.10.0-1160.el7',
      functions: [
        { name: 'sys_munmap', file: MMAP_C },
        { name: 'vm_munmap', file: MMAP_C },
        { name: 'do_munmap', file: MMAP_C, gates: ['hole-split', 'kernel-memory'] },
      ],
    },
    {
      from: 4017,
      to: 6000,
      readIn: 'Linux 4.19, 5.4.59 and 5.10.198',
      functions: [
        { name: '__x64_sys_munmap', file: MMAP_C },
        { name: '__vm_munmap', file: MMAP_C },
        { name: '__do_munmap', file: MMAP_C, gates: ['hole-split', 'kernel-memory'] },
      ],
    },
    {
      from: 6000,
      to: 6002,
      readIn: 'Linux 6.1.158',
      functions: [
        { name: '__x64_sys_munmap', file: MMAP_C },
        { name: '__vm_munmap', file: MMAP_C },
        { name: 'do_mas_munmap', file: MMAP_C },
        { name: 'do_mas_align_munmap', file: MMAP_C, gates: ['hole-split', 'kernel-memory'] },
      ],
    },
    {
      from: 6002,
      to: 6012,
      readIn: 'Linux 6.6.9',
      functions: [
        { name: '__x64_sys_munmap', file: MMAP_C },
        { name: '__vm_munmap', file: MMAP_C },
        { name: 'do_vmi_munmap', file: MMAP_C },
        { name: 'do_vmi_align_munmap', file: MMAP_C, gates: ['hole-split', 'kernel-memory'] },
      ],
    },
    {
      from: 6012,
      to: null,
      readIn: 'Linux 6.12.0 and 7.0.0',
      functions: [
        { name: '__x64_sys_munmap', file: MMAP_C },
        { name: '__vm_munmap', file: MMAP_C },
        { name: 'do_vmi_munmap', file: VMA_C },
        { name: 'do_vmi_align_munmap', file: VMA_C },
        { name: 'vms_gather_munmap_vmas', file: VMA_C, gates: ['hole-split', 'kernel-memory'] },
      ],
    },
  ],
  generic: [
    { name: 'sys_munmap', file: MMAP_C },
    { name: 'do_munmap', file: 'mm', gates: ['hole-split', 'kernel-memory'] },
  ],
}
