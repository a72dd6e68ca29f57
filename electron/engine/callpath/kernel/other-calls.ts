/** mprotect, munmap, madvise, brk and clone, in the form of {@link KernelTable}. */
import type { KernelTable } from './kernel-table.ts'

const MMAP_C = 'mm/mmap.c'
const VMA_C = 'mm/vma.c'

export const mprotectTable: KernelTable = {
  call: 'mprotect',
  rows: [
    {
      from: 3010,
      to: 3011,
      enterprise: 7,
      readIn: 'Linux 3.10.0-1160.el7',
      functions: [
        { name: 'sys_mprotect', file: 'mm/mprotect.c' },
        { name: 'do_mprotect_pkey', file: 'mm/mprotect.c' },
        { name: 'mprotect_fixup', file: 'mm/mprotect.c', gates: ['overcommit'] },
        { name: 'split_vma', file: MMAP_C, gates: ['split', 'kernel-memory'] },
      ],
    },
    {
      from: 4017,
      to: 6007,
      readIn: 'Linux 4.19 to 6.6.9',
      functions: [
        { name: '__x64_sys_mprotect', file: 'mm/mprotect.c' },
        { name: 'do_mprotect_pkey', file: 'mm/mprotect.c' },
        { name: 'mprotect_fixup', file: 'mm/mprotect.c', gates: ['data', 'overcommit'] },
        { name: 'split_vma', file: MMAP_C, gates: ['split', 'kernel-memory'] },
      ],
    },
    {
      from: 6007,
      to: null,
      readIn: 'Linux 6.12.0 and 7.0.0',
      functions: [
        { name: '__x64_sys_mprotect', file: 'mm/mprotect.c' },
        { name: 'do_mprotect_pkey', file: 'mm/mprotect.c' },
        { name: 'mprotect_fixup', file: 'mm/mprotect.c', gates: ['data', 'overcommit'] },
        { name: 'vma_modify_flags', file: VMA_C },
        { name: 'split_vma', file: VMA_C, gates: ['split', 'kernel-memory'] },
      ],
    },
  ],
  generic: [
    { name: 'sys_mprotect', file: 'mm/mprotect.c' },
    { name: 'mprotect_fixup', file: 'mm/mprotect.c', gates: ['overcommit'] },
    { name: 'split_vma', file: 'mm', gates: ['split', 'kernel-memory'] },
  ],
}

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

/** A failed split leaves madvise as EAGAIN, although the check itself says ENOMEM (madvise_behavior; man 2 madvise). */
export const madviseTable: KernelTable = {
  call: 'madvise',
  rows: [],
  generic: [
    { name: 'sys_madvise', file: 'mm/madvise.c', note: 'Turns ENOMEM of a split into EAGAIN' },
    { name: 'split_vma', file: 'mm', gates: ['split', 'kernel-memory'] },
  ],
}

export const brkTable: KernelTable = {
  call: 'brk',
  rows: [
    {
      from: 3010,
      to: 3011,
      enterprise: 7,
      readIn: 'Linux 3.10.0-1160.el7',
      functions: [
        { name: 'sys_brk', file: MMAP_C, gates: ['brk-data'] },
        { name: 'do_brk', file: MMAP_C, gates: ['address-space', 'map-count', 'overcommit', 'kernel-memory'] },
      ],
    },
    {
      from: 4017,
      to: 7000,
      readIn: 'Linux 4.19 to 6.12.0',
      functions: [
        { name: '__x64_sys_brk', file: MMAP_C, gates: ['brk-data'] },
        { name: 'do_brk_flags', file: MMAP_C, gates: ['address-space', 'map-count', 'overcommit', 'kernel-memory'] },
      ],
    },
    {
      from: 7000,
      to: null,
      readIn: 'Linux 7.0.0',
      functions: [
        { name: '__x64_sys_brk', file: MMAP_C, gates: ['brk-data'] },
        { name: 'do_brk_flags', file: VMA_C, gates: ['address-space', 'map-count', 'overcommit', 'kernel-memory'] },
      ],
    },
  ],
  generic: [
    { name: 'sys_brk', file: MMAP_C, gates: ['brk-data'] },
    { name: 'do_brk', file: 'mm', gates: ['address-space', 'map-count', 'overcommit', 'kernel-memory'] },
  ],
}

const TASK_CHECKS = {
  name: 'copy_process',
  file: 'kernel/fork.c',
  gates: ['task-limit', 'threads-max', 'pids'] as const,
}

export const cloneTable: KernelTable = {
  call: 'clone',
  rows: [
    {
      from: 3010,
      to: 3011,
      enterprise: 7,
      readIn: 'Linux 3.10.0-1160.el7',
      functions: [
        { name: 'sys_clone', file: 'kernel/fork.c' },
        { name: 'do_fork', file: 'kernel/fork.c' },
        TASK_CHECKS,
      ],
    },
    {
      from: 4017,
      to: 5010,
      readIn: 'Linux 4.19 and 5.4.59',
      functions: [
        { name: '__x64_sys_clone', file: 'kernel/fork.c' },
        { name: '_do_fork', file: 'kernel/fork.c' },
        TASK_CHECKS,
      ],
    },
    {
      from: 5010,
      to: null,
      readIn: 'Linux 5.10.198 to 7.0.0',
      functions: [
        { name: '__x64_sys_clone3', file: 'kernel/fork.c', note: 'clone with a glibc before 2.34' },
        { name: 'kernel_clone', file: 'kernel/fork.c' },
        TASK_CHECKS,
      ],
    },
  ],
  generic: [{ name: 'sys_clone', file: 'kernel/fork.c' }, TASK_CHECKS],
}
