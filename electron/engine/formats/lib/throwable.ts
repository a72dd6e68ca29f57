/** Java exceptions as loggers and the VM print them: a chain of causes is one throwable, and at most one event. */
import type { EventType, LogLevel } from '../../../../shared/model/records.ts'
import type { EpochMs, LineNumber } from '../../../../shared/model/units.ts'
import { WordSearch } from './gc-bytes.ts'
import { memoryError } from './memory-error.ts'

const OUT_OF_MEMORY = 'java.lang.OutOfMemoryError'
// io.netty.util.internal.OutOfDirectMemoryError: failed to allocate 16777216 byte(s) of direct memory (used: 1056964615, max: 1073741824)
const OUT_OF_DIRECT = '.internal.OutOfDirectMemoryError'
const STACK_OVERFLOW = 'java.lang.StackOverflowError'
// java.lang.InternalError: a fault occurred in an unsafe memory access operation                                     (21 and later)
// java.lang.InternalError: a fault occurred in a recent unsafe memory access operation in compiled Java code         (before)
const UNSAFE_FAULT = /InternalError: a fault occurred in an? (?:recent )?unsafe memory access operation/
// java.io.IOException: Cannot run program "/bin/sh": error=12, Cannot allocate memory                                (ProcessImpl_md.c)
// java.io.IOException: Cannot run program "/bin/sh" (in directory "/tmp"): Exec failed, error: 11 (Resource temporarily unavailable)
const CANNOT_RUN = /Cannot run program "([^"]{0,300})".{0,400}?error[=:] ?(\d{1,3})\b/
// java.io.IOException: Cannot run program "cmd": CreateProcess error=1455, The paging file is too small for this operation to complete
const CANNOT_RUN_WINDOWS = /Cannot run program "([^"]{0,300})"/
const CREATE_PROCESS = /CreateProcess error=(\d{1,5})\b/
/** Of winerror.h, those that tell of memory. */
const REFUSED_BY_WINDOWS = new Map([
  [8, 'ERROR_NOT_ENOUGH_MEMORY'],
  [14, 'ERROR_OUTOFMEMORY'],
  [1450, 'ERROR_NO_SYSTEM_RESOURCES'],
  [1455, 'ERROR_COMMITMENT_LIMIT'],
])
/** What fork and vfork answer when memory or tasks ran out; with others the program is missing or may not be run. */
const REFUSED = new Map([
  [11, 'EAGAIN'],
  [12, 'ENOMEM'],
])
// ... Platform constant error code: ENOMEM Cannot allocate memory (12)      /data/app.conf (Too many open files)       strerror(3) of glibc and macOS
const STRERRORS = [
  ['Cannot allocate memory', 'ENOMEM'],
  ['Too many open files', 'EMFILE'],
] as const
// accept(..) failed: Cannot allocate memory       While mmap file for read: /data/000123.sst: Cannot allocate memory       failed to create io_uring ring fd
const NAMED_CALL =
  /\b(mmap|munmap|mremap|mprotect|madvise|mlock|io_uring|accept4?|connect|socket|bind|listen|readv?|writev?|sendmsg|recvmsg|sendto|recvfrom|epoll_\w{3,7}|eventfd|open)\b/i
// java.io.IOException: Call to posix_madvise with address=0x6A6939205000 and byteSize=12939 failed with return code 11.     (Lucene, PosixNativeAccess.java)
const RETURN_CODE = /\bCall to posix_(madvise) with .{1,120} failed with return code (\d{1,3})\b/
/** What passes on the errno of a call that it made in this process. Servers elsewhere send such words as well, in exceptions of their clients. */
const NATIVE_EXCEPTION =
  /^(?:java\.lang\.UnsatisfiedLinkError|org\.lmdbjava\.|org\.fusesource\.|org\.rocksdb\.|io\.netty\.channel\.unix\.|net\.openhft\.)|\b(?:io_uring ring|Failed to map )/
