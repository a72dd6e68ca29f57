/** A core from its header to its last mapping, as `readelf -hln` would show it, what ended the process first. */
import type { BinaryContext, ByteSource } from '../binary-format.ts'
import { ByteWindow } from '../lib/byte-window.ts'
import { OutlineWriter } from '../lib/outline-writer.ts'
import { EHDR_BYTES, type ElfHeader, PHDR_BYTES, readElfHeader } from './header.ts'
import { machineOf } from './machine.ts'
import { readNotes } from './notes.ts'
import { writeMappings } from './write-mappings.ts'
import { writeEnd, writeProcess, writeThreads } from './write-process.ts'
import { readSegments, type Segments } from './segments.ts'

/** More mappings than this are not read: 64 times the default vm.max_map_count, and some 250 MB of columns. */
const SEGMENT_LIMIT = 4 * 1024 * 1024
const NOTE =
  'Headers and notes of the core, as readelf shows them. The memory itself is not read: it may hold anything the process knew.'

export function* readCore(source: ByteSource, context: BinaryContext): Generator<void, void, void> {
  const window = new ByteWindow(source, 'little')
  const out = new OutlineWriter(context)
  const header = writeHeader(window, out, context)
  if (header !== null) {
    yield
    const segments = yield* readSegments(window, header.headersAt, header.headerBytes, bounded(header, window, context))
    yield
    yield* writeBody(window, header, segments, out, context)
  }
  out.finish('elf-core', 'Core dump', NOTE)
}

function* writeBody(
  window: ByteWindow,
  header: ElfHeader,
  segments: Segments,
  out: OutlineWriter,
  context: BinaryContext,
): Generator<void, void, void> {
  const notes = yield* readNotes(window, segments.notes, header.machine)
  for (const fault of notes.faults) context.report('truncated', null, fault)
  // gcore and gdb describe every segment by a section too; the kernel writes none, or one for PN_XNUM.
  const byDebugger = header.sections > 1
  writeEnd(notes, byDebugger, out, context)
  writeProcess(notes, out)
  writeThreads(notes, out, context)
  yield
  yield* writeMappings({ header, segments, notes, byDebugger, out, context })
  if (segments.senseless > 0) {
    context.report('malformed-mapping', null, `${segments.senseless} LOAD segments have a senseless range`)
  }
  if (segments.cut > 0) {
    const bytes = `${segments.cut} bytes of memory`
    context.report('truncated', null, `The core ends early: ${bytes} are missing; headers and notes were read`)
  }
}

/** null where nothing more can be read; the reason is reported. */
function writeHeader(window: ByteWindow, out: OutlineWriter, context: BinaryContext): ElfHeader | null {
  const bits = window.u8(4) === 1 ? 32 : 64
  const order = window.u8(5) === 2 ? 'big' : 'little'
  let header: ElfHeader | null = null
  out.section({ id: 'elf-header', title: 'ELF header' }, () => {
    const code = order === 'big' ? window.u8(18) * 256 + window.u8(19) : window.u16(18)
    const machine = machineOf(code)
    out.field('Class', `ELF${bits}`)
    out.field('Byte order', `${order} endian`)
    const line = out.field('Machine', machine?.name ?? String(code))
    if (machine !== null) out.fact('os.arch', machine.name, line)
    if (bits === 32 || order === 'big') {
      context.report(
        'unsupported',
        null,
        `A core of a ${bits}-bit ${order}-endian process; 64-bit little-endian is read`,
      )
      return
    }
    if (window.size < EHDR_BYTES) {
      context.report('truncated', null, `The core ends within its header, after ${window.size} bytes`)
      return
    }
    header = readElfHeader(window)
    const { headersAt, headers, headersFrom, statedHeaders, sections } = header
    const origin =
      headersFrom === 'header' ? '' : ` (e_phnum ${statedHeaders}, PN_XNUM: the number is from the ${headersFrom})`
    const count = out.field('Program headers', `${headers ?? 'unknown'}${origin}, at ${headersAt}`)
    // All but one are mappings, [vsyscall] among them: of a core that ends within its headers the count is all that is left of them.
    const end = headersAt + (headers ?? 0) * header.headerBytes
    if (headers !== null && headers <= SEGMENT_LIMIT && sections <= 1 && end > window.size)
      out.fact('mappings.total', headers - 1, count)
    out.field('Section headers', String(sections))
  })
  return header
}

/** How many headers can be read; the reason why not all is reported. */
function bounded(header: ElfHeader, window: ByteWindow, context: BinaryContext): number {
  const { headersAt, headerBytes, headers } = header
  if (headers === null) {
    context.report(
      'truncated',
      null,
      'The number of mappings is lost: it stood at the end of the core, which is missing',
    )
    return 0
  }
  if (headers > 0 && headerBytes < PHDR_BYTES) {
    context.report(
      'malformed-mapping',
      null,
      `Program headers of ${headerBytes} bytes; they have at least ${PHDR_BYTES}`,
    )
    return 0
  }
  const there = headersAt < window.size ? Math.floor((window.size - headersAt) / Math.max(headerBytes, 1)) : 0
  if (headers > there) {
    context.report(
      'truncated',
      null,
      `The core has ${there} of its ${headers} program headers: what stands behind is not listed`,
    )
  }
  if (Math.min(headers, there) > SEGMENT_LIMIT) {
    context.report('too-large', null, `The core has ${headers} program headers; the first ${SEGMENT_LIMIT} were read`)
  }
  return Math.min(headers, there, SEGMENT_LIMIT)
}
