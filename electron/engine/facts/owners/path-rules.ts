/**
 * Path -> owner, an ordered table: the first rule that fits wins. Each names why, for the Owners view and the report.
 *
 * Index files are mapped files whose number grows with the data a store keeps, and which it maps to find things; data files
 * hold the things. Sources: Kafka LogFileUtils, Lucene IndexFileNames and the codecs' extensions, Cassandra Component.Type,
 * RocketMQ DefaultMessageStore, RocksDB filename.cc, LMDB, Chronicle Queue.
 */
import type { OwnerId } from '../../../../shared/model/analysis.ts'

export interface PathOwner {
  owner: OwnerId
  why: string
  /** How mappings of this owner are grouped: by the folder of the file, by its name, or not. */
  group: 'folder' | 'name' | 'none'
}

export interface MappedPath {
  /** Without ` (deleted)`, and without suffixes a store adds before it deletes or swaps a file. */
  path: string
  folder: string
  name: string
  /** After the last dot of the name, lower case; empty when there is none. */
  extension: string
}

export interface PathRule extends PathOwner {
  test(path: MappedPath): boolean
}

const LUCENE_INDEX = new Set(
  'cfs cfe tim tip tmd doc pos pay kdi kdd kdm fdx fdm tvx tvm vex vem dim dii nvm dvm si'.split(' '),
)
const LUCENE_DATA = new Set('fdt dvd tvd nvd vec veq vemf vexf liv'.split(' '))
const SSTABLE_INDEX = /-(?:Index|Summary|Partitions|Rows|Filter|SAI\+[\w+]+)\.db$/
const SSTABLE_DATA = /-(?:Data|CompressionInfo|Statistics|Digest|TOC)\.(?:db|crc32|txt)$/
const DATA_EXTENSIONS = new Set(
  'log db dat data mdb sst ldb cq4 cq4t psf wt mv parquet orc txnindex smoosh amq xd mapdb'.split(' '),
)
/** Of a log: twenty digits; of the cache of remote ones: offset and id of the segment (RemoteIndexCache), not filled up with zeros. */
const KAFKA_NAME = /^(?:\d{20}|\d{1,20}_[\w-]+)\.(?:index|timeindex)$/
const SEGMENT_NAME = /^\d{20}$/
const LUCENE_NAME = /^_[0-9a-z]+(?:_\w+)?\.[a-z]+$/
const LIBRARY_NAME = /\.so(?:\.[\w.]+)?$/