// Exception in thread "main" java.lang.OutOfMemoryError: Java heap space
// Threads that fail together write into one another: Exception in thread "worker-1" Exception in thread "worker-2" java.lang...
const IN_THREAD = /^(?:Exception in thread "[^"]{0,300}" ){0,40}Exception in thread "([^"]{0,300})" /
// Exception: java.lang.OutOfMemoryError thrown from the UncaughtExceptionHandler in thread "HTTP-Dispatcher"     (JavaThread::exit, thread.cpp)
const IN_HANDLER = /^Exception: [\w.$]{1,300} thrown from the UncaughtExceptionHandler in thread "([^"]{0,300})"/
//     at java.base/sun.nio.ch.FileChannelImpl.mapInternal(FileChannelImpl.java:1127)
const FRAME = /^\s*at ([\w$./@<>-]{1,400})\(/
const JDK_FRAME = /^(?:[\w.@-]{1,100}\/)?(?:java|javax|jdk|sun|com\.sun)\./
const FRAMES_READ = 80
const LONGEST_NAME = 200
const MOST_PACKAGES = 40
const DOT = 0x2e
const COLON = 0x3a

interface RefusedCall {
  errno: string
  call: string
  /** Whether native code of this process says it; null until the next frame is seen. */
  own: boolean | null
  frame: string
}

export interface Throwable {
  line: LineNumber
  endLine: LineNumber
  quote: string
  at: EpochMs | null
  level: LogLevel
  source: string
  /** Whether it began within the text of a log line. */
  inHeader: boolean
  exception: string
  thread: string
  mapFailed: boolean
  /** Message of the OutOfMemoryError in the chain; null when there is none. */
  reason: string | null
  /** Whether the chain has an InternalError of the VM about memory that faulted: it turns a SIGBUS in unsafe access into it. */
  unsafeFault: boolean
  stackOverflow: boolean
  /** The program that could not be started for lack of memory or tasks. */
  unstarted: { program: string; errno: string } | null
  refused: RefusedCall | null
  frame: string
  /** First frame outside the JDK. */
  caller: string
  frames: number
}

/**
 * The class at the beginning of `org.apache.kafka.common.KafkaException: Could not find a log`; null when none with a package stands there,
 * alone or before a colon. Letter by letter: a regular expression takes three times as long, and every trace of a log begins with one.
 */
function classOf(text: string): string | null {
  let packages = 0
  let name = 0
  let at = 0
  for (; at < text.length; at++) {
    const character = text.charCodeAt(at)
    if (isNameCharacter(character)) name++
    else if (character === DOT && name > 0 && name <= LONGEST_NAME) {
      packages++
      name = 0
    } else break
  }
  const ended = at === text.length || text.charCodeAt(at) === COLON
  const named = name > 0 && name <= LONGEST_NAME && packages > 0 && packages <= MOST_PACKAGES
  return ended && named ? text.slice(0, at) : null
}

/** Letters and digits of ASCII, `_`, `$`. */
function isNameCharacter(character: number): boolean {
  const lower = character | 0x20
  if (lower >= 0x61 && lower <= 0x7a) return true
  return (character >= 0x30 && character <= 0x39) || character === 0x5f || character === 0x24
}

/** A line in which the VM says that an exception ended a thread: it never goes on with what stands above. */
export function isUncaught(text: string): boolean {
  return text.startsWith('Exception in thread "') || IN_HANDLER.test(text)
}

/** A frame at the left margin: what is pasted into issues often lost its indentation. */
export function isFrame(text: string): boolean {
  return text.startsWith('at ') && FRAME.test(text)
}

/** Whether a line at the left margin begins an exception: its class, or the words the VM puts before it. */
export function beginsThrowable(text: string): boolean {
  return text.startsWith('Exception in thread "') || text.includes(OUT_OF_MEMORY) || namesThrowable(text)
}

/** Whether a text begins with the class of an exception. */
export function namesThrowable(text: string): boolean {
  const name = classOf(text)
  return name !== null && /(?:Exception|Error|Throwable)(?:\$\w*)?$/.test(name)
}

/** Lines at the left margin that belong to the throwable above. */
export function continuesThrowable(text: string): boolean {
  return text.startsWith('Caused by: ') || text.startsWith('Suppressed: ') || text.startsWith('... ')
}

/** One of these stands in all that {@link mentionsFailure} looks for: lets most lines go without being decoded. */
const signs = ['Error', 'Map failed', 'Cannot run program', 'Call to posix_', ...STRERRORS.map(([text]) => text)].map(
  (word) => new WordSearch(word),
)

export function mayMentionFailure(buffer: Uint8Array, from: number, end: number): boolean {
  return signs.some((sign) => sign.find(buffer, from, end) >= 0)
}

/** Whether a message names an exception that says why a process may have ended. */
export function mentionsFailure(text: string): boolean {
  return (
    text.includes(OUT_OF_MEMORY) ||
    text.includes(OUT_OF_DIRECT) ||
    text.includes('Exception: Map failed') ||
    text.includes('Error: Map failed') ||
    text.includes(STACK_OVERFLOW) ||
    UNSAFE_FAULT.test(text) ||
    unstartedProgram(text) !== null ||
    RETURN_CODE.test(text) ||
    STRERRORS.some(([words]) => text.includes(words))
  )
}

export function openThrowable(
  text: string,
  from: Pick<Throwable, 'line' | 'quote' | 'at' | 'level' | 'source' | 'inHeader'>,
): Throwable {
  const thread = IN_THREAD.exec(text)
  const exception = classOf(thread ? text.slice(thread[0].length) : text) ?? ''
  const named = thread ?? IN_HANDLER.exec(text)
  const throwable = {
    ...from,
    endLine: from.line,
    exception,
    thread: named?.[1] ?? '',
    mapFailed: false,
    reason: null,
    unsafeFault: false,
    stackOverflow: false,
    unstarted: null,
    refused: null,
    frame: '',
    caller: '',
    frames: 0,
  }
  addCause(throwable, text)
  return throwable
}

/** Takes what a line of the chain says: the first line, or one that begins with `Caused by:`. */
export function addCause(throwable: Throwable, text: string): void {
  if (text.includes('Exception: Map failed') || text.includes('Error: Map failed')) throwable.mapFailed = true
  if (UNSAFE_FAULT.test(text)) throwable.unsafeFault = true
  if (text.includes(STACK_OVERFLOW)) throwable.stackOverflow = true
  throwable.unstarted ??= unstartedProgram(text)
  throwable.refused ??= refusedCall(text)
  const name = text.includes(OUT_OF_DIRECT) ? OUT_OF_DIRECT : OUT_OF_MEMORY
  const found = text.indexOf(name)
  if (found < 0 || throwable.reason !== null) return
  const rest = text.slice(found + name.length)
  throwable.reason = rest.startsWith(':') ? rest.slice(1).trim() : ''
}

/** The exception behind a log line whose message mentions it: what it says is more exact than the message around its words. */
export function addItself(throwable: Throwable, text: string): void {
  const name = classOf(text)
  if (name !== null && throwable.exception === '') throwable.exception = name
  if (name === OUT_OF_MEMORY) throwable.reason = null
  addCause(throwable, text)
}

function refusedCall(text: string): RefusedCall | null {
  const code = text.includes('Call to posix_') ? RETURN_CODE.exec(text) : null
  const returned = REFUSED.get(Number(code?.[2]))
  if (code && returned !== undefined) return { errno: returned, call: code[1] ?? '', own: true, frame: '' }
  const named = STRERRORS.find(([words]) => text.includes(words))
  if (!named || unstartedProgram(text) !== null) return null
  const [words, errno] = named
  const before = text.slice(0, text.indexOf(words))
  const message = before.replace(IN_THREAD, '').replace(/^(?:Caused by|Suppressed): /, '')
  const said = message.slice(message.indexOf(':') + 1)
  const call = said.includes('Failed to map ') ? 'mmap' : (NAMED_CALL.exec(said)?.[1]?.toLowerCase() ?? '')
  return { errno, call, own: NATIVE_EXCEPTION.test(message) ? true : null, frame: '' }
}

function unstartedProgram(text: string): { program: string; errno: string } | null {
  if (!text.includes('Cannot run program "')) return null
  const windows = CREATE_PROCESS.exec(text)
  const match = (windows ? CANNOT_RUN_WINDOWS : CANNOT_RUN).exec(text)
  const errno = windows ? REFUSED_BY_WINDOWS.get(Number(windows[1])) : REFUSED.get(Number(match?.[2]))
  return match && errno !== undefined ? { program: match[1] ?? '', errno } : null
}

export function addFrame(throwable: Throwable, text: string): void {
  const frame = FRAME.exec(text)?.[1]
  if (frame === undefined) return
  const { refused } = throwable
  if (refused?.frame === '') {
    refused.frame = frame
    refused.own ??= text.includes('(Native Method)') || JDK_FRAME.test(frame)
  }
  throwable.frame ||= frame
  if (throwable.caller === '' && !JDK_FRAME.test(frame)) throwable.caller = frame
}

export function wantsFrames(throwable: Throwable): boolean {
  return (throwable.caller === '' || throwable.refused?.frame === '') && throwable.frames < FRAMES_READ
}

/** The event a throwable is, or null when it has nothing to do with memory, mappings, threads or stacks. */
export function throwableEvent(
  throwable: Throwable,
): { type: EventType; values: Record<string, string | number> } | null {
  const { exception, thread, frame, caller, reason } = throwable
  const values: Record<string, string | number> = {}
  if (exception) values['exception'] = exception
  if (thread) values['thread'] = thread
  if (frame) values['frame'] = frame
  if (caller) values['caller'] = caller
  if (throwable.mapFailed) return { type: 'map-failed', values }
  if (reason === null && throwable.unsafeFault) return { type: 'unsafe-access-fault', values }
  if (reason === null && throwable.stackOverflow) return { type: 'stack-overflow', values }
  if (reason === null && throwable.unstarted !== null) {
    return { type: 'process-start-failed', values: { ...values, ...throwable.unstarted } }
  }
  if (reason === null) {
    const { refused } = throwable
    if (refused?.own !== true) return null
    if (refused.frame !== '') values['frame'] = refused.frame
    if (refused.call !== '') values['call'] = refused.call
    return { type: 'call-refused', values: { ...values, errno: refused.errno } }
  }
  const error = memoryError(reason)
  return { type: error.type, values: { ...values, ...error.values } }
}
