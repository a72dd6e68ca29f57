/** One line a mapping, with what was dumped of it and the file it shows; and the same as columns. */
import {
  type MappingTable,
  PERM_EXEC,
  PERM_READ,
  PERM_WRITE,
  pathAt,
  permsText,
} from '../../../../shared/model/mapping-table.ts'
import type { PageNumber } from '../../../../shared/model/units.ts'
import type { BinaryContext } from '../binary-format.ts'
import type { OutlineWriter, Written } from '../lib/outline-writer.ts'
import { PathInterner } from '../lib/path-interner.ts'
import type { ElfHeader } from './header.ts'
import type { CoreNotes } from './notes.ts'
import { type Rows, rowsOf } from './rows.ts'
import type { Segments } from './segments.ts'
import { AT_EXECFN, AT_RANDOM, AT_SYSINFO_EHDR } from './write-process.ts'

const YIELD_EACH = 4096
/** Permissions of a file that has no segment. */
const UNKNOWN = '????'
/** VSYSCALL_ADDR, arch/x86/include/uapi/asm/vsyscall.h. */
const VSYSCALL_PAGE: PageNumber = 0xffffffffff600

export interface MappingsOf {
  header: ElfHeader
  segments: Segments
  notes: CoreNotes
  byDebugger: boolean
  out: OutlineWriter
  context: BinaryContext
}

export function* writeMappings(core: MappingsOf): Generator<void, void, void> {
  const { segments, out, context } = core
  const { files } = core.notes
  const rows = rowsOf(segments, files)
  const title = `Mappings (${rows.count})`
  const heading = out.write(`${title}:`)
  writeSummary(core, rows)
  out.write('  Range                             Perms  Memory      In the core  At          File offset  File')
  const table = emptyTable(rows.count)
  const names = files?.names ?? new PathInterner()
  const special = specialNames(core, names)
  const paths = names.finish()
  const texts = new Map<number, string>()
  let first: Written | null = null
  let last = heading.span.line
  for (let row = 0; row < rows.count; row++) {
    if (row % YIELD_EACH === YIELD_EACH - 1) yield
    const load = rows.load[row] ?? -1
    const file = rows.file[row] ?? -1
    const start = (load < 0 ? files?.start[file] : segments.start[load]) ?? 0
    const end = (load < 0 ? files?.end[file] : segments.end[load]) ?? 0
    const path = file < 0 ? special(start, end) : (files?.path[file] ?? 0)
    const offset = file < 0 ? 0 : (files?.offset[file] ?? 0) + (start - (files?.start[file] ?? 0)) * 4096
    let text = texts.get(path)
    if (text === undefined) texts.set(path, (text = pathAt(paths, path)))
    table.start[row] = start
    table.end[row] = end
    table.perms[row] = load < 0 ? 0 : permissions(segments.flags[load] ?? 0)
    table.offset[row] = offset
    table.path[row] = path
    const perms = load < 0 ? UNKNOWN : permsText(table.perms[row] ?? 0)
    const memory = hex((end - start) * 4096).padEnd(11)
    const place = (file < 0 ? '' : hex(offset)).padEnd(12)
    const line = `${rangeOf(start, end)} ${perms}   ${memory} ${dumpedOf(segments, load)} ${place} ${text}`
    const written = out.write(line.trimEnd())
    last = written.span.line
    table.line[row] = last
    first ??= written
  }
  out.region('mappings', title, noteOf(core, rows), 1, { line: heading.span.line, endLine: last })
  if (rows.filesOnly > 0 && !core.byDebugger) {
    const lost = `${rows.filesOnly} of ${files?.count ?? 0} entries of NT_FILE`
    context.report('total-mismatch', null, `${lost} have no LOAD segment, which the kernel writes for each mapping`)
  }
  if (first === null) return
  const headers = segments.count + segments.notes.length + segments.others + segments.senseless
  const whole = core.header.headers === headers && segments.senseless === 0 && rows.filesOnly === 0
  context.emit({
    kind: 'mappings',
    table: { ...table, paths },
    complete: whole && !core.byDebugger,
    at: null,
    span: { line: first.span.line, endLine: last },
    quote: first.quote,
  })
}

