/** What ended the process, who it was, its threads. */
import type { BinaryContext } from '../binary-format.ts'
import type { OutlineWriter, Written } from '../lib/outline-writer.ts'
import { pathText, placeOf } from './mapped-files.ts'
import type { CoreNotes, CoreThread } from './notes.ts'
import { hasSender, isFault, signalCodeName, signalName } from '../lib/signals.ts'

const FIRST = 0

/**
 * The signal. A core that a debugger took of a living process states the signal it was stopped by, which ended nothing:
 * of those only a fault counts.
 */
export function writeEnd(notes: CoreNotes, byDebugger: boolean, out: OutlineWriter, context: BinaryContext): void {
  const thread = notes.threads[FIRST]
  const signal = notes.signal?.signal || thread?.signal || 0
  if (signal === 0 && !byDebugger) {
    if (thread === undefined && notes.signal === null) writeLostEnd(out)
    return
  }
  const name = signalName(signal)
  const { signal: info } = notes
  const code = info === null ? null : signalCodeName(info.signal, info.code)
  const fault = info !== null && isFault(info.signal, info.code)
  out.section({ id: 'signal', title: 'Signal', note: noteOf(byDebugger) }, () => {
    if (byDebugger)
      out.write('  Written by a debugger (it has section headers), not by the kernel at the end of the process')
    if (signal === 0) return
    const line = out.field('Signal', `${name} (${signal})${code === null ? '' : `, ${code}`}`)
    const why = out.field('Meaning', meaning(notes, signal, fault))
    if (byDebugger && !fault) return
    out.fact('crash.kind', 'signal', line)
    out.fact('crash.signal', name, line)
    out.fact('crash.headline', `${name}: ${meaning(notes, signal, fault)}`, why)
    if (code !== null) out.fact('crash.signal-code', code, line)
    if (info !== null && hasSender(info.code)) out.fact('crash.signal-sender', info.senderPid, why)
    if (fault && Number.isSafeInteger(info.address)) {
      out.fact('crash.signal-address', info.address, out.field('Address', `0x${info.address.toString(16)}`))
    }
    if (thread === undefined) return
    out.fact('crash.tid', thread.tid, out.field('Thread', String(thread.tid)))
    writePlace(notes, thread, out, context)
  })
}

/** The kernel writes a core for one reason; gdb and gcore have section headers, which stand in the header that is here. */
function writeLostEnd(out: OutlineWriter): void {
  const note = 'The notes, which would tell the signal and the threads, are missing.'
  out.section({ id: 'signal', title: 'Signal', note }, () => {
    const line = out.field('Signal', 'unknown: the core ends before its notes')
    out.fact('crash.kind', 'signal', line)
    out.fact('crash.headline', 'A signal ended the process; the core ends before the note that tells which', line)
  })
}

function noteOf(byDebugger: boolean): string {
  return byDebugger
    ? 'The process may have lived on: gcore and gdb write cores of living processes.'
    : 'What ended the process. abort() of a VM or a C library raises SIGABRT after it met the real problem: the signal is not the cause.'
}

function meaning(notes: CoreNotes, signal: number, fault: boolean): string {
  const { signal: info, process } = notes
  if (info === null || info.signal !== signal) return 'who sent it is not in the core'
  if (fault) return 'a fault of the thread itself'
  if (!hasSender(info.code)) return 'raised by the kernel'
  const itself = process !== null && info.senderPid === process.pid
  if (itself) return `raised by the process itself${signalName(signal) === 'SIGABRT' ? ', as abort() does' : ''}`
  return `sent by process ${info.senderPid} of user ${info.senderUid}`
}

/** Where the thread was, as library and offset. */
function writePlace(notes: CoreNotes, thread: CoreThread, out: OutlineWriter, context: BinaryContext): void {
  if (thread.pc === null) return
  const place = notes.files && placeOf(notes.files, thread.pc)
  const at = `0x${thread.pc.toString(16)}`
  if (!notes.files || !place) {
    out.field('Instruction', at)
    return
  }
  const path = pathText(notes.files, place.path)
  const libraryOffset = `0x${(thread.pc - place.base).toString(16)}`
  const { span, quote } = out.field('Instruction', `${at} = ${path}+${libraryOffset}`)
  const library = path.slice(path.lastIndexOf('/') + 1)
  context.emit({
    kind: 'frame',
    stack: 'native',
    index: 0,
    type: 'C',
    library,
    libraryOffset,
    symbol: null,
    span,
    quote,
  })
}

