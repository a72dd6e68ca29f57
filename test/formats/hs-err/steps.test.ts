/**
 * What each step of VMError::report prints first, JDK 6 to 27, on all platforms: hotspot/src/share/vm/utilities/vmError.cpp (8) and
 * src/hotspot/share/utilities/vmError.cpp (11, 17, 21, 25, 26). A step that no section takes would be an unknown section.
 */
import { describe, expect, it } from 'vitest'
import { partOf, sectionOf } from '../../../electron/engine/formats/hs-err/sections.ts'

const steps: [step: string, line: string, section: string][] = [
  ['printing fatal error message', '# A fatal error has been detected by the Java Runtime Environment:', 'problem'],
  [
    'the same, out of memory',
    '# There is insufficient memory for the Java Runtime Environment to continue.',
    'problem',
  ],
  ['the same, 5', '# An unexpected error has been detected by HotSpot Virtual Machine:', 'problem'],
  ['printing type of error', '# Possible reasons:', 'possible-reasons'],
  ['printing exception/signal name', '#  Out of Memory Error (os_linux.cpp:2832), pid=9615, tid=10021', 'location'],
  [
    'printing Java version string',
    '# JRE version: OpenJDK Runtime Environment (17.0.15+6) (build 17.0.15+6)',
    'versions',
  ],
  ['printing problematic frame', '# Problematic frame:', 'problematic-frame'],
  ['printing core file information', '# No core dump will be written. Core dumps have been disabled.', 'core-dump'],
  ['the same, turned off', '# CreateCoredumpOnCrash turned off, no core file dumped', 'core-dump'],
  ['the same, 7 and 8', '# Failed to write core dump. Core dumps have been disabled.', 'core-dump'],
  ['printing jfr information', '# JFR recording file will be written. Location: /app/hs_err_pid1.jfr', 'core-dump'],
  ['printing bug submit message', '# If you would like to submit a bug report, please visit:', 'bug-report'],
  ['printing VM option summary', 'Command Line: -Xmx1g Main', 'command-line'],
  ['printing summary machine and OS info', 'Host: AMD EPYC, 2 cores, 23G, Debian GNU/Linux 12 (bookworm)', 'host'],
  ['printing date and time', 'Time: Sun Nov 22 08:59:20 2026 UTC elapsed time: 1.3 seconds (0d 0h 0m 1s)', 'time'],
  ['the same, at the end up to 8', 'time: Tue Mar  8 03:12:47 2022', 'time'],
  [
    'printing current thread',
    'Current thread (0x00007f053401a970):  JavaThread "main" [_thread_in_vm]',
    'current-thread',
  ],
  ['the same, no thread of the VM', 'Current thread is native thread', 'current-thread'],
  ['printing current compile task', 'Current CompileTask:', 'compile-task'],
  ['printing stack bounds', 'Stack: [0x00007f05,0x00007f06],  sp=0x00007f05,  free space=1022k', 'stack-bounds'],
  [
    'printing native stack',
    'Native frames: (J=compiled Java code, j=interpreted, Vv=VM code, C=native code)',
    'native-frames',
  ],
  ['the same, again', 'Retrying call stack printing without source information...', 'native-frames'],
  ['printing Java stack', 'Java frames: (J=compiled Java code, j=interpreted, Vv=VM code)', 'java-frames'],
  ['printing target Java thread stack', 'JavaThread 0x00007f1c (nid = 10023) was being processed', 'processed-thread'],
  ['printing siginfo', 'siginfo: si_signo: 11 (SIGSEGV), si_code: 1 (SEGV_MAPERR), si_addr: 0x10', 'siginfo'],
  ['CDS archive access warning', 'Error accessing class data sharing archive. Mapped file inaccessible', 'cds-access'],
  [
    'printing pending compilation failure',
    'Pending compilation failure details for thread 0x00007f1c:',
    'compile-failure',
  ],
  ['printing registers', 'Registers:', 'registers'],
  ['printing register info', 'Register to memory mapping:', 'register-mapping'],
  ['printing top of stack', 'Top of Stack: (sp=0x00007f05)', 'top-of-stack'],
  ['instructions near pc', 'Instructions: (pc=0x00007f05)', 'instructions'],
  ['inspecting top of stack', 'Stack slot to memory mapping:', 'stack-mapping'],
  ['the same, attempt 2', 'stack at sp + 3 slots: 0x0 is null', 'stack-mapping'],
  ['printing lock stack', 'Lock stack of current Java thread (top to bottom):', 'lock-stack'],
  [
    'printing code blobs if possible',
    'Compiled method (c2)  42  286       4       zoo.Sim::peek (38 bytes)',
    'code-blobs',
  ],
  ['the same, a stub', '-'.repeat(80), 'code-blobs'],
  [
    'printing VM operation',
    'VM_Operation (0x00007f05): G1CollectFull, mode: safepoint, requested by thread 0x0',
    'vm-operation',
  ],
  ['printing registered callbacks', 'VMErrorCallback 1:', 'vm-callbacks'],
  ['printing user info', 'uid  : 0 euid : 0 gid  : 0 egid : 0', 'user-ids'],
  ['printing all threads', 'Threads class SMR info:', 'thread-smr'],
  ['the same', 'Java Threads: ( => current thread )', 'java-threads'],
  ['the same', 'Other Threads:', 'other-threads'],
  ['the same', 'Threads with active compile tasks:', 'compile-threads'],
  ['printing VM state', 'VM state: not at safepoint (normal execution)', 'vm-state'],
  ['printing owned locks on error', 'VM Mutex/Monitor currently owned by a thread: None', 'vm-mutexes'],
  ['printing number of OutOfMemoryError ...', 'OutOfMemory and StackOverflow Exception counts:', 'exception-counts'],
  ['printing compressed oops mode', 'Heap address: 0x0, size: 512 MB, Compressed Oops mode: 32-bit', 'addresses'],
  ['printing compressed klass pointers mode', 'CDS archive(s) mapped at: [0x1-0x2-0x3), size 3', 'addresses'],
  ['the same, 8', 'Narrow klass base: 0x0000000000000000, Narrow klass shift: 3', 'addresses'],
  ['printing heap information', 'GC Precious Log:', 'gc-precious-log'],
  ['the same', 'Heap:', 'heap'],
  ['printing GC information', 'Heap Regions: E=young(eden), S=young(survivor), O=old', 'heap-regions'],
  ['the same', 'Card table byte_map: [0x1,0x2] _byte_map_base: 0x3', 'card-table'],
  ['the same', 'Marking Bits: (CMBitMap*) 0x1', 'marking-bits'],
  ['the same', 'ZGC Globals:', 'zgc-globals'],
  ['the same', 'ZGC Page Table:', 'zgc-pages'],
  ['the same', 'Polling page: 0x1', 'polling-page'],
  ['printing metaspace information', 'Metaspace:', 'metaspace'],
  ['printing code cache information', "CodeHeap 'non-profiled nmethods': size=1Kb used=1Kb", 'code-cache'],
  ['the same, 8', 'CodeCache: size=245760Kb used=5026Kb max_used=5037Kb free=240733Kb', 'code-cache'],
  ['the same, 6 and 7', 'Code Cache  [0x1, 0x2, 0x3)', 'code-cache'],
  ['printing ring buffers', 'Compilation events (20 events):', 'events-compilation'],
  ['the same', 'GC Heap History (48 events):', 'events-gc'],
  ['the same', 'Internal exceptions (10 events):', 'events-exceptions'],
  ['the same', 'Dll operation events (9 events):', 'events-dll-operation'],
  ['the same', 'Classes redefined (0 events):', 'events-classes-redefined'],
  ['the same', 'Events (20 events):', 'events-events'],
  ['printing dynamic libraries', 'Dynamic libraries:', 'dynamic-libraries'],
  ['printing jvmti agent info', 'JVMTI agents: none', 'jvmti-agents'],
  ['printing native decoder state', 'dbghelp: loaded successfully - version: 4.0.5', 'dbghelp'],
  ['printing VM options', 'VM Arguments:', 'arguments'],
  ['printing flags', '[Global flags]', 'flags'],
  ['printing warning if ...', 'Unsupported internal testing APIs have been used.', 'testing-apis'],
  ['printing log configuration', 'Logging:', 'logging'],
  ['printing release file content', 'Release file:', 'release-file'],
  ['printing all environment variables', 'Environment Variables:', 'environment'],
  ['printing locale settings', 'Active Locale:', 'locale'],
  ['printing signal handlers', 'Signal Handlers:', 'signal-handlers'],
  ['Native Memory Tracking', 'Native Memory Tracking:', 'native-memory'],
  [
    'printing compiler memory info, if any',
    'Compiler Memory Statistic, 10 most expensive compilations:',
    'compiler-memory',
  ],
  ['printing periodic trim state', 'Periodic native trim disabled', 'native-trim'],
  ['Vitals (SapMachine)', '------------system------------', 'vitals'],
  ['printing OS information', 'OS:', 'os'],
  ['the same', 'uname: Linux 6.18.44 #1 SMP x86_64', 'uname'],
  ['the same', 'OS uptime: 0 days 0:07 hours', 'os-uptime'],
  ['the same', 'libc: glibc 2.36 NPTL 2.36', 'libc'],
  ['the same', 'rlimit (soft/hard): STACK 8192k/infinity', 'rlimits'],
  ['the same', 'load average: 4.02 2.46 1.10', 'load-average'],
  ['the same', '/proc/meminfo:', 'meminfo'],
  ['the same', '/sys/kernel/mm/transparent_hugepage/enabled: always [madvise] never', 'huge-pages'],
  ['the same', 'Process Memory:', 'process-memory'],
  ['the same', '/proc/sys/vm/max_map_count (maximum number of memory map areas a process may have): 65530', 'sysctls'],
  ['the same', '/etc/ld.so.preload:', 'preload'],
  ['the same', 'container (cgroup) information:', 'container'],
  ['the same', 'KVM virtualization detected', 'virtualization'],
  ['the same', 'Steal ticks since vm start: 0', 'virtualization'],
  ['the same, ppc64', 'system_type=IBM,9009-42A', 'virtualization'],
  ['the same, s390x', 'CPUs Total:           8', 'virtualization'],
  ['the same, AIX', 'Virtualization type   : PowerVM', 'virtualization'],
  ['the same, 26', 'Open File Descriptors: 41', 'open-files'],
  ['printing CPU info', 'CPU: total 2 (initial active 2)', 'cpu'],
  ['printing memory info', 'Memory: 4k page, physical 1k(1k free), swap 0k(0k free)', 'memory'],
  ['the same, AIX', 'Memory:', 'memory-aix'],
  ['printing internal vm info', 'vm_info: OpenJDK 64-Bit Server VM (25.0.3+9) for linux-amd64', 'vm-info'],
  ['printing end marker', 'END.', 'end'],
]

describe('every step has a section', () => {
  it.each(steps)('%s: %s', (_, line, section) => {
    expect(sectionOf(line, true, null)?.id).toBe(section)
  })
})

describe('every banner has a part', () => {
  it.each([
    ['---------------  S U M M A R Y ------------', 'summary'],
    ['---------------  T H R E A D  ---------------', 'thread'],
    ['---------------  P R O C E S S  ---------------', 'process'],
    ['---------------  S Y S T E M  ---------------', 'system'],
    ['------------------  A S A N ----------------', 'asan'],
  ])('%s', (line, id) => {
    expect(partOf(line)?.id).toBe(id)
  })

  it.each(['------------system------------', '-'.repeat(80), '--- a dash ---'])('not "%s"', (line) => {
    expect(partOf(line)).toBeNull()
  })
})
