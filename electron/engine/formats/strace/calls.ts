/** What the kernel refused, of the calls that need memory, a mapping or a task. man 2 of each; src/mem.c and src/clone.c of strace. */
import type { EventType } from '../../../../shared/model/records.ts'
import { argumentsOf, errnoOf } from './trace-line.ts'

/** Names of the arguments in their order; perf prints them itself, and leaves out those that are 0. */
const PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  mmap: ['addr', 'len', 'prot', 'flags', 'fd', 'off'],
  mmap2: ['addr', 'len', 'prot', 'flags', 'fd', 'off'],
  munmap: ['addr', 'len'],
  mprotect: ['start', 'len', 'prot'],
  pkey_mprotect: ['start', 'len', 'prot', 'pkey'],
  mremap: ['addr', 'old_len', 'len', 'flags'],
  madvise: ['start', 'len', 'behavior'],
  mlock: ['start', 'len'],
  mlock2: ['start', 'len', 'flags'],
  mlockall: ['flags'],
  shmget: ['key', 'len', 'flags'],
  shmat: ['id', 'addr', 'flags'],
  clone: [],
  clone3: [],
  fork: [],
  vfork: [],
  execve: ['path', 'argv', 'envp'],
}

/** What a limit answers with. EPERM is RLIMIT_MEMLOCK of 0 (mlock), or a filter that forbids the call (clone). */
const ERRNOS: ReadonlySet<string> = new Set(['ENOMEM', 'EAGAIN', 'EPERM'])

export interface Refused {
  type: EventType
  values: Record<string, string | number>
}

/** Whether the line of such a call needs to be looked at. */
export function isWatched(call: string): boolean {
  return Object.hasOwn(PARAMETERS, call)
}

/** @returns null where it was granted, or refused for another reason than a limit */
export function refusalOf(call: string, args: string, result: string): Refused | null {
  const errno = errnoOf(result)
  const names = PARAMETERS[call]
  if (names === undefined || errno === null || !ERRNOS.has(errno)) return null
  // Not allowed is no answer of a limit, but for locks and tasks.
  const tasks = TASKS.has(call)
  if (errno === 'EPERM' && !tasks && !call.startsWith('mlock')) return null
  // madvise makes EAGAIN of what a limit gives (mm/madvise.c); its ENOMEM says that nothing is mapped there.
  if (call === 'madvise' && errno !== 'EAGAIN') return null
  // mlock and mprotect of addresses that are not mapped give ENOMEM as well: which it is, the trace does not say.
  if (call === 'execve') return { type: 'process-start-failed', values: { call, errno, ...programOf(args) } }
  if (tasks)
    return { type: isThread(call, args) ? 'thread-start-failed' : 'process-start-failed', values: { call, errno } }
  return { type: 'traced-refusal', values: { call, errno, ...memoryOf(args, names) } }
}

const TASKS: ReadonlySet<string> = new Set(['clone', 'clone3', 'fork', 'vfork'])

/** clone3 by perf has no flags: glibc makes threads with it, and processes with clone (sysdeps/unix/sysv/linux/clone-internal.c). */
function isThread(call: string, args: string): boolean {
  return args.includes('CLONE_THREAD') || (call === 'clone3' && !args.includes('flags='))
}

function memoryOf(args: string, names: readonly string[]): Record<string, string | number> {
  const found = argumentsOf(args, names)
  const text = (name: string): string | undefined => found.get(name)
  const bytes = Number(text('len') ?? Number.NaN)
  const address = text('addr') ?? text('start')
  const file = fileOf(text('fd'))
  const flags = text('flags')
  return {
    ...(Number.isSafeInteger(bytes) && bytes > 0 && { bytes }),
    ...(address !== undefined && address !== 'NULL' && { address }),
    ...(names.includes('prot') && { prot: text('prot') ?? 'PROT_NONE' }),
    ...(flags !== undefined && { flags }),
    ...(file !== null && { file }),
  }
}

// 5</data/t-0/00000000000000000000.index>                                                                                   -y
const NAMED_FD = /^\d{1,9}<(.{1,400}?)(?:\(deleted\))?>$/

function fileOf(fd: string | undefined): string | null {
  if (fd === undefined || fd.startsWith('-1')) return null
  return NAMED_FD.exec(fd)?.[1] ?? `descriptor ${fd}`
}

// "/usr/bin/java", ["java", "-Xmx1g"], 0x7fffbe1e21a0 /* 35 vars */
const PROGRAM = /^(?:filename: )?"?([^",]{1,300})"?/

export function programOf(args: string): { program: string } | Record<string, never> {
  const program = PROGRAM.exec(args)?.[1]
  return program === undefined ? {} : { program }
}

/** Bytes that were mapped at a new place; null for other calls, and over what was there already (MAP_FIXED). */
export function grantedBytes(call: string, args: string, result: string): number | null {
  if ((call !== 'mmap' && call !== 'mmap2') || !result.startsWith('0x')) return null
  const found = argumentsOf(args, PARAMETERS['mmap'] ?? [])
  const bytes = Number(found.get('len') ?? Number.NaN)
  return /\b(?:MAP_)?FIXED\b/.test(found.get('flags') ?? '') || !Number.isSafeInteger(bytes) ? null : bytes
}

const LIMITS: ReadonlyMap<string, { key: LimitKey; unit: 'bytes' | 'count' }> = new Map([
  ['RLIMIT_AS', { key: 'limit.address-space', unit: 'bytes' }],
  ['RLIMIT_DATA', { key: 'limit.data', unit: 'bytes' }],
  ['RLIMIT_STACK', { key: 'limit.stack', unit: 'bytes' }],
  ['RLIMIT_CORE', { key: 'limit.core', unit: 'bytes' }],
  ['RLIMIT_MEMLOCK', { key: 'limit.locked', unit: 'bytes' }],
  ['RLIMIT_NPROC', { key: 'limit.processes', unit: 'count' }],
  ['RLIMIT_NOFILE', { key: 'limit.files', unit: 'count' }],
])
type LimitKey =
  | 'limit.address-space'
  | 'limit.data'
  | 'limit.stack'
  | 'limit.core'
  | 'limit.locked'
  | 'limit.processes'
  | 'limit.files'

// 0, RLIMIT_AS, NULL, {rlim_cur=3600000*1024, rlim_max=3600000*1024}                               prlimit64
// RLIMIT_NOFILE, {rlim_cur=4*1024, rlim_max=4*1024}                                                  getrlimit, setrlimit
const LIMIT = /^(?:0, )?(RLIMIT_[A-Z]{2,10}), /
const SOFT = /\{rlim_cur=(?:(\d{1,20})(\*1024)?|RLIM(?:64)?_INFINITY),/g
const LIMIT_CALL = /^(?:prlimit64|u?getrlimit|setrlimit)$/

/** A limit of the caller's own that it read or set: of two in one line (prlimit64) the one that was set stands first. */
export function limitOf(call: string, args: string, result: string): { key: LimitKey; value: number | null } | null {
  if (!LIMIT_CALL.test(call) || result !== '0') return null
  const limit = LIMITS.get(LIMIT.exec(args)?.[1] ?? '')
  const soft = [...args.matchAll(SOFT)][0]
  if (limit === undefined || soft === undefined) return null
  const value = soft[1] === undefined ? null : Number(soft[1]) * (soft[2] === undefined ? 1 : 1024)
  return { key: limit.key, value }
}
