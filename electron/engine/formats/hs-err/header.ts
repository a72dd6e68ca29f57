/**
 * The lines that begin with `#`: what happened and to which VM (VMError::report, steps "printing type of error" to
 * "printing problematic frame"; src/hotspot/share/utilities/vmError.cpp). JDK 1.4.2 prints free text instead.
 */
import type { CrashRecords, LogLine } from './records.ts'
import type { SectionReader } from './section.ts'

/** PID_MAX_LIMIT (include/linux/threads.h): larger numbers in `tid=` are pthread handles (JDK 7, early 8), not OS ids. */
const MAX_OS_TID = 4 * 1024 * 1024

export const OUT_OF_MEMORY_HEADLINE = 'There is insufficient memory for the Java Runtime Environment to continue.'

// # Native memory allocation (mmap) failed to map 12288 bytes for committing reserved memory.
// # Native memory allocation (mmap) failed to map 12288 bytes. Error detail: committing reserved memory.
// # Native memory allocation (malloc) failed to allocate 32744 bytes for ChunkPool::allocate
// # Native memory allocation (malloc) failed to allocate 48 bytes.                                    (the caller gave no detail)
const NATIVE_ALLOCATION =
  /^Native memory allocation \((\w+)\) failed to \w+ (\d{1,16}) bytes(?: for |\. Error detail: |\.?$)(.*)$/
// # java.lang.OutOfMemoryError: requested 1048576 bytes for AllocateHeap. Out of swap space?          (JDK 6)
// # java.lang.OutOfMemoryError: requested 1048576 bytes. Out of swap space?
// # java.lang.OutOfMemoryError: Cannot create GC thread. Out of system resources.
const OLD_ALLOCATION = /^java\.lang\.OutOfMemoryError: (?:requested (\d{1,16}) bytes(?: for )?)?(.*)$/
/** What asked for C heap with os::malloc when HotSpot did not yet print how it had asked (6: memory/allocation.cpp). */
const OLD_MALLOC = /^(?:AllocateHeap|ChunkPool::allocate|Chunk::new)\b/
// #  Out of Memory Error (os_linux.cpp:2832), pid=9615, tid=10021
// #  Internal Error (../../src/hotspot/share/runtime/safepoint.cpp:325), pid=1, tid=8
// #  INVALID (0xe0000000) at pc=0x0000000000000000, pid=1, tid=0x00007f6ae6080b38                      (8 with musl)
const LOCATION = /^(Out of Memory Error|Internal Error|INVALID) \(([^()]{1,300})\)(?: at pc=0x[0-9a-f]+)?(?:, pid=|$)/
// #  SIGSEGV (0xb) at pc=0x00007f053d2d2f94, pid=10182, tid=10189
const SIGNAL = /^((?:SIG|EXCEPTION_)[A-Z0-9_]+) \((0x[0-9a-f]+)\) at pc=/
const PROCESS = /, pid=(\d{1,10}), tid=(0x[0-9a-f]{1,16}|\d{1,20})/
// Unexpected Signal : EXCEPTION_ACCESS_VIOLATION (0xc0000005) occurred at PC=0x7816A595                (JDK 1.4.2)
const OLD_SIGNAL = /^Unexpected Signal : (\w+)/

export function openProblem(records: CrashRecords): SectionReader {
  let outOfMemory = false
  let internalError = false
  return {
    line(line) {
      const text = line.text.replace(/^#\s*/, '').trim()
      if (text === '' || text.startsWith('This output file may be truncated')) return
      readProcess(records, text, line)
      if (text === OUT_OF_MEMORY_HEADLINE) {
        outOfMemory = true
        records.fact('crash.kind', 'out-of-memory', line)
        records.fact('crash.headline', text, line)
        return
      }
      if (readAllocation(records, text, line) || readSignal(records, text, line)) return
      const location = LOCATION.exec(text)
      if (location) {
        internalError = location[1] !== 'Out of Memory Error'
        if (internalError) {
          records.fact('crash.kind', 'internal-error', line)
          records.fact('crash.headline', text, line)
        }
        // An exception that HotSpot has no name for is printed by its code: Internal Error (0xc06d007e)         (Windows)
        // So is what has no source line, above the message that counts: Internal Error (0xe0000000), `stop: ...`  (generated code)
        const place = location[2] ?? ''
        if (place.startsWith('0x')) records.fallback('crash.detail', place, line)
        else records.fact('crash.location', place, line)
      } else if (text.startsWith('[')) {
        return
      } else if (internalError || (outOfMemory && !records.has('crash.detail'))) {
        records.fact('crash.detail', text, line)
        if (outOfMemory) records.fact('crash.mechanism', 'none', line)
      }
    },
  }
}

function readProcess(records: CrashRecords, text: string, line: LogLine): void {
  const match = PROCESS.exec(text)
  if (!match) return
  records.fact('process.pid', Number(match[1]), line)
  const tid = Number(match[2])
  if (!match[2]?.startsWith('0x') && tid <= MAX_OS_TID) records.fallback('crash.tid', tid, line)
}

function readAllocation(records: CrashRecords, text: string, line: LogLine): boolean {
  const native = NATIVE_ALLOCATION.exec(text)
  const old = native ? null : OLD_ALLOCATION.exec(text)
  if (!native && !old) return false
  // The header may call it a fatal error: so 6 did, and where guard pages are refused it is one up to now (VMError::should_report_bug).
  records.fact('crash.kind', 'out-of-memory', line)
  records.fact('crash.headline', text, line)
  const mechanism = native?.[1] ?? (OLD_MALLOC.test(old?.[2] ?? '') ? 'malloc' : 'none')
  records.fact('crash.mechanism', mechanism, line)
  records.fact('crash.requested-bytes', Number(native ? native[2] : old?.[1]), line)
  records.fact('crash.detail', (native ? native[3] : old?.[2]?.replace(/^\. /, '')) ?? '', line)
  return true
}

function readSignal(records: CrashRecords, text: string, line: LogLine): boolean {
  const match = SIGNAL.exec(text) ?? OLD_SIGNAL.exec(text)
  if (!match) return false
  records.fact('crash.kind', 'signal', line)
  records.fact('crash.headline', text, line)
  records.fact('crash.signal', match[1] ?? '', line)
  // JDK 1.4.2 prints no platform. Only Windows has exceptions.
  if (match[1]?.startsWith('EXCEPTION_') === true) records.lastResort('os.name', 'Windows', line)
  return true
}

// # C  [libc.so.6+0x11dab1][thread 12 also had an error]      (the log itself went to standard output)
const OTHER_THREAD = /\[thread \d{1,20} also had an error\]$/

export function openProblematicFrame(records: CrashRecords): SectionReader {
  return {
    line(line) {
      const text = line.text.replace(/^#\s*/, '').replace(OTHER_THREAD, '').trim()
      if (text !== '' && !text.startsWith('Problematic frame:') && !text.startsWith('['))
        records.fact('crash.problematic-frame', text, line)
    },
  }
}
