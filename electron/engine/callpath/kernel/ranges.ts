/** Calls that change a part of what is mapped: mprotect, madvise, mlock and mbind. Where the part ends, a mapping is split. */
import type { KernelTable } from './kernel-table.ts'

const MMAP_C = 'mm/mmap.c'
const VMA_C = 'mm/vma.c'
const MPROTECT_C = 'mm/mprotect.c'

export const mprotectTable: KernelTable = {
  call: 'mprotect',
  rows: [
    {
      from: 3010,
      to: 3011,
      enterprise: 7,
      readIn: 'Linux 3.10.0-1160.el7',
      functions: [
        { name: 'sys_mprotect', file: MPROTECT_C },
        { name: 'do_mprotect_pkey', file: MPROTECT_C, gates: ['unmapped'] },
        { name: 'mprotect_fixup', file: MPROTECT_C, gates: ['overcommit'] },
        { name: 'split_vma', file: MMAP_C, gates: ['split', 'kernel-memory'] },
      ],
    },
    {
      from: 4017,
      to: 6007,
      readIn: 'Linux 4.19 to 6.6.9',
      functions: [
        { name: '__x64_sys_mprotect', file: MPROTECT_C },
        { name: 'do_mprotect_pkey', file: MPROTECT_C, gates: ['unmapped'] },
        { name: 'mprotect_fixup', file: MPROTECT_C, gates: ['data', 'overcommit'] },
        { name: 'split_vma', file: MMAP_C, gates: ['split', 'kernel-memory'] },
      ],
    },
    {
      from: 6007,
      to: null,
      readIn: 'Linux 6.12.0 and 7.0.0',
      functions: [
        { name: '__x64_sys_mprotect', file: MPROTECT_C },
        { name: 'do_mprotect_pkey', file: MPROTECT_C, gates: ['unmapped'] },
        { name: 'mprotect_fixup', file: MPROTECT_C, gates: ['data', 'overcommit'] },
        { name: 'vma_modify_flags', file: VMA_C },
        { name: 'split_vma', file: VMA_C, gates: ['split', 'kernel-memory'] },
      ],
    },
  ],
  generic: [
    { name: 'sys_mprotect', file: MPROTECT_C, gates: ['unmapped'] },
    { name: 'mprotect_fixup', file: MPROTECT_C, gates: ['data', 'overcommit'] },
    { name: 'split_vma', file: 'mm', gates: ['split', 'kernel-memory'] },
  ],
}

/** A failed split leaves madvise as EAGAIN, although the check itself says ENOMEM (madvise_behavior; man 2 madvise). */
export const madviseTable: KernelTable = {
  call: 'madvise',
  rows: [],
  generic: [
    { name: 'sys_madvise', file: 'mm/madvise.c', note: 'Turns ENOMEM of a split into EAGAIN' },
    { name: 'split_vma', file: 'mm', gates: ['split', 'kernel-memory'] },
    {
      name: 'madvise_walk_vmas',
      file: 'mm/madvise.c',
      gates: ['unmapped'],
      note: 'A gap is told when all else is done',
    },
  ],
}

export const mlockTable: KernelTable = {
  call: 'mlock',
  rows: [],
  generic: [
    { name: 'sys_mlock', file: 'mm/mlock.c' },
    { name: 'do_mlock', file: 'mm/mlock.c', gates: ['locked-limit'] },
    { name: 'apply_vma_lock_flags', file: 'mm/mlock.c', gates: ['unmapped'] },
    { name: 'split_vma', file: 'mm', gates: ['split', 'kernel-memory'] },
  ],
}

export const mbindTable: KernelTable = {
  call: 'mbind',
  rows: [],
  generic: [
    { name: 'sys_mbind', file: 'mm/mempolicy.c' },
    { name: 'split_vma', file: 'mm', gates: ['split', 'kernel-memory'] },
  ],
}