export const pathRules: readonly PathRule[] = [
  {
    owner: 'kernel-special',
    why: 'named by the kernel',
    group: 'name',
    test: ({ path }) =>
      /^\[(?:heap|stack|vdso|vvar|vvar_vclock|vsyscall|vectors|sigpage|uprobes|timerpage)\]$/.test(path),
  },
  // Linux 3.4 to 4.4 marked the mapping that a thread's stack pointer was in.
  {
    owner: 'thread-stack',
    why: 'marked [stack:TID] by the kernel',
    group: 'none',
    test: ({ path }) => path.startsWith('[stack:'),
  },
  // Since 5.17 memory can be given a name (PR_SET_VMA_ANON_NAME); HotSpot names none of its own, glibc does when told to
  // (glibc.mem.decorate_maps, 2.39): `[anon: glibc: malloc arena]`, `[anon: glibc: pthread stack: 4711]`.
  {
    owner: 'thread-stack',
    why: 'named a thread’s stack by the C library',
    group: 'none',
    test: ({ path }) => path.startsWith('[anon: glibc: pthread'),
  },
  {
    owner: 'malloc-arena',
    why: 'named malloc’s by the C library',
    group: 'name',
    test: ({ path }) => path.startsWith('[anon: glibc: malloc'),
  },
  {
    owner: 'shared-memory',
    why: 'named shared memory',
    group: 'name',
    test: ({ path }) => path.startsWith('[anon_shmem:'),
  },
  { owner: 'anonymous', why: 'named anonymous memory', group: 'name', test: ({ path }) => path.startsWith('[') },
  {
    owner: 'java-heap',
    why: 'file that backs the Java heap (ZGC, heap on a file system)',
    group: 'name',
    test: ({ path, name }) =>
      path.startsWith('/memfd:java_heap') || name.startsWith('java_heap.') || name.startsWith('jvmheap.'),
  },
  // MAP_HUGETLB without a file; the kernel names its own (mm/hugetlb, HUGETLB_ANON_FILE), and marks it deleted.
  { owner: 'anonymous', why: 'explicit huge pages', group: 'none', test: ({ path }) => path === '/anon_hugepage' },
  {
    owner: 'other-file',
    why: 'performance counters of the JVM (hsperfdata)',
    group: 'none',
    test: ({ path }) => /\/hsperfdata_[^/]+\/\d+$/.test(path),
  },
  {
    owner: 'shared-memory',
    why: 'shared memory by its path',
    group: 'folder',
    test: ({ path }) =>
      path.startsWith('/dev/shm/') || path.startsWith('/SYSV') || path.startsWith('/memfd:') || path === '/dev/zero',
  },
  {
    owner: 'cds-archive',
    why: 'class data archive (.jsa)',
    group: 'name',
    test: ({ extension }) => extension === 'jsa',
  },
  {
    owner: 'jar',
    why: 'Java archive or module image',
    group: 'name',
    test: ({ extension, name, folder }) =>
      extension === 'jar' ||
      extension === 'jmod' ||
      extension === 'war' ||
      extension === 'ear' ||
      (name === 'modules' && folder.endsWith('/lib')),
  },
  {
    owner: 'shared-library',
    why: 'shared library or executable',
    group: 'name',
    test: ({ name, folder }) => LIBRARY_NAME.test(name) || /\/s?bin$/.test(folder),
  },
  {
    owner: 'index-file',
    why: 'Kafka offset or time index of a segment',
    group: 'folder',
    test: ({ name }) => KAFKA_NAME.test(name),
  },
  {
    owner: 'index-file',
    why: 'Lucene index file of a segment',
    group: 'folder',
    test: ({ extension, name }) => LUCENE_INDEX.has(extension) && LUCENE_NAME.test(name),
  },
  {
    owner: 'data-file',
    why: 'Lucene data file of a segment',
    group: 'folder',
    test: ({ extension, name }) => LUCENE_DATA.has(extension) && LUCENE_NAME.test(name),
  },
  {
    owner: 'index-file',
    why: 'Cassandra index of an SSTable',
    group: 'folder',
    test: ({ name }) => SSTABLE_INDEX.test(name),
  },
  {
    owner: 'data-file',
    why: 'Cassandra data of an SSTable',
    group: 'folder',
    test: ({ name }) => SSTABLE_DATA.test(name),
  },
  {
    owner: 'index-file',
    why: 'RocketMQ consume queue or index',
    group: 'folder',
    test: ({ folder, name }) =>
      (SEGMENT_NAME.test(name) && folder.includes('/consumequeue/')) || folder.endsWith('/store/index'),
  },
  {
    owner: 'data-file',
    why: 'segment of a log',
    group: 'folder',
    test: ({ name }) => SEGMENT_NAME.test(name) || /^\d{20}\.log$/.test(name),
  },
  {
    owner: 'index-file',
    why: 'index file by its name',
    group: 'folder',
    test: ({ extension }) => extension === 'index' || extension === 'timeindex' || extension === 'idx',
  },
  {
    owner: 'data-file',
    why: 'data file by its name',
    group: 'folder',
    test: ({ extension }) => DATA_EXTENSIONS.has(extension),
  },
  // After all others: /dev/shm and /dev/zero are no devices.
  {
    owner: 'other-file',
    why: 'memory of a device',
    group: 'name',
    test: ({ path }) => path.startsWith('/dev/') || path.startsWith('anon_inode:'),
  },
]

export const otherFile: PathOwner = { owner: 'other-file', why: 'a file of no kind known here', group: 'folder' }

const DELETED = ' (deleted)'
/** Kafka renames before it removes or replaces: LogFileUtils.DELETED_FILE_SUFFIX, UnifiedLog.SwapFileSuffix, CleanedFileSuffix. */
const STORE_SUFFIX = /\.(?:deleted|swap|cleaned)$/

export function isDeletedPath(path: string): boolean {
  return path.endsWith(DELETED) || path.endsWith('.deleted')
}

export function parseMappedPath(text: string): MappedPath {
  const path = (text.endsWith(DELETED) ? text.slice(0, -DELETED.length) : text).replace(STORE_SUFFIX, '')
  const slash = path.lastIndexOf('/')
  const name = path.slice(slash + 1)
  const dot = name.lastIndexOf('.')
  return {
    path,
    folder: slash > 0 ? path.slice(0, slash) : '',
    name,
    extension: dot > 0 ? name.slice(dot + 1).toLowerCase() : '',
  }
}

export function ownerOfPath(text: string): PathOwner {
  const path = parseMappedPath(text)
  return pathRules.find((rule) => rule.test(path)) ?? otherFile
}
