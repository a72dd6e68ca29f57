/** A system call that native code of the application made itself and reported as refused in its log. */
import { libc, type CallPathTable, type FrameSpec, type SystemCall, type SystemCallName } from './path-table.ts'

const SYSCALLS: Record<string, SystemCallName> = {
  mmap: 'mmap',
  mmap64: 'mmap',
  munmap: 'munmap',
  mprotect: 'mprotect',
  mremap: 'mremap',
  madvise: 'madvise',
  mlock: 'mlock',
  mbind: 'mbind',
}

/** Its flags and what it is for are not logged. null for a name that is no system call known here. @param code Whose it is */
export function nativeCallPath(call: string, code: string): CallPathTable | null {
  const name = SYSCALLS[call]
  if (name === undefined) return null
  const caller: FrameSpec = {
    layer: 'jni',
    symbol: code,
    note: 'It logged the refusal; its stack is not in the dump',
    source: '',
  }
  const made: SystemCall = {
    name,
    libc: libc(call, `man 2 ${call}`),
    fixed: name !== 'mmap' && name !== 'mremap',
    shared: false,
    accountable: name === 'mmap' || name === 'mprotect' || name === 'mremap' ? null : false,
  }
  return {
    id: `native-${call}`,
    title: `${call} called by ${code}`,
    anchors: [],
    calls: [made],
    rows: [{ from: 0, to: null, readIn: [8, 11, 17, 21, 25], down: [caller], outcome: [] }],
  }
}
