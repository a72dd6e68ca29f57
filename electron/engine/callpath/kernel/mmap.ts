/**
 * mmap. The order of the checks is the kernel's: the number of mappings is compared before anything is looked up, replaced or
 * merged. Until 6.11 the limits of extent come before the split that MAP_FIXED needs, since 6.12 after it.
 */
import type { KernelFunction, KernelTable } from './kernel-table.ts'

const MMAP_C = 'mm/mmap.c'
const VMA_C = 'mm/vma.c'

function checks(file = MMAP_C): KernelFunction[] {
  return [
    { name: 'do_mmap', file, gates: ['length', 'map-count'] },
    { name: 'get_unmapped_area', file, gates: ['hole'] },
  ]
}

const LOCKED_OLD: KernelFunction = { name: 'do_mmap', file: MMAP_C, gates: ['locked-memory'] }
const LOCKED: KernelFunction = { name: 'mlock_future_check', file: MMAP_C, gates: ['locked-memory'] }
const LOCKED_6_5: KernelFunction = { name: 'mlock_future_ok', file: MMAP_C, gates: ['locked-memory'] }
const REGION: KernelFunction = { name: 'mmap_region', file: MMAP_C }
const EXTENT: KernelFunction = { name: 'may_expand_vm', file: MMAP_C, gates: ['address-space', 'data'] }
const SLAB: KernelFunction = { name: 'vm_area_alloc', file: 'kernel/fork.c', gates: ['kernel-memory'] }
const HUGE: KernelFunction = { name: 'hugetlb_reserve_pages', file: 'mm/hugetlb.c', gates: ['huge-pool'] }

