/** The failing thread and its signal. */
import type { CrashRecords, LogLine } from './records.ts'
import type { SectionReader } from './section.ts'
import { parseThread } from './thread-line.ts'
import { parseHex } from '../lib/hex.ts'

// Current thread (0x00007f053401a970):  JavaThread "main" [_thread_in_vm, id=10189, stack(0x...,0x...)]
// Current thread (0x00007f053401a970) (exited):  JavaThread ...
const CURRENT = /^Current thread \(0x[0-9a-f]+\)(?: \(exited\))?:\s*/
const NATIVE = 'Current thread is native thread'

export function openCurrentThread(records: CrashRecords): SectionReader {
  return {
    line(line) {
      if (line.text.startsWith(NATIVE)) {
        records.fact('crash.thread-kind', 'native thread', line)
        return
      }
      const prefix = CURRENT.exec(line.text)?.[0]
      if (prefix === undefined) return
      const span = { line: line.number, endLine: line.number }
      const thread = parseThread(line.text.slice(prefix.length), true, span)
      if (!thread) {
        records.report('malformed-line', line.number, 'The current thread is not printed as a thread')
        return
      }
      records.fact('crash.thread', thread.name === '' ? thread.threadKind : thread.name, line)
      records.fact('crash.thread-kind', thread.threadKind, line)
      if (thread.state !== null) records.fact('crash.thread-state', thread.state, line)
      if (thread.osId !== null) records.fact('crash.tid', thread.osId, line)
      records.currentThread(thread)
    },
  }
}

// siginfo: si_signo: 11 (SIGSEGV), si_code: 1 (SEGV_MAPERR), si_addr: 0x0000000000000010          (8 and later)
// siginfo:si_signo=SIGSEGV: si_errno=0, si_code=1 (SEGV_MAPERR), si_addr=0x0000000000000000       (6 and 7)
const CODE = /si_code[:=] ?-?\d+ \(([^()]+)\)/
const ADDRESS = /si_addr[:=] ?(0x[0-9a-f]+)/
// siginfo: si_signo: 11 (SIGSEGV), si_code: 0 (SI_USER), si_pid: 22833, si_uid: 0                  (os::print_siginfo: a signal that was sent)
const SENDER = /si_pid[:=] ?(\d{1,10})\b/
const SIGNAL = /si_signo(?:: ?\d+ \(|=)(SIG[A-Z0-9]+)/
// siginfo: EXCEPTION_ACCESS_VIOLATION (0xc0000005), reading address 0x0000000000000038
// siginfo: ExceptionCode=0xc0000005, reading address 0x00000018
// siginfo: EXCEPTION_ACCESS_VIOLATION (0xc0000005), data execution prevention violation at address 0x0000000000000000
const WINDOWS =
  /^siginfo: ?(?:(EXCEPTION_[A-Z0-9_]+)|ExceptionCode=).{0,40}?, (reading|writing|data execution prevention violation at) address (0x[0-9a-f]+)/
// siginfo: ExceptionCode=0xc0000005, ExceptionInformation=0x00000008 0x00000000
// siginfo: EXCEPTION_IN_PAGE_ERROR (0xc0000006), ExceptionInformation=0x0000000000000000 0x0000000070a21000 0x00000000c000000e
const WINDOWS_RAW =
  /^siginfo: ?(?:(EXCEPTION_(?:ACCESS_VIOLATION|IN_PAGE_ERROR))|ExceptionCode=0xc000000[56]\b).{0,40}?, ExceptionInformation=0x0{0,15}([018]) (0x[0-9a-f]+)/
/** EXCEPTION_RECORD.ExceptionInformation[0] (winnt.h). */
const ACCESS = new Map([
  ['0', 'reading'],
  ['1', 'writing'],
  ['8', 'data execution prevention violation at'],
])

export function openSiginfo(records: CrashRecords): SectionReader {
  return {
    line(line) {
      if (!line.text.startsWith('siginfo:')) return
      const windows = WINDOWS.exec(line.text) ?? WINDOWS_RAW.exec(line.text)
      const access = windows && (ACCESS.get(windows[2] ?? '') ?? windows[2])
      records.fallback('crash.signal', SIGNAL.exec(line.text)?.[1] ?? windows?.[1] ?? '', line)
      records.fact('crash.signal-code', CODE.exec(line.text)?.[1] ?? (access ? `${access} address` : ''), line)
      const sender = SENDER.exec(line.text)?.[1]
      if (sender !== undefined) records.fact('crash.signal-sender', Number(sender), line)
      readAddress(records, ADDRESS.exec(line.text)?.[1] ?? windows?.[3], line)
    },
  }
}

function readAddress(records: CrashRecords, text: string | undefined, line: LogLine): void {
  if (text !== undefined) records.fact('crash.signal-address', parseHex(text), line)
}
