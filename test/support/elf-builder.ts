/** Cores made by hand: 64-bit little endian, laid out as fs/binfmt_elf.c writes them. */

export interface Load {
  start: number
  end: number
  /** PF_X 1, PF_W 2, PF_R 4. */
  flags?: number
  /** Bytes that were dumped. */
  dumped?: number
}

export interface CoreOptions {
  machine?: number
  threads?: { tid: number; signal?: number; pc?: number }[]
  process?: { pid: number; name?: string; command?: string; uid?: number }
  signal?: { signal: number; code: number; address?: number; sender?: number }
  auxv?: [type: number, value: number][]
  files?: { start: number; end: number; page?: number; path: string }[]
  loads?: Load[]
  /** The number of headers stands in section header 0 at the end, as from 65 535 on. */
  extended?: boolean
  sections?: number
  /** Notes behind those of the options. */
  notes?: Buffer[]
}

const EHDR = 64
const PHDR = 56
const SHDR = 64

export function elfCore(options: CoreOptions = {}): Buffer {
  const { loads = [], extended = false } = options
  const notes = Buffer.concat([...standardNotes(options), ...(options.notes ?? [])])
  const count = loads.length + 1
  const notesAt = EHDR + count * PHDR
  const memoryAt = Math.ceil((notesAt + notes.length) / 4096) * 4096
  const memoryBytes = loads.reduce((sum, load) => sum + (load.dumped ?? 0), 0)
  const sectionAt = memoryAt + memoryBytes
  const core = Buffer.alloc(sectionAt + (extended ? SHDR : 0))
  core.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1])
  core.writeUInt16LE(4, 16)
  core.writeUInt16LE(options.machine ?? 62, 18)
  core.writeUInt32LE(1, 20)
  u64(core, 32, EHDR)
  u64(core, 40, extended ? sectionAt : 0)
  core.writeUInt16LE(EHDR, 52)
  core.writeUInt16LE(PHDR, 54)
  core.writeUInt16LE(extended ? 0xffff : count, 56)
  core.writeUInt16LE(SHDR, 58)
  core.writeUInt16LE(options.sections ?? (extended ? 1 : 0), 60)
  if (extended) core.writeUInt32LE(count, sectionAt + 44)
  phdr(core, EHDR, { type: 4, flags: 4, offset: notesAt, address: 0, fileBytes: notes.length, bytes: 0 })
  let memory = memoryAt
  for (const [index, { start, end, flags = 4, dumped = 0 }] of loads.entries()) {
    const at = EHDR + (index + 1) * PHDR
    phdr(core, at, { type: 1, flags, offset: memory, address: start, fileBytes: dumped, bytes: end - start })
    memory += dumped
  }
  core.set(notes, notesAt)
  return core
}

function standardNotes({ threads = [], process, signal, auxv, files }: CoreOptions): Buffer[] {
  const notes = threads.map((thread) => note(1, prstatus(thread)))
  const rest: Buffer[] = []
  if (process) rest.push(note(3, prpsinfo(process)))
  if (signal) rest.push(note(0x53494749, siginfo(signal)))
  if (auxv) rest.push(note(6, words([...auxv.flat(), 0, 0])))
  if (files) rest.push(note(0x46494c45, fileNote(files)))
  return [...notes.slice(0, 1), ...rest, ...notes.slice(1)]
}

export function note(type: number, description: Buffer, owner = 'CORE'): Buffer {
  const name = Buffer.from(`${owner}\0`)
  const head = Buffer.alloc(12)
  head.writeUInt32LE(name.length, 0)
  head.writeUInt32LE(description.length, 4)
  head.writeUInt32LE(type, 8)
  return Buffer.concat([head, padded(name), padded(description)])
}

export function fileNote(files: readonly { start: number; end: number; page?: number; path: string }[]): Buffer {
  const entries = files.flatMap(({ start, end, page = 0 }) => [start, end, page])
  return Buffer.concat([
    words([files.length, 4096, ...entries]),
    Buffer.from(files.map(({ path }) => `${path}\0`).join('')),
  ])
}

function prstatus({ tid, signal = 0, pc = 0 }: { tid: number; signal?: number; pc?: number }): Buffer {
  const bytes = Buffer.alloc(392)
  bytes.writeUInt16LE(signal, 12)
  bytes.writeUInt32LE(tid, 32)
  // Both layouts at once: rip of x86-64 and pc of aarch64 do not overlap.
  u64(bytes, 112 + 16 * 8, pc)
  u64(bytes, 112 + 32 * 8, pc)
  u64(bytes, 48, 2)
  u64(bytes, 56, 500_000)
  return bytes
}

function prpsinfo({ pid, name = '', command = '', uid = 0 }: NonNullable<CoreOptions['process']>): Buffer {
  const bytes = Buffer.alloc(136)
  bytes.writeUInt32LE(uid, 16)
  bytes.writeUInt32LE(pid, 24)
  bytes.write(name.slice(0, 15), 40)
  bytes.write(command.slice(0, 79), 56)
  return bytes
}

function siginfo({ signal, code, address, sender = 0 }: NonNullable<CoreOptions['signal']>): Buffer {
  const bytes = Buffer.alloc(128)
  bytes.writeUInt32LE(signal, 0)
  bytes.writeInt32LE(code, 8)
  if (address === undefined) bytes.writeUInt32LE(sender, 16)
  else u64(bytes, 16, address)
  return bytes
}

interface Header {
  type: number
  flags: number
  offset: number
  address: number
  fileBytes: number
  bytes: number
}

function phdr(core: Buffer, at: number, { type, flags, offset, address, fileBytes, bytes }: Header): void {
  core.writeUInt32LE(type, at)
  core.writeUInt32LE(flags, at + 4)
  u64(core, at + 8, offset)
  u64(core, at + 16, address)
  u64(core, at + 32, fileBytes)
  u64(core, at + 40, bytes)
}

function words(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 8)
  for (const [index, value] of values.entries()) u64(bytes, index * 8, value)
  return bytes
}

function u64(buffer: Buffer, at: number, value: number): void {
  buffer.writeBigUInt64LE(BigInt(value), at)
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)])
}
