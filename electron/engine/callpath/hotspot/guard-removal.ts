import { hotspot, libc, type CallPathTable, type SystemCall } from '../path-table.ts'
import { TREE_11, TREE_8, type SourceTree } from './commit.ts'

/** An ending thread gives its guard zone back: not by munmap but by mapping PROT_NONE over it (os::uncommit_memory). */
const uncommitCall: SystemCall = {
  name: 'mmap',
  libc: libc(
    'mmap64',
    'glibc sysdeps/unix/sysv/linux/mmap64.c: __mmap64',
    'mmap(address, bytes, PROT_NONE, MAP_PRIVATE|MAP_FIXED|MAP_NORESERVE|MAP_ANONYMOUS)',
    { aliases: ['mmap', '__mmap', '__mmap64'] },
  ),
  fixed: true,
  shared: false,
  accountable: false,
}

function removal(
  owner: string,
  tree: SourceTree,
  file: string,
): Pick<CallPathTable['rows'][number], 'down' | 'outcome'> {
  return {
    down: [
      hotspot('JavaThread::exit', `${tree.share}/runtime/${file}: JavaThread::exit`, 'The thread ends'),
      hotspot(`${owner}::remove_stack_guard_pages`, `${tree.share}/runtime: ${owner}::remove_stack_guard_pages`),
      hotspot('os::remove_stack_guard_pages', `${tree.os}/os_linux.cpp: os::remove_stack_guard_pages`),
      hotspot('os::uncommit_memory', `${tree.share}/runtime/os.cpp: os::uncommit_memory`),
    ],
    outcome: [
      hotspot(
        'warning',
        `${tree.share}/runtime: ${owner}::remove_stack_guard_pages`,
        'Attempt to deallocate stack guard pages failed. The process goes on; it is a sign that comes early',
        { returned: true, proof: 'guard-warning' },
      ),
    ],
  }
}

export const guardRemoval: CallPathTable = {
  id: 'guard-removal',
  title: 'Removing the stack guard zone of an ending thread',
  anchors: [
    'StackOverflow::remove_stack_guard_pages',
    'JavaThread::remove_stack_guard_pages',
    'os::remove_stack_guard_pages',
  ],
  calls: [uncommitCall],
  rows: [
    { from: 0, to: 9, readIn: [8], ...removal('JavaThread', TREE_8, 'thread.cpp') },
    { from: 9, to: 16, readIn: [11], ...removal('JavaThread', TREE_11, 'thread.cpp') },
    { from: 16, to: null, readIn: [17, 21, 25], ...removal('StackOverflow', TREE_11, 'javaThread.cpp') },
  ],
}