export function writeProcess({ process, auxv, files }: CoreNotes, out: OutlineWriter): void {
  if (process !== null) {
    out.section({ id: 'process', title: 'Process', note: 'NT_PRPSINFO: of the thread group leader.' }, () => {
      out.fact('process.pid', process.pid, out.field('Process id', String(process.pid)))
      out.field('Parent', String(process.parent))
      out.fact('process.uid', process.uid, out.field('User', String(process.uid)))
      out.field('Group', String(process.gid))
      out.field('Name', process.name)
      const line = out.field('Command', process.command)
      if (process.command !== '') out.fact('process.command', process.command, line)
    })
  }
  const stated = auxv.get(AT_PAGESZ)
  const pageBytes = stated ?? files?.pageBytes
  if (auxv.size === 0 && pageBytes === undefined) return
  out.section(
    {
      id: 'auxiliary-vector',
      title: 'Auxiliary vector',
      note: 'NT_AUXV: what the kernel told the program at its start.',
    },
    () => {
      for (const [type, value] of auxv) {
        const line = out.field(auxvNames.get(type) ?? `AT_${type}`, auxvText(type, value))
        if (type === AT_PAGESZ) pageSize(out, value, line)
      }
      if (stated === undefined && pageBytes !== undefined) {
        pageSize(out, pageBytes, out.field('Page size', `${pageBytes} (NT_FILE)`))
      }
    },
  )
}

function pageSize(out: OutlineWriter, bytes: number, line: Written): void {
  if (bytes >= 4096 && Number.isSafeInteger(bytes)) out.fact('memory.page-size', bytes, line)
}

/** linux/auxvec.h */
export const AT_PAGESZ = 6
export const AT_RANDOM = 25
export const AT_EXECFN = 31
export const AT_SYSINFO_EHDR = 33
const auxvNames = new Map<number, string>([
  [3, 'AT_PHDR'],
  [4, 'AT_PHENT'],
  [5, 'AT_PHNUM'],
  [AT_PAGESZ, 'AT_PAGESZ'],
  [7, 'AT_BASE'],
  [8, 'AT_FLAGS'],
  [9, 'AT_ENTRY'],
  [11, 'AT_UID'],
  [12, 'AT_EUID'],
  [13, 'AT_GID'],
  [14, 'AT_EGID'],
  [15, 'AT_PLATFORM'],
  [16, 'AT_HWCAP'],
  [17, 'AT_CLKTCK'],
  [23, 'AT_SECURE'],
  [24, 'AT_BASE_PLATFORM'],
  [AT_RANDOM, 'AT_RANDOM'],
  [26, 'AT_HWCAP2'],
  [27, 'AT_RSEQ_SIZE'],
  [28, 'AT_RSEQ_ALIGN'],
  [AT_EXECFN, 'AT_EXECFN'],
  [AT_SYSINFO_EHDR, 'AT_SYSINFO_EHDR'],
  [51, 'AT_MINSIGSTKSZ'],
])
/** Numbers and ids; the others are addresses and bit sets. */
const decimal = new Set([4, 5, AT_PAGESZ, 11, 12, 13, 14, 17, 23, 27, 28, 51])

function auxvText(type: number, value: number): string {
  return decimal.has(type) ? String(value) : `0x${value.toString(16)}`
}

export function writeThreads({ threads }: CoreNotes, out: OutlineWriter, context: BinaryContext): void {
  if (threads.length === 0) return
  const note =
    'NT_PRSTATUS of each thread; the first is the one whose signal ended the process. A core does not name threads.'
  out.section({ id: 'threads', title: `Threads (${threads.length})`, note }, () => {
    out.fact('process.threads', threads.length, out.field('Threads', String(threads.length)))
    out.write('       Thread  Instruction         Stack pointer       User s      System s')
    for (const [index, thread] of threads.entries()) {
      const times = `${thread.user.toFixed(3).padEnd(11)} ${thread.system.toFixed(3)}`
      const { span } = out.write(
        `  ${String(thread.tid).padStart(11)}  ${address(thread.pc)}  ${address(thread.sp)}  ${times}`,
      )
      context.emit({
        kind: 'thread',
        name: `Thread ${thread.tid}`,
        threadKind: 'LWP',
        state: null,
        osId: thread.tid,
        stackStart: null,
        stackEnd: null,
        current: index === FIRST,
        span,
      })
    }
  })
}

function address(value: number | null): string {
  return (value === null ? '-' : `0x${value.toString(16).padStart(16, '0')}`).padEnd(18)
}
