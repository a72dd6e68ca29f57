/** Reserving address space: mmap without access rights and without accounting, so only its extent and its count matter. */
import { hotspot, libc, type CallPathTable } from '../path-table.ts'
import { TREE_11 } from './commit.ts'

export const reserve: CallPathTable = {
  id: 'reserve',
  title: 'Reservation of address space',
  anchors: [
    'os::reserve_memory',
    'os::pd_reserve_memory',
    'os::attempt_reserve_memory_at',
    'ReservedSpace::initialize',
  ],
  calls: [
    {
      name: 'mmap',
      libc: libc(
        'mmap64',
        'glibc sysdeps/unix/sysv/linux/mmap64.c: __mmap64',
        'mmap(address, bytes, PROT_NONE, MAP_PRIVATE|MAP_NORESERVE|MAP_ANONYMOUS)',
        {
          aliases: ['mmap', '__mmap', '__mmap64'],
        },
      ),
      fixed: false,
      shared: false,
      accountable: false,
    },
  ],
  rows: [
    {
      from: 0,
      to: null,
      readIn: [8, 11, 17, 21, 25],
      down: [
        hotspot(
          'Universe::reserve_heap',
          `${TREE_11.share}/memory/universe.cpp: Universe::reserve_heap`,
          'The whole maximum heap is reserved at start',
        ),
        hotspot('ReservedHeapSpace', `${TREE_11.share}/memory: ReservedHeapSpace`),
        hotspot('os::reserve_memory', `${TREE_11.share}/runtime/os.cpp: os::reserve_memory`),
        hotspot('anon_mmap', `${TREE_11.os}/os_linux.cpp: anon_mmap`),
      ],
      outcome: [
        hotspot(
          'vm_exit_during_initialization',
          `${TREE_11.share}/runtime/java.cpp: vm_exit_during_initialization`,
          'Could not reserve enough space for object heap: the VM ends without a fatal error log',
          { returned: true, proof: 'exit' },
        ),
      ],
    },
  ],
}
