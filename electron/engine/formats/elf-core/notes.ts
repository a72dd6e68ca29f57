/**
 * Notes of a core: core(5), linux/elf.h (NT_*), linux/elfcore.h (elf_prstatus, elf_prpsinfo), fs/binfmt_elf.c (fill_files_note).
 * The layouts are those of 64-bit processes, the same on all little-endian machines but for the registers.
 */
import type { ByteWindow } from '../lib/byte-window.ts'
import type { Machine } from './machine.ts'
import { type MappedFiles, readMappedFiles } from './mapped-files.ts'

/** "CORE", the owner of the notes that every system writes. */
const CORE = 0x45524f43
const NT_PRSTATUS = 1
const NT_PRPSINFO = 3
const NT_AUXV = 6
const NT_SIGINFO = 0x53494749
const NT_FILE = 0x46494c45

/** Bytes of notes that are walked through: some 20 000 threads with the largest register sets. */
export const NOTES_LIMIT = 256 * 1024 * 1024
/** kernel.core_file_note_size_limit goes up to 16 MiB. */
const FILE_NOTE_LIMIT = 64 * 1024 * 1024
/** Linux gives some 25. */
const AUXV_LIMIT = 128
const YIELD_EACH = 256

export interface CoreThread {
  tid: number
  /** pr_cursig: the signal that the thread was handling; the first thread's ended the process. */
  signal: number
  parent: number
  /** null where the registers are not known or the address is none. */
  pc: number | null
  sp: number | null
  /** Processor time in seconds. */
  user: number
  system: number
}

export interface CoreProcess {
  pid: number
  parent: number
  uid: number
  gid: number
  name: string
  /** At most 79 characters of the command line. */
  command: string
}

export interface SignalInfo {
  signal: number
  code: number
  /** Only a fault has one. */
  address: number
  senderPid: number
  senderUid: number
}

export interface CoreNotes {
  threads: CoreThread[]
  process: CoreProcess | null
  signal: SignalInfo | null
  /** By AT_* number. */
  auxv: Map<number, number>
  files: MappedFiles | null
  /** What was wrong, in words. */
  faults: string[]
}

export function* readNotes(
  window: ByteWindow,
  places: readonly { offset: number; length: number }[],
  machine: Machine | null,
): Generator<void, CoreNotes, void> {
  const notes: CoreNotes = { threads: [], process: null, signal: null, auxv: new Map(), files: null, faults: [] }
  let budget = NOTES_LIMIT
  for (const { offset, length } of places) {
    const stated = Math.min(offset + length, window.size)
    if (!(offset + length <= window.size)) notes.faults.push('The notes end behind the end of the file')
    const end = Math.min(stated, offset + budget)
    if (end < stated)
      notes.faults.push(`The notes are larger than ${NOTES_LIMIT / 1024 ** 2} MiB; the rest was not read`)
    yield* readNoteSegment(window, offset, end, machine, notes)
    budget -= Math.max(0, end - offset)
  }
  return notes
}

function* readNoteSegment(
  window: ByteWindow,
  from: number,
  end: number,
  machine: Machine | null,
  notes: CoreNotes,
): Generator<void, void, void> {
  let at = from
  for (let count = 1; at + 12 <= end; count++) {
    if (count % YIELD_EACH === 0) yield
    const nameBytes = window.u32(at)
    const length = window.u32(at + 4)
    const description = at + 12 + aligned(nameBytes)
    if (description + length > end) {
      notes.faults.push(`A note of ${length} bytes ends behind the notes`)
      return
    }
    const type = window.u32(at + 8)
    // Notes of other owners (LINUX: register sets; GDB) reuse the numbers.
    if (isCoreOwner(window, at + 12, nameBytes)) readNote(window, type, description, length, machine, notes)
    at = description + aligned(length)
  }
}

function aligned(length: number): number {
  return Math.ceil(length / 4) * 4
}

function isCoreOwner(window: ByteWindow, at: number, length: number): boolean {
  return (length === 4 || length === 5) && window.u32(at) === CORE
}

function readNote(
  window: ByteWindow,
  type: number,
  at: number,
  length: number,
  machine: Machine | null,
  notes: CoreNotes,
): void {
  switch (type) {
    case NT_PRSTATUS:
      if (length < 112) notes.faults.push('NT_PRSTATUS is too short')
      else notes.threads.push(readThread(window, at, length, machine))
      break
    case NT_PRPSINFO:
      if (length < 136) notes.faults.push('NT_PRPSINFO is too short')
      else notes.process ??= readProcess(window, at)
      break
    case NT_SIGINFO:
      if (length < 24) notes.faults.push('NT_SIGINFO is too short')
      else notes.signal ??= readSignal(window, at)
      break
    case NT_AUXV:
      readAuxv(window, at, Math.min(Math.floor(length / 16), AUXV_LIMIT), notes.auxv)
      break
    case NT_FILE:
      if (length > FILE_NOTE_LIMIT) notes.faults.push('NT_FILE is too large to be true')
      else notes.files ??= readMappedFiles(window.bytes(at, length), notes.faults)
      break
  }
}

function readThread(window: ByteWindow, at: number, length: number, machine: Machine | null): CoreThread {
  const registers = machine?.registers
  const register = (index: number | undefined): number | null => {
    if (index === undefined || 112 + index * 8 + 8 > length) return null
    const value = window.u64(at + 112 + index * 8)
    return value > 0 && Number.isSafeInteger(value) ? value : null
  }
  return {
    signal: window.u16(at + 12),
    tid: window.u32(at + 32),
    parent: window.u32(at + 36),
    pc: register(registers?.pc),
    sp: register(registers?.sp),
    user: window.u64(at + 48) + window.u64(at + 56) / 1e6,
    system: window.u64(at + 64) + window.u64(at + 72) / 1e6,
  }
}

function readProcess(window: ByteWindow, at: number): CoreProcess {
  return {
    uid: window.u32(at + 16),
    gid: window.u32(at + 20),
    pid: window.u32(at + 24),
    parent: window.u32(at + 28),
    name: text(window.bytes(at + 40, 16)),
    command: text(window.bytes(at + 56, 80)).trimEnd(),
  }
}

function readSignal(window: ByteWindow, at: number): SignalInfo {
  return {
    signal: window.u32(at),
    code: window.i32(at + 8),
    address: window.u64(at + 16),
    senderPid: window.u32(at + 16),
    senderUid: window.u32(at + 20),
  }
}

function readAuxv(window: ByteWindow, at: number, count: number, auxv: Map<number, number>): void {
  for (let index = 0; index < count; index++) {
    const type = window.u64(at + index * 16)
    if (type === 0) return
    if (!auxv.has(type)) auxv.set(type, window.u64(at + index * 16 + 8))
  }
}

/** Up to the NUL that ends it. */
function text(bytes: Uint8Array): string {
  const end = bytes.indexOf(0)
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end))
}