function writeSummary({ segments, notes, out, header }: MappingsOf, rows: Rows): void {
  const gate = hasGate(segments, header)
  out.field('LOAD segments', `${segments.count}${gate ? ', [vsyscall] among them' : ''}`)
  if (rows.filesOnly > 0)
    out.field('Only in NT_FILE', `${rows.filesOnly}, without a segment; their permissions are unknown`)
  out.field('VMAs', `${rows.count - (gate ? 1 : 0)}`)
  const { files } = notes
  if (files) out.field('Files', `${files.count} of them show a file (NT_FILE)`)
  else
    out.field('Files', 'unknown: the core has no NT_FILE note, which the kernel leaves out when it would exceed 4 MiB')
}

function noteOf({ segments, header, byDebugger }: MappingsOf, { count }: Rows): string {
  const each = byDebugger
    ? 'LOAD segments, and the files that only NT_FILE names: a debugger writes no segment for what its filter leaves out, so the count is a lower bound.'
    : 'One LOAD segment a mapping: the kernel writes a header for each, also where it dumped no memory (elf_core_dump, fs/binfmt_elf.c).'
  const gate = hasGate(segments, header)
    ? ` [vsyscall] is the gate VMA, listed and not counted: ${count} lines are ${count - 1} VMAs.`
    : ''
  return `${each}${gate} Whether a mapping is shared is not in a core: all are shown as private.`
}

function hasGate({ count, start }: Segments, { machine }: ElfHeader): boolean {
  return machine?.name === 'x86_64' && count > 0 && start[count - 1] === VSYSCALL_PAGE
}

/** Names that /proc/PID/maps gives to mappings without a file, as far as the auxiliary vector shows which they are. */
function specialNames(
  { header, notes, segments }: MappingsOf,
  names: PathInterner,
): (start: PageNumber, end: PageNumber) => number {
  const [vsyscallName, vdsoName, stackName] = ['[vsyscall]', '[vdso]', '[stack]'].map((name) => {
    const bytes = new TextEncoder().encode(name)
    return names.intern(bytes, 0, bytes.length)
  })
  const gate = hasGate(segments, header)
  // The random bytes and the program's name lie above the arguments, on the stack of the first thread.
  const stackPage = pageOf(notes.auxv.get(AT_RANDOM) ?? notes.auxv.get(AT_EXECFN))
  const vdsoPage = pageOf(notes.auxv.get(AT_SYSINFO_EHDR))
  return (start, end) => {
    if (gate && start === VSYSCALL_PAGE) return vsyscallName ?? 0
    if (vdsoPage >= start && vdsoPage < end) return vdsoName ?? 0
    return stackPage >= start && stackPage < end ? (stackName ?? 0) : 0
  }
}

function pageOf(address: number | undefined): PageNumber {
  return address === undefined ? -1 : Math.floor(address / 4096)
}

/** p_flags: PF_X 1, PF_W 2, PF_R 4. */
function permissions(flags: number): number {
  return (flags & 4 ? PERM_READ : 0) | (flags & 2 ? PERM_WRITE : 0) | (flags & 1 ? PERM_EXEC : 0)
}

function rangeOf(start: PageNumber, end: PageNumber): string {
  return `  ${start.toString(16).padStart(13, '0')}000-${end.toString(16).padStart(13, '0')}000`
}

/** How much of it the core holds, and where. */
function dumpedOf(segments: Segments, load: number): string {
  const bytes = load < 0 ? 0 : (segments.fileBytes[load] ?? 0)
  const at = bytes === 0 ? '-' : hex(segments.fileOffset[load] ?? 0)
  return `${hex(bytes).padEnd(12)} ${at.padEnd(11)}`
}

function hex(value: number): string {
  return `0x${value.toString(16)}`
}

function emptyTable(count: number): Omit<MappingTable, 'paths'> {
  return {
    count,
    start: new Float64Array(count),
    end: new Float64Array(count),
    perms: new Uint8Array(count),
    offset: new Float64Array(count),
    device: new Uint32Array(count),
    inode: new Float64Array(count),
    path: new Uint32Array(count),
    line: new Uint32Array(count),
  }
}
