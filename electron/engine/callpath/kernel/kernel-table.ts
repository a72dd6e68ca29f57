/** The kernel's part of a path: functions by release, each with the checks that stand in it, in the order in which it makes them. */
import type { KernelFacts } from '../../facts/process-facts.ts'
import type { SystemCallName } from '../path-table.ts'
import { inRange, kernelVersion, type VersionRange } from '../version-range.ts'

export type GateId =
  | 'length'
  | 'map-count'
  | 'hole'
  | 'locked-memory'
  | 'address-space'
  | 'data'
  | 'brk-data'
  | 'brk-room'
  | 'unmapped'
  | 'locked-limit'
  | 'huge-pool'
  | 'fixed-split'
  | 'split'
  | 'mremap-move'
  | 'mremap-to'
  | 'hole-split'
  | 'overcommit'
  | 'kernel-memory'
  | 'task-limit'
  | 'threads-max'
  | 'pid-max'
  | 'pids'

export interface KernelFunction {
  name: string
  /** Kernel source file, for the releases of the row. */
  file: string
  gates?: readonly GateId[]
  note?: string
}

export interface KernelRow extends VersionRange {
  /** Only for this Enterprise Linux release, whose backports the row knows. */
  enterprise?: number
  /** The release whose source the row was read in. */
  readIn: string
  functions: readonly KernelFunction[]
}

export interface KernelTable {
  call: SystemCallName
  rows: readonly KernelRow[]
  /** For releases outside all rows: the functions that all of them have. */
  generic: readonly KernelFunction[]
}

export interface KernelPath {
  functions: readonly KernelFunction[]
  /** Where the path was read, in words: `Linux 6.12.0`, or that it was not. */
  readIn: string
}

/**
 * `__x64_sys_mmap` on x86_64; elsewhere the plain name, since the wrapper's prefix differs by machine.
 */
export function entryName(name: string, arch: string | null): string {
  return arch === null || /^(?:x86_64|amd64)$/.test(arch) ? name : name.replace(/^__x64_/, '')
}

/** Where the entry stands: the file of the table is that of x86. */
export function entryFile(file: string, arch: string | null): string {
  return file.startsWith('arch/x86/') && !isX86(arch) ? `arch/${FOLDERS[arch ?? ''] ?? '*'}/kernel` : file
}

const FOLDERS: Record<string, string> = {
  aarch64: 'arm64',
  arm64: 'arm64',
  ppc64le: 'powerpc',
  s390x: 's390',
  riscv64: 'riscv',
}

function isX86(arch: string | null): boolean {
  return arch === null || /^(?:x86_64|amd64|i[3-6]86)$/.test(arch)
}

export function kernelPath(table: KernelTable, kernel: KernelFacts | null): KernelPath {
  if (!kernel)
    return { functions: table.generic, readIn: 'kernel release not stated; the path common to Linux 3.10 to 7.0' }
  const version = kernelVersion(kernel.major, kernel.minor)
  const row = table.rows.find(
    (each) => inRange(each, version) && (each.enterprise === undefined || each.enterprise === kernel.enterprise),
  )
  if (!row) {
    return {
      functions: table.generic,
      readIn: `Linux ${kernel.major}.${kernel.minor} was not read; the path common to 3.10 to 7.0`,
    }
  }
  return { functions: row.functions, readIn: row.readIn }
}
