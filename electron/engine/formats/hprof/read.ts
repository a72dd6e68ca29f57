/** A heap dump in one pass: records are walked over, nothing is kept but the layout of five classes and a few sums. */
import type { EpochMs } from '../../../../shared/model/units.ts'
import type { BinaryContext, ByteSource } from '../binary-format.ts'
import { ByteWindow } from '../lib/byte-window.ts'
import { OutlineWriter } from '../lib/outline-writer.ts'
import { BufferCensus } from './buffers.ts'
import { type Heap, scanHeap } from './heap.ts'

const UTF8 = 0x01
const LOAD_CLASS = 0x02
const HEAP_DUMP = 0x0c
const HEAP_DUMP_SEGMENT = 0x1c
const HEAP_DUMP_END = 0x2c
/** Besides those: classes unloaded, frames, traces, allocation sites, heap summary, threads, CPU samples, control settings. */
const OTHERS = [0x03, 0x04, 0x05, 0x06, 0x07, 0x0a, 0x0b, 0x0d, 0x0e]
const TAGS = new Set([UTF8, LOAD_CLASS, HEAP_DUMP, HEAP_DUMP_SEGMENT, HEAP_DUMP_END, ...OTHERS])
/** "JAVA PROFILE 1.0.2" and its NUL are 19 bytes. */
const VERSION_LIMIT = 32
const YIELD_EACH = 4096
const NOTE =
  'What a scan of the heap dump found. Objects are counted, live and dead alike, unless the dump was taken of live ones only.'

interface Dump {
  version: string
  idBytes: number
  at: EpochMs | null
  /** Where the records begin. */
  start: number
}

export function* readHeapDump(source: ByteSource, context: BinaryContext): Generator<void, void, void> {
  const window = new ByteWindow(source, 'big')
  const out = new OutlineWriter(context)
  const dump = writeHeader(window, out, context)
  if (dump !== null) {
    const heap: Heap = { classes: 0, instances: 0, arrays: 0, instanceBytes: 0, arrayBytes: 0 }
    const census = new BufferCensus(dump.idBytes)
    const ended = yield* scanRecords(window, dump, heap, census, context)
    writeHeap(heap, out)
    writeBuffers(census, dump.at, out)
    if (census.unread > 0) {
      context.report(
        'truncated',
        null,
        `The layout of ${census.unread} buffers is not in the dump: they were not counted`,
      )
    }
    if (!ended) context.report('truncated', null, 'The heap dump ends early: the counts are lower bounds')
  }
  out.finish('hprof', 'Heap dump', NOTE)
}

function writeHeader(window: ByteWindow, out: OutlineWriter, context: BinaryContext): Dump | null {
  let dump: Dump | null = null
  out.section({ id: 'header', title: 'Heap dump' }, () => {
    const head = window.bytes(0, VERSION_LIMIT)
    const end = head.indexOf(0)
    const version = new TextDecoder().decode(end < 0 ? head : head.subarray(0, end))
    out.field('Version', version)
    if (end < 0 || !window.has(end + 1, 12)) {
      context.report('truncated', null, `The heap dump ends within its header, after ${window.size} bytes`)
      return
    }
    const idBytes = window.u32(end + 1)
    const written = window.u64(end + 5)
    const at = written > 0 && written < 8.64e15 ? written : null
    out.field('Identifiers', `${idBytes} bytes`)
    out.field('Written', at === null ? 'unknown' : new Date(at).toISOString())
    if (idBytes !== 4 && idBytes !== 8) {
      context.report('unsupported', null, `A heap dump with identifiers of ${idBytes} bytes; 4 and 8 are read`)
      return
    }
    dump = { version, idBytes, at, start: end + 13 }
  })
  return dump
}

/** Whether the dump is whole: the last record ends where the file does, and segments have their end record. */
function* scanRecords(
  window: ByteWindow,
  { start, idBytes }: Dump,
  heap: Heap,
  census: BufferCensus,
  context: BinaryContext,
): Generator<void, boolean, void> {
  let at = start
  let ended = false
  for (let count = 1; at < window.size; count++) {
    if (count % YIELD_EACH === 0) yield
    if (!window.has(at, 9)) return false
    const tag = window.u8(at)
    const length = window.u32(at + 5)
    const body = at + 9
    if (!TAGS.has(tag)) {
      context.report(
        'malformed-line',
        null,
        `A record of the unknown kind 0x${tag.toString(16)}; the rest was not read`,
      )
      return false
    }
    const end = Math.min(body + length, window.size)
    if (tag === UTF8 && length >= idBytes) census.name(window, body, length - idBytes)
    else if (tag === LOAD_CLASS && length >= 8 + 2 * idBytes) census.loadedClass(window, body)
    else if (tag === HEAP_DUMP || tag === HEAP_DUMP_SEGMENT)
      yield* scanHeap({ window, idBytes, heap, census, context }, body, end)
    if (body + length > window.size) return false
    // Up to 1.0.1 the heap is one record, which nothing follows.
    if (tag === HEAP_DUMP || tag === HEAP_DUMP_END) ended = true
    at = body + length
  }
  return ended
}

function writeHeap({ classes, instances, arrays, instanceBytes, arrayBytes }: Heap, out: OutlineWriter): void {
  const note = 'Bytes of fields and elements as the dump holds them, without headers and padding.'
  out.section({ id: 'objects', title: 'Objects', note }, () => {
    out.field('Classes', String(classes))
    out.field('Instances', `${instances}, ${instanceBytes} bytes`)
    out.field('Arrays', `${arrays}, ${arrayBytes} bytes`)
  })
}

function writeBuffers(
  { direct, mapped, foreign, derived }: BufferCensus,
  at: EpochMs | null,
  out: OutlineWriter,
): void {
  const note =
    'java.nio.DirectByteBuffer by its capacity field. One with a file descriptor maps a file, which takes one mapping of the process until the buffer is collected. Memory of others is native memory that a buffer shows and the JDK did not allocate.'
  out.section({ id: 'buffers', title: 'Memory outside of the heap', note }, () => {
    const directLine = out.field('Direct buffers', `${direct.count}, ${direct.bytes} bytes`)
    out.fact('heap-dump.direct-buffers', direct.count, directLine, at)
    out.fact('heap-dump.direct-bytes', direct.bytes, directLine, at)
    const mappedLine = out.field('Mapped files', `${mapped.count}, ${mapped.bytes} bytes`)
    out.fact('heap-dump.mapped-buffers', mapped.count, mappedLine, at)
    out.fact('heap-dump.mapped-bytes', mapped.bytes, mappedLine, at)
    out.field('Memory of others', `${foreign.count}, ${foreign.bytes} bytes`)
    out.field('Slices of these', `${derived}, not counted above`)
  })
}
