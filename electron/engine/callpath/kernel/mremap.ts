/**
 * mremap. Growing in place needs no mapping more; moving refuses three before the limit (move_vma), because the old range may have to
 * be split in three. With MREMAP_FIXED or MREMAP_DONTUNMAP the same is asked two mappings earlier, before anything is unmapped
 * (mremap_to; in 5.x, not in 4.19). What is private and writable is weighed by overcommit in vma_to_resize, since 5.11 in move_vma.
 */
import type { KernelFunction, KernelTable } from './kernel-table.ts'

const MREMAP_C = 'mm/mremap.c'
const TO: KernelFunction = { name: 'mremap_to', file: MREMAP_C, gates: ['mremap-to'] }
const RESIZE: KernelFunction = {
  name: 'vma_to_resize',
  file: MREMAP_C,
  gates: ['locked-memory', 'address-space', 'data', 'overcommit'],
}
const RESIZE_5_11: KernelFunction = {
  name: 'vma_to_resize',
  file: MREMAP_C,
  gates: ['locked-memory', 'address-space', 'data'],
}
const MOVE: KernelFunction = { name: 'move_vma', file: MREMAP_C, gates: ['mremap-move', 'kernel-memory'] }
const MOVE_5_11: KernelFunction = {
  name: 'move_vma',
  file: MREMAP_C,
  gates: ['mremap-move', 'overcommit', 'kernel-memory'],
}
const HOLE: KernelFunction = { name: 'get_unmapped_area', file: 'mm/mmap.c', gates: ['hole'] }
const ENTRY: KernelFunction = { name: '__x64_sys_mremap', file: MREMAP_C }

export const mremapTable: KernelTable = {
  call: 'mremap',
  rows: [
    {
      from: 3010,
      to: 3011,
      enterprise: 7,
      readIn: 'Linux 3.10.0-1160.el7',
      functions: [
        { name: 'sys_mremap', file: MREMAP_C },
        { ...RESIZE, gates: ['locked-memory', 'address-space', 'overcommit'] },
        HOLE,
        MOVE,
      ],
    },
    { from: 4017, to: 5000, readIn: 'Linux 4.19', functions: [ENTRY, RESIZE, HOLE, MOVE] },
    { from: 5000, to: 5011, readIn: 'Linux 5.4.59 and 5.10.198', functions: [ENTRY, TO, RESIZE, HOLE, MOVE] },
    {
      from: 5011,
      to: 7000,
      readIn: 'Linux 6.1.158, 6.6.9 and 6.12.0',
      functions: [ENTRY, TO, RESIZE_5_11, HOLE, MOVE_5_11],
    },
    {
      from: 7000,
      to: null,
      readIn: 'Linux 7.0.0',
      functions: [
        ENTRY,
        { name: 'check_mremap_params', file: MREMAP_C, gates: ['mremap-to'] },
        { name: 'do_mremap', file: MREMAP_C, gates: ['locked-memory', 'address-space', 'data'] },
        HOLE,
        { name: 'prep_move_vma', file: MREMAP_C, gates: ['mremap-move'] },
        { name: 'move_vma', file: MREMAP_C, gates: ['overcommit', 'kernel-memory'] },
      ],
    },
  ],
  generic: [{ name: 'sys_mremap', file: MREMAP_C }, { ...TO, note: 'Not before 5.x' }, RESIZE, HOLE, MOVE],
}
