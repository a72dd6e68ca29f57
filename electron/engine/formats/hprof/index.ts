import { defineBinaryFormat } from '../binary-format.ts'
import { readHeapDump } from './read.ts'

const MAGIC = new TextEncoder().encode('JAVA PROFILE 1.')

/**
 * Heap dumps of HotSpot and others: JAVA PROFILE 1.0.1 and 1.0.2 (heapDumper.cpp, "hprof binary format"). Of the heap only what
 * holds memory outside of it is looked at: direct buffers and mapped files.
 */
export const hprof = defineBinaryFormat({
  id: 'hprof',
  title: 'Heap dump (HPROF)',
  version: 1,
  sniff: (head) => (head.length > MAGIC.length && MAGIC.every((byte, at) => head[at] === byte) ? 'certain' : 'no'),
  read: readHeapDump,
})
