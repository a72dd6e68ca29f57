/** Names of signals and their codes on Linux: include/uapi/asm-generic/signal.h and siginfo.h; the same on x86-64 and aarch64. */

const names = [
  '',
  'SIGHUP',
  'SIGINT',
  'SIGQUIT',
  'SIGILL',
  'SIGTRAP',
  'SIGABRT',
  'SIGBUS',
  'SIGFPE',
  'SIGKILL',
  'SIGUSR1',
  'SIGSEGV',
  'SIGUSR2',
  'SIGPIPE',
  'SIGALRM',
  'SIGTERM',
  'SIGSTKFLT',
  'SIGCHLD',
  'SIGCONT',
  'SIGSTOP',
  'SIGTSTP',
  'SIGTTIN',
  'SIGTTOU',
  'SIGURG',
  'SIGXCPU',
  'SIGXFSZ',
  'SIGVTALRM',
  'SIGPROF',
  'SIGWINCH',
  'SIGIO',
  'SIGPWR',
  'SIGSYS',
]

const senders = new Map<number, string>([
  [0, 'SI_USER'],
  [0x80, 'SI_KERNEL'],
  [-1, 'SI_QUEUE'],
  [-2, 'SI_TIMER'],
  [-3, 'SI_MESGQ'],
  [-4, 'SI_ASYNCIO'],
  [-5, 'SI_SIGIO'],
  [-6, 'SI_TKILL'],
])

/** Codes 1, 2, 3 ... of the signals that a fault raises. */
const faults = new Map<string, readonly string[]>([
  [
    'SIGILL',
    ['ILL_ILLOPC', 'ILL_ILLOPN', 'ILL_ILLADR', 'ILL_ILLTRP', 'ILL_PRVOPC', 'ILL_PRVREG', 'ILL_COPROC', 'ILL_BADSTK'],
  ],
  [
    'SIGFPE',
    ['FPE_INTDIV', 'FPE_INTOVF', 'FPE_FLTDIV', 'FPE_FLTOVF', 'FPE_FLTUND', 'FPE_FLTRES', 'FPE_FLTINV', 'FPE_FLTSUB'],
  ],
  ['SIGSEGV', ['SEGV_MAPERR', 'SEGV_ACCERR', 'SEGV_BNDERR', 'SEGV_PKUERR']],
  ['SIGBUS', ['BUS_ADRALN', 'BUS_ADRERR', 'BUS_OBJERR', 'BUS_MCEERR_AR', 'BUS_MCEERR_AO']],
  ['SIGTRAP', ['TRAP_BRKPT', 'TRAP_TRACE', 'TRAP_BRANCH', 'TRAP_HWBKPT']],
])

/** null for a name that is none of Linux. */
export function signalNumber(name: string): number | null {
  const number = names.indexOf(name)
  return number > 0 ? number : null
}

export function signalName(signal: number): string {
  return names[signal] ?? `signal ${signal}`
}

export function signalCodeName(signal: number, code: number): string {
  return faults.get(signalName(signal))?.[code - 1] ?? senders.get(code) ?? `code ${code}`
}

/** Whether the processor's own fault raised it: only then does siginfo hold the address. */
export function isFault(signal: number, code: number): boolean {
  return code > 0 && code < 0x80 && faults.has(signalName(signal))
}

/** Whether siginfo holds who sent it: kill, tgkill (raise, abort), sigqueue. */
export function hasSender(code: number): boolean {
  return code === 0 || code === -1 || code === -6
}
