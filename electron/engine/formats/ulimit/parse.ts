import type { FactKey } from '../../../../shared/model/facts.ts'
import type { LineFact } from '../lib/fact-lines.ts'
import { parseSize } from '../lib/sizes.ts'

/** What a line says: the letter of ulimit's option, the unit of the number, the number. */
interface Shape {
  pattern: RegExp
  letter(match: RegExpExecArray): string
}

/** dash (src/miscbltin.c, limits[]), the Korn shell of AIX, mksh (funcs.c, c_ulimit), by the words that they print. */
const DASH = new Map([
  ['data', 'd'],
  ['stack', 's'],
  ['coredump', 'c'],
  ['locked memory', 'l'],
  ['lockedmem', 'l'],
  ['process', 'u'],
  ['processes', 'u'],
  ['nofiles', 'n'],
  ['vmemory', 'v'],
  ['address-space', 'v'],
])
/** `limit` of csh, tcsh and zsh (zsh Src/Builtins/rlimits.c). */
const CSH = new Map([
  ['datasize', 'd'],
  ['stacksize', 's'],
  ['coredumpsize', 'c'],
  ['memorylocked', 'l'],
  ['maxproc', 'u'],
  ['descriptors', 'n'],
  ['addressspace', 'v'],
  ['vmemoryuse', 'v'],
])
const OTHER = '?'

const SHAPES: readonly Shape[] = [
  {
    // stack size                  (kbytes, -s) 8192
    // open files                          (-n) 20000
    // pipe size                (512 bytes, -p) 8                             (bash)
    // Maximum size of a process’s data segment            (kB, -d) 8192      (fish)
    pattern: /^\w[\w’'-]*(?: [\w’'-]+)* +\((?:(?<unit>[\w ]+), )?-(?<letter>\w)\) +(?<value>\d{1,20}|unlimited) *$/,
    letter: (match) => match.groups?.['letter'] ?? OTHER,
  },
  {
    // stack size (kb)                 (-s) 8192                              (busybox ash)
    // swap size (kbytes)             (-w)  not supported                     (ksh93)
    pattern:
      /^\w[\w-]*(?: [\w-]+)*(?: \((?<unit>\w+)\))? +\(-(?<letter>\w)\) +(?<value>\d{1,20}|unlimited|not supported) *$/,
    letter: (match) => match.groups?.['letter'] ?? OTHER,
  },
  {
    // -s: stack size (kbytes)             8192
    // -n: file descriptors                20000
    // -N 15:                              unlimited                          (zsh: one that it has no name for)
    pattern:
      /^-(?<letter>\w)(?: \d+)?:(?: \w[\w-]*(?: [\w-]+)*(?: \((?<unit>\w+)\))?)? +(?<value>\d{1,20}|unlimited) *$/,
    letter: (match) => match.groups?.['letter'] ?? OTHER,
  },
  {
    // stack(kbytes)        8192
    // locked memory(kbytes) 8192
    // nofiles              20000                                             (dash)
    // nofiles(descriptors) 2000        threads(per process) unlimited        (ksh of AIX)
    pattern:
      /^(?<name>time|file|data|stack|coredump|memory|locked memory|lockedmem|process|processes|threads|nofiles|vmemory|address-space|resident-set|locks|flocks|rtprio|maxrtprio|sigpending|msgqueue|maxnice|swap)(?:\((?<unit>[\w-]+(?: [\w-]+)?)\))? +(?<value>\d{1,20}|unlimited) *$/,
    letter: (match) => DASH.get(match.groups?.['name'] ?? '') ?? OTHER,
  },
  {
    // stacksize       8MB
    // descriptors     20000                                                  (zsh, csh: limit)
    pattern:
      /^(?<name>cputime|filesize|datasize|stacksize|coredumpsize|resident|memoryuse|maxproc|descriptors|memorylocked|addressspace|vmemoryuse|maxfilelocks|maxlocks|sigpending|maxsignal|msgqueue|maxmessage|nice|maxnice|rt_priority|maxrtprio|rt_time|maxrttime) +(?<value>\d{1,20}(?: ?(?:[kMGT]B|kbytes))?|unlimited) *$/,
    letter: (match) => CSH.get(match.groups?.['name'] ?? '') ?? OTHER,
  },
]

/** By option letter: the words differ between shells and versions, the letters do not. */
const KEYS = new Map<string, FactKey>([
  ['c', 'limit.core'],
  ['d', 'limit.data'],
  ['l', 'limit.locked'],
  ['n', 'limit.files'],
  ['s', 'limit.stack'],
  ['u', 'limit.processes'],
  ['v', 'limit.address-space'],
  // ksh93: RLIMIT_AS, whose size is also called that of the process (-v) where the system has no RLIMIT_VMEM.
  ['M', 'limit.address-space'],
])

/** Sizes of the units in the parentheses, in bytes. "blocks" are 1024 bytes in bash, 512 elsewhere and in POSIX mode: only 0 is certain. */
const UNITS = new Map<string, number>([
  ['kbytes', 1024],
  ['kb', 1024],
  ['kB', 1024],
  ['KiB', 1024],
  ['bytes', 1],
  ['512 bytes', 512],
  ['descriptors', 1],
  ['per user', 1],
  ['processes', 1],
])

export function isUlimitLine(text: string): boolean {
  return SHAPES.some(({ pattern }) => pattern.test(text))
}

/** Facts of one line, sizes in bytes; null when it is no such line. */
export function readUlimit(text: string): LineFact[] | null {
  for (const { pattern, letter } of SHAPES) {
    const match = pattern.exec(text)
    if (!match) continue
    const key = KEYS.get(letter(match))
    const { unit, value = '' } = match.groups ?? {}
    if (!key) return []
    if (value === 'unlimited') return [{ key, value: null }]
    if (unit === 'blocks') return Number(value) === 0 ? [{ key, value: 0 }] : []
    const size = parseSize(value.replace('kbytes', 'k'))
    const factor = unit === undefined ? 1 : UNITS.get(unit)
    return size === null || factor === undefined ? [] : [{ key, value: size * factor }]
  }
  return null
}

/** Of a limit that is printed twice, soft and hard (`ulimit -Sa; ulimit -Ha`), the lower one is in force. */
export function lowestOf(read: (text: string) => LineFact[] | null): (text: string) => LineFact[] | null {
  const seen = new Map<FactKey, number>()
  return (text) =>
    read(text)?.filter(({ key, value }) => {
      const limit = typeof value === 'number' ? value : Infinity
      const lower = limit < (seen.get(key) ?? Infinity) || !seen.has(key)
      if (lower) seen.set(key, limit)
      return lower
    }) ?? null
}
