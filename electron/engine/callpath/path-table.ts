/**
 * The shape of the knowledge base. A path is what HotSpot, the JDK and libc do between the code that wanted something and the
 * system call that was refused, and what they do with the errno on the way back. Rows differ by JDK feature release.
 */
import type { CallPathLayer } from '../../../shared/model/analysis.ts'
import type { VersionRange } from './version-range.ts'

export interface FrameSpec {
  layer: CallPathLayer
  /** Function without arguments, as {@link functionName} leaves a frame's symbol. */
  symbol: string
  /** Other names of the same step: older, inlined into, or the symbol of an overload. */
  aliases?: readonly string[]
  note: string
  /** File and function. */
  source: string
  /** Named only when the dump has it: not every build or thread passes here. */
  optional?: boolean
  /** It had returned before the stack was printed, so its absence there says nothing. */
  returned?: boolean
  /** A line of a log that proves that the step ran, although it is no frame. */
  proof?: ProofId
}

export type ProofId =
  | 'commit-warning'
  | 'thread-warning'
  | 'guard-warning'
  | 'map-failed'
  | 'thread-exception'
  | 'direct-exception'
  | 'exit'

export interface PathRow extends VersionRange {
  /** JDK feature releases whose source this row was read in; between them the nearest is taken and said so. */
  readIn: readonly number[]
  /** Steps that led here in another thread or before: never on the failing stack. */
  before?: readonly FrameSpec[]
  /** From the outermost function to the one that enters libc. */
  down: readonly FrameSpec[]
  /** The function that throws to Java: where the release is not known, it tells the row. */
  throwsFrom?: string
  /** From libc back up: what became of the errno. */
  outcome: readonly FrameSpec[]
  /** Where this release asks otherwise than the table says. */
  calls?: readonly SystemCall[]
}

export interface CallPathTable {
  id: string
  title: string
  /** Functions of which one on the failing stack says that this is the path; the first table that matches is taken. */
  anchors: readonly string[]
  /** Functions of which one must stand on the stack as well, where the anchors alone do not tell. */
  within?: readonly string[]
  /** What it asks of the kernel, in order; the first refusal ends it. */
  calls: readonly SystemCall[]
  rows: readonly PathRow[]
}

export type SystemCallName = 'mmap' | 'mprotect' | 'munmap' | 'mremap' | 'brk' | 'clone' | 'madvise' | 'mlock' | 'mbind'

/** What of a system call decides which checks apply to it. */
export interface SystemCall {
  name: SystemCallName
  /** The function of libc that makes it. */
  libc: FrameSpec
  /** MAP_FIXED: the range is given, and what is mapped there is replaced. */
  fixed: boolean
  /** MAP_SHARED of a file. */
  shared: boolean
  /** Private and writable without MAP_NORESERVE: counts for overcommit (accountable_mapping) and RLIMIT_DATA. null: not known. */
  accountable: boolean | null
  /** Whether libc falls back to the next call when this one is refused. */
  fallsBack?: boolean
  /** libc asks for no less than this, in bytes. */
  atLeast?: number
  /** The VM mapped the range itself just before, so that no page of it is missing. */
  own?: true
}

export function hotspot(symbol: string, source: string, note = '', more: Partial<FrameSpec> = {}): FrameSpec {
  return { layer: 'hotspot', symbol, source, note, ...more }
}

export function libc(symbol: string, source: string, note = '', more: Partial<FrameSpec> = {}): FrameSpec {
  return { layer: 'libc', symbol, source, note, ...more }
}

export function jdk(symbol: string, source: string, note = '', more: Partial<FrameSpec> = {}): FrameSpec {
  return { layer: 'jdk', symbol, source, note, ...more }
}

export function jni(symbol: string, source: string, note = '', more: Partial<FrameSpec> = {}): FrameSpec {
  return { layer: 'jni', symbol, source, note, ...more }
}
