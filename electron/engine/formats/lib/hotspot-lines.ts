/**
 * What HotSpot itself writes to stdout and stderr about refusals. The same lines stand in captures of stdout and in
 * application logs that share a console. Words differ between releases and languages: errno and structure are what counts.
 */
import type { EventType, LogLevel } from '../../../../shared/model/records.ts'
import type { EpochMs, Seconds } from '../../../../shared/model/units.ts'
import { memoryError } from './memory-error.ts'
import { shellEnd } from './shell-end.ts'
import { readTimestamp } from './time.ts'

export interface HotspotSign {
  type: EventType
  level: LogLevel
  values: Record<string, string | number>
}

export interface Decorations {
  at: EpochMs | null
  uptime: Seconds | null
  tags: string
}

// OpenJDK 64-Bit Server VM warning: INFO: os::commit_memory(0x00007fe55f2ca000, 12288, 0) failed; error='Not enough space' (errno=12)
// ... os::commit_memory(0x00000000c5330000, 986513408, 2097152, 0) failed; ...        (with alignment hint, os_linux.cpp)
// ... failed; error='The paging file is too small' (DOS error/errno=1455)             (os_windows.cpp)
const COMMIT =
  /os::commit_memory\((0x[0-9a-f]{1,16}), (\d{1,20}), (?:(\d{1,20}), )?([01])\) failed; error='(.{0,200})' \((?:DOS error\/)?errno=(\d{1,5})\)/
// Attempt to deallocate stack guard pages failed (0x00007ff8105f5000-0x00007ff8105f9000).
const GUARD = /Attempt to (\w+) stack guard pages failed(?: \((0x[0-9a-f]{1,16})-(0x[0-9a-f]{1,16})\))?/
// [27.631s][warning][os,thread] Failed to start thread "Unknown thread" - pthread_create failed (EAGAIN) for attributes: stacksize: 1024k, ...
// [0.531s][warning][os,thread] Failed to start thread - pthread_create failed (EAGAIN) for attributes: ...            (JDK 11)
const THREAD = /Failed to start thread(?: "([^"]{0,300})")? - (\w+) failed \((\w+)\)/
// [27.631s][warning][os,thread] Failed to start the native thread for java.lang.Thread "pool-1-thread-9"
const NATIVE_THREAD = /Failed to start the native thread for java\.lang\.Thread "(.{0,300})"/
// Terminating due to java.lang.OutOfMemoryError: Java heap space           (-XX:+ExitOnOutOfMemoryError, debug.cpp)
const ENDING = /^(Terminating|Aborting) due to java\.lang\.OutOfMemoryError:? ?(.*)$/

// mmap failed for CEN and END part of zip file                             (zip_util.c, readCEN: the directory of a jar is mapped)
const ZIP_DIRECTORY = 'mmap failed for CEN and END part of zip file'
// library initialization failed - unable to allocate file descriptor table - out of memory       (linux_close.c, init; then abort())
const DESCRIPTOR_TABLE = /^library initialization failed - unable to allocate file descriptor (?:overflow )?table/

// Error: failed /usr/lib/jvm/lib/server/libjvm.so, because ...: failed to map segment from shared object: Cannot allocate memory     (java_md.c, DLL_ERROR2)
// java: error while loading shared libraries: libjli.so: failed to map segment from shared object: Cannot allocate memory           (ld.so, before main)
const NOT_LOADED = /^(?:Error: failed \S{1,400}, because |\S{0,400}java: error while loading shared libraries: )/

// os::fork_and_exec failed: Cannot allocate memory (12)                    (java.cpp: the command of -XX:OnOutOfMemoryError; 8)
// os::fork_and_exec failed: Not enough space (ENOMEM=12)                   (17)
const FORK = /^os::fork_and_exec failed: .{1,200} \((?:(E[A-Z]{2,12})=)?(\d{1,4})\)$/
// [0.024s][error][gc] Failed to allocate initial Java heap (1024M)         (zPageAllocator.cpp, zVirtualMemory.cpp: the VM then does not start)
const ZGC_START =
  /\[error *\]\[gc[\w,]{0,30} *\] (Failed to (?:allocate initial|reserve (?:enough )?address space for) Java heap(?: \(\d{1,12}M\))?)/