export const mmapTable: KernelTable = {
  call: 'mmap',
  rows: [
    {
      from: 3010,
      to: 3011,
      enterprise: 7,
      readIn: 'Linux 3.10.0-1160.el7',
      functions: [
        { name: 'sys_mmap', file: 'arch/x86/kernel/sys_x86_64.c' },
        { name: 'sys_mmap_pgoff', file: MMAP_C },
        { name: 'vm_mmap_pgoff', file: 'mm/util.c' },
        ...checks(),
        LOCKED_OLD,
        REGION,
        {
          name: 'may_expand_vm',
          file: MMAP_C,
          gates: ['address-space'],
          note: 'This release does not compare RLIMIT_DATA here',
        },
        { name: 'do_munmap', file: MMAP_C, gates: ['fixed-split'] },
        { name: 'security_vm_enough_memory_mm', file: 'security/security.c' },
        { name: '__vm_enough_memory', file: MMAP_C, gates: ['overcommit'] },
        { name: 'kmem_cache_zalloc', file: MMAP_C, gates: ['kernel-memory'] },
        HUGE,
      ],
    },
    {
      from: 4017,
      to: 5009,
      readIn: 'Linux 4.19 and 5.4.59',
      functions: [
        { name: '__x64_sys_mmap', file: 'arch/x86/kernel/sys_x86_64.c' },
        { name: 'ksys_mmap_pgoff', file: MMAP_C },
        { name: 'vm_mmap_pgoff', file: 'mm/util.c' },
        { name: 'do_mmap_pgoff', file: 'include/linux/mm.h', note: 'Inline' },
        ...checks(),
        LOCKED,
        REGION,
        EXTENT,
        { name: 'do_munmap', file: MMAP_C, gates: ['fixed-split'] },
        { name: 'security_vm_enough_memory_mm', file: 'security/security.c' },
        { name: '__vm_enough_memory', file: 'mm/util.c', gates: ['overcommit'] },
        SLAB,
        HUGE,
      ],
    },
    {
      from: 5009,
      to: 6000,
      readIn: 'Linux 5.10.198',
      functions: [
        { name: '__x64_sys_mmap', file: 'arch/x86/kernel/sys_x86_64.c' },
        { name: 'ksys_mmap_pgoff', file: MMAP_C },
        { name: 'vm_mmap_pgoff', file: 'mm/util.c' },
        ...checks(),
        LOCKED,
        REGION,
        EXTENT,
        { name: '__do_munmap', file: MMAP_C, gates: ['fixed-split'] },
        { name: 'security_vm_enough_memory_mm', file: 'security/security.c' },
        { name: '__vm_enough_memory', file: 'mm/util.c', gates: ['overcommit'] },
        SLAB,
        HUGE,
      ],
    },
    {
      from: 6000,
      to: 6002,
      readIn: 'Linux 6.1.158',
      functions: [
        { name: '__x64_sys_mmap', file: 'arch/x86/kernel/sys_x86_64.c' },
        { name: 'ksys_mmap_pgoff', file: MMAP_C },
        { name: 'vm_mmap_pgoff', file: 'mm/util.c' },
        ...checks(),
        LOCKED,
        REGION,
        EXTENT,
        { name: 'do_mas_munmap', file: MMAP_C, gates: ['fixed-split'] },
        { name: 'security_vm_enough_memory_mm', file: 'security/security.c' },
        { name: '__vm_enough_memory', file: 'mm/util.c', gates: ['overcommit'] },
        SLAB,
        HUGE,
      ],
    },
    {
      from: 6002,
      to: 6012,
      readIn: 'Linux 6.6.9',
      functions: [
        { name: '__x64_sys_mmap', file: 'arch/x86/kernel/sys_x86_64.c' },
        { name: 'ksys_mmap_pgoff', file: MMAP_C },
        { name: 'vm_mmap_pgoff', file: 'mm/util.c' },
        ...checks(),
        LOCKED_6_5,
        REGION,
        EXTENT,
        { name: 'do_vmi_munmap', file: MMAP_C },
        { name: 'do_vmi_align_munmap', file: MMAP_C, gates: ['fixed-split'] },
        { name: 'security_vm_enough_memory_mm', file: 'security/security.c' },
        { name: '__vm_enough_memory', file: 'mm/util.c', gates: ['overcommit'] },
        SLAB,
        HUGE,
      ],
    },
    {
      from: 6012,
      to: 7000,
      readIn: 'Linux 6.12.0',
      functions: [
        { name: '__x64_sys_mmap', file: 'arch/x86/kernel/sys_x86_64.c' },
        { name: 'ksys_mmap_pgoff', file: MMAP_C },
        { name: 'vm_mmap_pgoff', file: 'mm/util.c' },
        ...checks(),
        LOCKED_6_5,
        REGION,
        { name: '__mmap_region', file: MMAP_C },
        { name: 'vms_gather_munmap_vmas', file: VMA_C, gates: ['fixed-split'] },
        EXTENT,
        { name: 'security_vm_enough_memory_mm', file: 'security/security.c' },
        { name: '__vm_enough_memory', file: 'mm/util.c', gates: ['overcommit'] },
        SLAB,
        HUGE,
      ],
    },
    {
      from: 7000,
      to: null,
      readIn: 'Linux 7.0.0',
      functions: [
        { name: '__x64_sys_mmap', file: 'arch/x86/kernel/sys_x86_64.c' },
        { name: 'ksys_mmap_pgoff', file: MMAP_C },
        { name: 'vm_mmap_pgoff', file: 'mm/util.c' },
        ...checks(),
        { ...LOCKED_6_5 },
        { name: 'mmap_region', file: VMA_C },
        { name: '__mmap_region', file: VMA_C },
        { name: '__mmap_setup', file: VMA_C },
        { name: 'vms_gather_munmap_vmas', file: VMA_C, gates: ['fixed-split'] },
        { name: 'may_expand_vm', file: MMAP_C, gates: ['address-space', 'data'] },
        { name: 'security_vm_enough_memory_mm', file: 'security/security.c' },
        { name: '__vm_enough_memory', file: 'mm/util.c', gates: ['overcommit'] },
        { name: '__mmap_new_vma', file: VMA_C, gates: ['kernel-memory'] },
        HUGE,
      ],
    },
  ],
  generic: [
    { name: 'sys_mmap', file: 'man 2 mmap' },
    { name: 'do_mmap', file: MMAP_C, gates: ['length', 'map-count'] },
    { name: 'get_unmapped_area', file: MMAP_C, gates: ['hole', 'locked-memory'] },
    {
      name: 'mmap_region',
      file: MMAP_C,
      gates: ['address-space', 'data', 'fixed-split', 'overcommit', 'kernel-memory', 'huge-pool'],
    },
  ],
}
