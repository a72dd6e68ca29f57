/** One line of a trace, whichever tool wrote it: strace (src/strace.c, printleader; src/syscall.c) or `perf trace` (builtin-trace.c). */
import type { EpochMs } from '../../../../shared/model/units.ts'

export type TraceLine = { tid: number | null; at: EpochMs | null; clock: string } & (
  | { kind: 'call'; call: string; args: string; result: string }
  | { kind: 'unfinished'; call: string; args: string }
  | { kind: 'resumed'; call: string; args: string; result: string }
  | { kind: 'signal'; text: string }
  | { kind: 'end'; text: string }
)

// [pid  1054]      0.000019 <... setuid resumed>) = 0                                             -f on the terminal, -r
// 1036  06:16:12.814171 clone3({flags=CLONE_VM|...}, 88) = -1 EAGAIN (Resource temporarily unavailable)     -f -tt -o FILE
// 1042  1795760172.826152 <... clone3 resumed>, 88) = -1 EAGAIN (...) <0.000027>                             -f -ttt -T
// 1059<r> 06:16:12 +++ killed by SIGABRT +++                                                        -f -t -Y
// 1036  06:16:12.81 (+     0.000019) [00007f0e1c14c000] [  56] clone3(...                           -tt -r -i -n
const LEADER =
  /^(?:\[pid {1,6}(\d{1,7})(?:<[^>]{0,64}>)?\] |(\d{1,7})(?:<[^>]{0,64}>)? {1,6})?(?:(\d\d:\d\d:\d\d(?:\.\d{1,9})?|\d{9,10}(?:\.\d{1,9})?) )?(?:\(\+ {0,9}\d{1,6}\.\d{1,9}\) )?(?: {0,9}\d{1,6}\.\d{6} )?(?:\[[0-9a-f?]{8,16}\] )?(?:\[ {0,4}\d{1,4}\] )?/
//      0.123 ( 0.021 ms): java/22954 mmap(len: 8192, prot: READ|WRITE, flags: PRIVATE|ANONYMOUS) = -1 ENOMEM (Cannot allocate memory)
const PERF_LEADER =
  /^ {0,12}(?:\d{1,10}\.\d{3}|\?) \( {0,12}(?:\d{1,9}\.\d{3} ms)? {0,12}\): (?:[^/]{1,16}\/)?(\d{1,7}) {1,4}/
const CALL = /^([a-z_][a-z0-9_]{1,30})\(/
const RESUMED = /^<\.\.\. ([a-z_][a-z0-9_]{1,30}) resumed> ?/
//                  ... [continued]: mmap())                        = -1 ENOMEM (Cannot allocate memory)
const CONTINUED = /^ {0,3}\.\.\. \[continued\]: ([a-z_][a-z0-9_]{1,30})\(/
const UNFINISHED = / <unfinished \.\.\.>$/
// --- SIGSEGV {si_signo=SIGSEGV, si_code=SEGV_MAPERR, si_addr=0x10} ---
const SIGNAL = /^--- (SIG.{1,300}) ---$/
// +++ killed by SIGABRT (core dumped) +++
const END = /^\+\+\+ ((?:exited with|killed by) .{1,60}) \+\+\+$/
const TIME_TAKEN = / <\d{1,9}\.\d{1,9}>$/

const MILLISECONDS = 1000

/** @returns null for a line that is none: what the traced program printed, stacks (-k), notes of the tool */
export function readTraceLine(text: string): TraceLine | null {
  const perf = PERF_LEADER.exec(text)
  const leader = perf ?? LEADER.exec(text)
  if (leader === null) return null
  const tid = leader[1] ?? leader[2]
  const stamp = perf ? '' : (leader[3] ?? '')
  const whose = { tid: tid === undefined ? null : Number(tid), at: dateOf(stamp), clock: stamp }
  const said = text.slice(leader[0].length)
  const call = CALL.exec(said)?.[1]
  if (call !== undefined) {
    const rest = said.slice(call.length + 1)
    if (UNFINISHED.test(rest)) return { ...whose, kind: 'unfinished', call, args: rest.replace(UNFINISHED, '') }
    if (perf && rest.endsWith(') ...')) return { ...whose, kind: 'unfinished', call, args: rest.slice(0, -5) }
    const end = splitResult(rest)
    return end && { ...whose, kind: 'call', call, ...end }
  }
  const resumed = RESUMED.exec(said) ?? (perf ? CONTINUED.exec(said) : null)
  if (resumed?.[1] !== undefined) {
    const end = splitResult(said.slice(resumed[0].length))
    return end && { ...whose, kind: 'resumed', call: resumed[1], ...end, args: end.args === ')' ? '' : end.args }
  }
  const signal = SIGNAL.exec(said)?.[1]
  if (signal !== undefined) return { ...whose, kind: 'signal', text: signal }
  const end = END.exec(said)?.[1]
  return end === undefined ? null : { ...whose, kind: 'end', text: end }
}

/** -ttt prints seconds since 1970; the others a time of day without date and zone. */
function dateOf(stamp: string): EpochMs | null {
  return stamp === '' || stamp.includes(':') ? null : Math.round(Number(stamp) * MILLISECONDS)
}

/** `MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = -1 ENOMEM (Cannot allocate memory) <0.000012>`: what stands before the last ` = `, and behind. */
function splitResult(rest: string): { args: string; result: string } | null {
  const at = rest.lastIndexOf(' = ')
  if (at < 0) return null
  const args = rest.slice(0, at).trimEnd()
  return args.endsWith(')') ? { args: args.slice(0, -1), result: rest.slice(at + 3).replace(TIME_TAKEN, '') } : null
}

// -1 ENOMEM (Cannot allocate memory)
const FAILED = /^-1 (E[A-Z0-9]{2,14})\b/

export function errnoOf(result: string): string | null {
  return FAILED.exec(result)?.[1] ?? null
}

const NAMED = /^([a-z_]{2,12}): /

/** Arguments by their place, or by the names that perf prints. What stands in brackets, quotes and after `<` of a path is one. */
export function argumentsOf(args: string, names: readonly string[]): Map<string, string> {
  const found = new Map<string, string>()
  let place = 0
  for (const part of splitArguments(args)) {
    const name = NAMED.exec(part)
    if (name?.[1] !== undefined) found.set(name[1], part.slice(name[0].length))
    else {
      const known = names[place++]
      if (known !== undefined) found.set(known, part)
    }
  }
  return found
}

const OPENING = '([{<'
const CLOSING = ')]}>'

function splitArguments(args: string): string[] {
  const parts: string[] = []
  let depth = 0
  let from = 0
  let quoted = false
  for (let at = 0; at < args.length; at++) {
    const letter = args[at] ?? ''
    if (quoted) {
      if (letter === '\\') at++
      else if (letter === '"') quoted = false
    } else if (letter === '"') quoted = true
    else if (OPENING.includes(letter)) depth++
    else if (CLOSING.includes(letter)) depth = Math.max(0, depth - 1)
    else if (letter === ',' && depth === 0) {
      parts.push(args.slice(from, at).trim())
      from = at + 1
    }
  }
  parts.push(args.slice(from).trim())
  return parts
}