// JVMDUMP039I Processing dump event "systhrow", detail "java/lang/OutOfMemoryError" at 2024/03/03 10:00:00 - please wait.       (OpenJ9)
// JVMDUMP055I Processing dump event "systhrow", detail "java/lang/OutOfMemoryError", exception "Java heap space" at 2024/03/03 ...
const J9_DUMP =
  /^JVMDUMP0(?:06|39|55)I (?:JVM )?[Pp]rocessing dump event "systhrow", detail "java\/lang\/OutOfMemoryError"(?:, exception "(.{0,300}?)")?(?: at |, ?-? ?please| -)/
// JVMDUMP046I VM is shutting down. Reason: java/lang/OutOfMemoryError      (-XX:+ExitOnOutOfMemoryError)
const J9_END = /^JVMDUMP0\d\dI VM is shutting down\. Reason: java\/lang\/OutOfMemoryError/
// Type=Segmentation error vmState=0x0005fffa                               (OpenJ9, below "Unhandled exception")
const J9_FAULT = /^Type=(Segmentation error|Bus error|Illegal instruction|Floating point error) vmState=0x/
const J9_SIGNALS = new Map([
  ['Segmentation error', 'SIGSEGV'],
  ['Bus error', 'SIGBUS'],
  ['Illegal instruction', 'SIGILL'],
  ['Floating point error', 'SIGFPE'],
])

// Running OOM killer script for process 22 for Solr on port 8983           (bin/oom_solr.sh, of -XX:OnOutOfMemoryError: it kills the process)
const SOLR_KILL = /^Running OOM killer script for process (\d{1,10}) for Solr on port \d{1,5}$/

// An irrecoverable stack overflow has occurred.        (os_linux_x86.cpp, signal handler: the red zone was reached)
const RED_ZONE = 'An irrecoverable stack overflow has occurred.'

/** The refusal, or the end, a line states; null for all other lines. */
export function hotspotSign(text: string): HotspotSign | null {
  if (text.includes('os::commit_memory(')) return commitSign(text)
  if (text.includes(' stack guard pages failed')) return guardSign(text)
  if (text.includes('Failed to start the')) return nativeThreadSign(text)
  if (text.includes('Failed to start thread')) return threadSign(text)
  if (text.startsWith('Terminating due') || text.startsWith('Aborting due')) return endingSign(text)
  if (text.startsWith(ZIP_DIRECTORY)) return { type: 'log-error', level: 'error', values: { message: text } }
  if (DESCRIPTOR_TABLE.test(text)) return { type: 'vm-initialization-failed', level: 'fatal', values: { reason: text } }
  if (text.includes('Cannot allocate memory') && NOT_LOADED.test(text))
    return { type: 'vm-initialization-failed', level: 'fatal', values: { reason: text } }
  if (text.startsWith('os::fork_and_exec failed')) return forkSign(text)
  if (text.includes('] Failed to ') && text.includes(' Java heap')) return zgcStartSign(text)
  if (text.startsWith('JVMDUMP') || text.startsWith('Type=')) return openJ9Sign(text)
  if (text.startsWith('Running OOM')) return solrSign(text)
  if (text.startsWith(RED_ZONE)) return { type: 'stack-overflow', level: 'fatal', values: { ending: 'aborted' } }
  return null
}

function openJ9Sign(text: string): HotspotSign | null {
  if (J9_END.test(text)) return { type: 'out-of-memory', level: 'fatal', values: { reason: '', ending: 'terminated' } }
  const fault = J9_FAULT.exec(text)?.[1]
  if (fault !== undefined)
    return { type: 'fatal-error', level: 'fatal', values: { signal: J9_SIGNALS.get(fault) ?? '', detail: text } }
  const dump = J9_DUMP.exec(text)
  return dump && { ...memoryError(dump[1] ?? ''), level: 'error' }
}

