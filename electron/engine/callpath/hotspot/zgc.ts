/**
 * The heap of ZGC is a file in memory (memfd "java_heap") of which pieces are mapped over reserved addresses: three times each until
 * generations came (21), once since. A refused mapping is no shortage that the VM may survive: it is fatal, and the log reports an
 * internal error, not a lack of memory (zPhysicalMemoryBacking_linux.cpp; X stands for the collector without generations, 21 to 23).
 */
import { hotspot, libc, type CallPathTable, type FrameSpec, type PathRow, type SystemCall } from '../path-table.ts'
import { TREE_11 } from './commit.ts'

function mapping(note: string, shared: boolean): SystemCall {
  return {
    name: 'mmap',
    libc: libc('mmap64', 'glibc sysdeps/unix/sysv/linux/mmap64.c: __mmap64', note, {
      aliases: ['mmap', '__mmap', '__mmap64'],
    }),
    fixed: true,
    shared,
    accountable: false,
  }
}

const ZGC = `${TREE_11.share}/gc/z`
const BACKING = 'src/hotspot/os/linux/gc/z/zPhysicalMemoryBacking_linux.cpp'

function fatal(text: string, where: string): FrameSpec[] {
  return [
    hotspot('report_fatal', `${BACKING}: ${where}`, `fatal("${text}"): the VM cannot go on with half a heap`),
    hotspot(
      'VMError::report_and_die',
      `${TREE_11.share}/utilities/vmError.cpp: VMError::report_and_die`,
      'Writes the fatal error log, headed as an internal error',
    ),
    hotspot('os::abort', `${TREE_11.share}/utilities/vmError.cpp: VMError::report_and_die`, 'The process ends', {
      returned: true,
      proof: 'exit',
    }),
  ]
}

function both(name: string): Pick<FrameSpec, 'aliases'> {
  return { aliases: [name.replace(/^Z/, 'X')] }
}

function rows(action: 'map' | 'unmap'): PathRow[] {
  const manager = hotspot(
    `ZPhysicalMemoryManager::${action}`,
    `${ZGC}/zPhysicalMemory.cpp: ${action}`,
    action === 'map' ? 'A page of the heap becomes addressable' : 'The addresses of a page are given back',
    both(`ZPhysicalMemoryManager::${action}`),
  )
  const backing = (name: string): FrameSpec =>
    hotspot(`ZPhysicalMemoryBacking::${name}`, `${BACKING}: ${name}`, '', both(`ZPhysicalMemoryBacking::${name}`))
  const old = 'Failed to map memory. Please check the system limit on number of memory mappings allowed per process'
  return [
    {
      from: 0,
      to: 15,
      readIn: [11],
      down: [manager, backing(`${action}_view`)],
      outcome: fatal(old, 'map_failed'),
    },
    {
      from: 15,
      to: null,
      readIn: [17, 21],
      down: [manager, backing(action)],
      outcome: fatal('Failed to map memory (%s)', action),
    },
  ]
}

function anchors(action: 'map' | 'unmap'): string[] {
  return ['Z', 'X'].flatMap((letter) =>
    ['PhysicalMemoryBacking', 'PhysicalMemoryManager'].flatMap((name) => [
      `${letter}${name}::${action}`,
      `${letter}${name}::${action}_view`,
    ]),
  )
}

export const zgcMap: CallPathTable = {
  id: 'heap-zgc-map',
  title: 'Mapping of a page of the Java heap (ZGC)',
  anchors: anchors('map'),
  calls: [mapping('mmap(address, bytes, PROT_READ|PROT_WRITE, MAP_FIXED|MAP_SHARED, memfd, offset)', true)],
  rows: rows('map'),
}

/** Giving addresses back maps a reservation over them, and can be refused as well. */
export const zgcUnmap: CallPathTable = {
  id: 'heap-zgc-unmap',
  title: 'Giving back the addresses of a page of the Java heap (ZGC)',
  anchors: anchors('unmap'),
  calls: [mapping('mmap(address, bytes, PROT_NONE, MAP_FIXED|MAP_ANONYMOUS|MAP_PRIVATE|MAP_NORESERVE)', false)],
  rows: rows('unmap'),
}