function solrSign(text: string): HotspotSign | null {
  const pid = SOLR_KILL.exec(text)?.[1]
  const values = { reason: '', ending: 'killed', handler: 'oom_solr.sh' }
  return pid === undefined ? null : { type: 'out-of-memory', level: 'fatal', values: { ...values, pid: Number(pid) } }
}

function commitSign(text: string): HotspotSign | null {
  const match = COMMIT.exec(text)
  if (!match) return null
  const values = {
    address: match[1] ?? '',
    bytes: Number(match[2]),
    executable: Number(match[4]),
    errno: Number(match[6]),
    error: match[5] ?? '',
  }
  return { type: 'commit-failed', level: 'warning', values }
}

function guardSign(text: string): HotspotSign | null {
  const match = GUARD.exec(text)
  if (!match) return null
  const range = match[2] === undefined ? {} : { start: match[2], end: match[3] ?? '' }
  return { type: 'guard-pages-failed', level: 'warning', values: { operation: match[1] ?? '', ...range } }
}

function threadSign(text: string): HotspotSign | null {
  const match = THREAD.exec(text)
  if (!match) return null
  const thread = match[1] === undefined ? {} : { thread: match[1] }
  return {
    type: 'thread-start-failed',
    level: 'warning',
    values: { call: match[2] ?? '', errno: match[3] ?? '', ...thread },
  }
}

function nativeThreadSign(text: string): HotspotSign | null {
  const match = NATIVE_THREAD.exec(text)
  return match ? { type: 'thread-start-failed', level: 'warning', values: { thread: match[1] ?? '' } } : null
}

function forkSign(text: string): HotspotSign | null {
  const match = FORK.exec(text)
  const errno = match && (match[1] ?? FORK_REFUSED.get(Number(match[2])))
  const values = { program: 'the command of -XX:OnOutOfMemoryError', errno: errno ?? '' }
  return errno ? { type: 'process-start-failed', level: 'error', values } : null
}
const FORK_REFUSED = new Map([
  [11, 'EAGAIN'],
  [12, 'ENOMEM'],
])

function zgcStartSign(text: string): HotspotSign | null {
  const reason = ZGC_START.exec(text)?.[1]
  return reason === undefined ? null : { type: 'vm-initialization-failed', level: 'fatal', values: { reason } }
}

function endingSign(text: string): HotspotSign | null {
  const match = ENDING.exec(text)
  if (!match) return null
  const ending = match[1] === 'Aborting' ? 'aborted' : 'terminated'
  return { type: 'out-of-memory', level: 'fatal', values: { reason: match[2] ?? '', ending } }
}

// [2026-11-22T08:46:45.012+0000][27.631s][warning][os,thread] text        decorations of unified logging, JEP 158
const DECORATIONS = /^(?:\[[^\]]{1,60}\])+/
const UPTIME = /^(\d{1,15}(?:[.,]\d{1,9})?)(s|ms|ns)$/

/** Time, uptime and tags of a line of unified logging; all empty for other lines. */
export function decorationsOf(text: string): Decorations {
  const result: Decorations = { at: null, uptime: null, tags: '' }
  const parts = (DECORATIONS.exec(text)?.[0] ?? '').slice(1, -1).split('][')
  for (const part of parts) {
    const uptime = UPTIME.exec(part)
    if (uptime) result.uptime ??= Number((uptime[1] ?? '').replace(',', '.')) * (SECONDS.get(uptime[2] ?? '') ?? 1)
    else result.at ??= readTimestamp(part)?.at ?? null
  }
  if (parts.length > 1) result.tags = (parts.at(-1) ?? '').trim()
  return result
}
const SECONDS = new Map([
  ['s', 1],
  ['ms', 1e-3],
  ['ns', 1e-9],
])

/** `[0.531s][info ][gc] ...`: lines of unified logging below warnings, which never state a refusal. */
const UNIFIED_NOISE = /^(?:\[[^\]]{1,60}\]){0,6}?\[(?:info|debug|trace) *\]/
export function isUnifiedNoise(text: string): boolean {
  return text.startsWith('[') && UNIFIED_NOISE.test(text.slice(0, 400))
}

// OpenJDK 64-Bit Server VM warning: ...      Java HotSpot(TM) 64-Bit Server VM warning: ...
const VM_WARNING = /^(?:OpenJDK|Java HotSpot\(TM\)|IBM J9) [\w -]{1,40}VM warning: /
// [0.010s][warning][pagesize] ...
const UNIFIED_WARNING = /^(?:\[[^\]]{1,60}\]){0,6}?\[(?:warning|error) *\](?:\[[^\]]{1,60}\])? /
const OTHERS = [
  'There is insufficient memory for the Java Runtime Environment to continue',
  'An error report file with more information is saved as:',
  'Error occurred during initialization of VM',
  ' also had an error]',
  'WARNING: A terminally deprecated method in ',
  'WARNING: An illegal reflective access operation has occurred',
  'Picked up JAVA_TOOL_OPTIONS: ',
  'Picked up _JAVA_OPTIONS: ',
]
// Exception: java.lang.OutOfMemoryError thrown from the UncaughtExceptionHandler in thread "HTTP-Dispatcher"
// # java.lang.OutOfMemoryError: Java heap space                            (before the command of -XX:OnOutOfMemoryError)
const JAVA_EXCEPTION =
  /^(?:(?:# )?java\.lang\.OutOfMemoryError\b|Exception: [\w.$]{1,300} thrown from the UncaughtExceptionHandler in thread "|Exception in thread "[^"]{0,300}" (?:[\w$]{1,200}\.){1,40}[\w$]{0,200}(?:Exception|Error|Throwable)\b)/
// ERROR: [1] bootstrap checks failed. You must address the points described in the following [1] lines ...    (Elasticsearch, BootstrapChecks.java)
// ERROR: Elasticsearch did not exit normally - check the logs at /usr/share/elasticsearch/logs/x.log
// bootstrap checks failed                                                  (5.0; of its alphas with "Exception in thread "main" java.lang.RuntimeException: " before)
// bootstrap check failure [1] of [2]: memory locking requested for elasticsearch process but memory is not locked      (7.16)
// [1]: memory locking requested for elasticsearch process but memory is not locked                                     (5.0)
const SERVER_LAUNCHER =
  /^(?:ERROR: )?(?:bootstrap check failure \[\d{1,3}\] of \[\d{1,3}\]: |(?:\[\d{1,3}\]: )?memory locking requested for (?:elasticsearch|opensearch) process\b|\[\d{1,3}\]: max (?:virtual memory areas|file descriptors|number of threads|size virtual memory|file size)\b|(?:\[\d{1,3}\] |Exception in thread "main" java\.lang\.\w{1,40}: )?bootstrap checks failed\b|(?:Elasticsearch|OpenSearch) did not exit normally\b)/
// JVMJ9VM015W Initialization error for library j9gc29(2): Failed to instantiate heap; 8G requested                        (OpenJ9)
// Unrecognized VM option 'UseFastGC'                    Error: Could not find or load main class kafka.Kafka        (arguments.cpp, emessages.h)
const LAUNCHER =
  /^(?:Unrecognized (?:VM )?option\b|Invalid (?:maximum|initial) heap size: |Conflicting collector combinations in option list|JVMJ9\w{2}\d{3}[EW] Initialization error|Error: (?:Could not create the Java Virtual Machine|Could not find or load main class |Unable to access jarfile |Main method not found in class |LinkageError occurred while loading main class ))/

/** Whether the launcher or the VM says with this line what of the command line it does not take. */
export function isLauncherError(text: string): boolean {
  return LAUNCHER.test(text) || SERVER_LAUNCHER.test(text)
}

/** Whether a line can only come from HotSpot or the launcher: what makes a text a capture of its console. */
export function isHotspotLine(text: string): boolean {
  return (
    (text.includes(': line ') && shellEnd(text)?.lone === false) ||
    VM_WARNING.test(text) ||
    (text.startsWith('[') && UNIFIED_WARNING.test(text.slice(0, 400))) ||
    OTHERS.some((words) => text.includes(words)) ||
    JAVA_EXCEPTION.test(text) ||
    isLauncherError(text) ||
    hotspotSign(text) !== null
  )
}
