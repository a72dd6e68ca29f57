/** What was refused, and to whom. A victim says where the limit was met, never who spent it. */
import type { Victim, VictimOperation } from '../../../shared/model/analysis.ts'
import type { Stored } from '../../../shared/model/process-records.ts'
import type { EventRecord } from '../../../shared/model/records.ts'
import { isOfAnotherLife } from './crash.ts'
import { dateOf } from './dates.ts'
import { failedExit } from './exit.ts'
import { citationOf } from './known.ts'
import type { CrashFacts, ProcessFacts } from './process-facts.ts'
import { purposeBySize, tellingFrame } from './purpose.ts'
import { printedErrno, thrownFor } from './refused-threads.ts'
import { nativeCall, refusedCall } from './refused-calls.ts'
import { initialization } from './startup-refusals.ts'
import { tracedCall } from './traced-calls.ts'
import { isRefusedUncommit, UNCOMMIT_PURPOSE, zgcMappingErrno, zgcOperation } from './zgc-mapping.ts'

const ENOMEM = 12
const EAGAIN = 11

export function victimsOf(facts: ProcessFacts): readonly Victim[] {
  const victims = facts.records.events
    .filter((event) => !facts.retoldThreads.has(event))
    .map((event) => victimOfEvent(event, facts))
    .filter((victim) => victim !== null)
    // A stable sort: events without a time keep their place behind those of the same artifact order.
    .toSorted((left, right) => (left.at ?? Infinity) - (right.at ?? Infinity) || 0)
  const crash = facts.crash && victimOfCrash(facts.crash, facts)
  return crash ? [...victims, crash] : victims
}

/** The fatal one if the process died of it; else what failed first, refusals by the system before the JVM's own limits. */
export function fatalVictim(facts: ProcessFacts): Victim | null {
  if (facts.crash) return facts.victims.at(-1) ?? null
  const { victims } = facts
  const fatal = facts.records.events.find(
    (event) => event.type === 'insufficient-memory' || event.type === 'vm-initialization-failed',
  )
  const last = fatal ?? endingError(facts)
  const ended = last && victims.find((victim) => sameLine(victim, last))
  return ended ?? victims.find((victim) => refusedBySystem(victim.operation)) ?? victims[0] ?? null
}

/**
 * The OutOfMemoryError that ended the process: the VM says so (-XX:+ExitOnOutOfMemoryError), or the process ended after one that the
 * main thread did not catch. Any other was survived.
 */
export function endingError(facts: ProcessFacts): Stored<EventRecord> | null {
  const errors = facts.records.events.filter((event) => event.type === 'out-of-memory')
  const uncaught = failedExit(facts) ? errors.findLast(endedMain) : undefined
  // A server's log goes on with its next life.
  const ended = errors.find((event) => event.values['ending'] !== undefined && !isOfAnotherLife(event, facts.records))
  return ended ?? uncaught ?? null
}

// Exception: java.lang.OutOfMemoryError thrown from the UncaughtExceptionHandler in thread "main"      (JavaThread::exit, thread.cpp)
const HANDLER_FAILED = 'thrown from the UncaughtExceptionHandler in thread "main"'

function endedMain({ values, quote }: Stored<EventRecord>): boolean {
  return values['thread'] === 'main' || quote.includes(HANDLER_FAILED)
}

export function refusedBySystem(operation: VictimOperation): boolean {
  return operation !== 'signal' && operation !== 'java-allocation'
}

function sameLine(victim: Victim, event: Stored<EventRecord>): boolean {
  return victim.citation.artifact === event.artifact && victim.citation.line === event.span.line
}

function victimOfCrash(crash: CrashFacts, facts: ProcessFacts): Victim {
  if (isRefusedUncommit(facts)) return victimOfUncommit(crash)
  const telling = tellingFrame(crash.nativeFrames)
  const zgc = zgcMappingErrno({ crash })
  const operation = zgc === null ? operationOf(crash) : zgcOperation(crash)
  const bytes = crash.requested?.value ?? null
  const system = refusedBySystem(operation) && crash.kind === 'out-of-memory'
  const guard = GUARD_DETAIL.test(crash.detail?.value ?? '') ? GUARD_PURPOSE : null
  const purpose =
    guard ??
    (system || zgc !== null ? telling?.purpose : null) ??
    (system && bytes !== null ? purposeBySize(bytes, facts.pageSize.bytes, crash.threadState?.value ?? null) : null)
  return {
    operation,
    bytes,
    ...(zgc === null ? errnoOf(crash, operation, facts) : { errno: zgc, errnoOrigin: 'observed' as const }),
    errnoNote: zgc === null ? errnoNoteOf(crash, operation, facts) : null,
    thread: crash.thread?.value ?? null,
    frame: askingFrame(crash, operation) ?? telling?.frame.symbol ?? null,
    purpose,
    citation: (crash.requested ?? crash.headline).citation,
    at: crash.at,
  }
}

/** Java code that asked for an object says more than the VM's ways to allocate it. */
function askingFrame({ problematicFrame, javaFrames }: CrashFacts, operation: VictimOperation): string | null {
  if (operation === 'signal') return problematicFrame?.value ?? null
  return operation === 'java-allocation' ? (javaFrames[0]?.symbol ?? null) : null
}

function victimOfUncommit({ detail, headline, thread, at }: CrashFacts): Victim {
  return {
    operation: 'munmap',
    bytes: null,
    errno: ENOMEM,
    errnoOrigin: 'inferred',
    errnoNote: null,
    thread: thread?.value ?? null,
    frame: null,
    purpose: UNCOMMIT_PURPOSE,
    citation: (detail ?? headline).citation,
    at,
  }
}

function operationOf(crash: CrashFacts): VictimOperation {
  if (crash.kind === 'signal') return 'signal'
  if (crash.kind === 'internal-error') {
    return /OutOfMemory encountered|OutOfMemoryError/.test(crash.headline.value + (crash.detail?.value ?? ''))
      ? 'java-allocation'
      : 'other'
  }
  switch (crash.mechanism?.value) {
    case 'mmap':
      return 'mmap-commit'
    case 'mprotect':
      return 'mprotect'
    case 'malloc':
      return 'malloc'
    default:
      return /cannot create .*thread|native thread/i.test(`${crash.headline.value} ${crash.detail?.value ?? ''}`)
        ? 'thread-start'
        : 'other'
  }
}

/**
 * The errno is printed only to standard output (warn_fail_commit_memory, os_linux.cpp). Without that line it follows from the
 * code: os::Linux::commit_memory_impl hands EBADF, EINVAL and ENOTSUP back to its caller and aborts for all others, of which
 * mmap of anonymous memory gives ENOMEM (man 2 mmap; EAGAIN only for locked memory).
 */
function errnoOf(
  crash: CrashFacts,
  operation: VictimOperation,
  facts: ProcessFacts,
): Pick<Victim, 'errno' | 'errnoOrigin'> {
  // Windows has error codes of its own, and prints them where Linux prints the errno.
  const windows = facts.system?.value === 'windows'
  if (crash.kind !== 'out-of-memory') return { errno: null, errnoOrigin: null }
  const warnings = facts.records.events.filter((event) => event.type === 'commit-failed')
  const own = warnings.find((event) => Number(event.values['bytes']) === crash.requested?.value) ?? null
  const printed = own && errnoNumber(own.values['errno'])
  if (printed !== null && operation === 'mmap-commit') return { errno: printed, errnoOrigin: 'observed' }
  if (windows) return { errno: null, errnoOrigin: null }
  // The warning of os::create_thread stands before the end; it is on the console.
  const refused = facts.records.events.findLast(
    ({ type, values }) => type === 'thread-start-failed' && values['call'] !== undefined,
  )
  const call = errnoNumber(refused?.values['errno'])
  if (operation === 'thread-start' && call !== null) return { errno: call, errnoOrigin: 'observed' }
  if (operation === 'thread-start') return { errno: EAGAIN, errnoOrigin: 'inferred' }
  return operation === 'other' ? { errno: null, errnoOrigin: null } : { errno: ENOMEM, errnoOrigin: 'inferred' }
}

/** Formats that hold what a JVM printed itself. */
const STANDARD_OUTPUT = 'hotspot-stdout'

/** Only a commit by mmap has its errno printed; null where it was, and where nothing is inferred. */
function errnoNoteOf(crash: CrashFacts, operation: VictimOperation, facts: ProcessFacts): string | null {
  if (operation !== 'mmap-commit' || errnoOf(crash, operation, facts).errnoOrigin !== 'inferred') return null
  const size = crash.requested?.value
  const here = facts.records.artifacts.some(({ format }) => format === STANDARD_OUTPUT)
  const missing = here ? 'what is here of it does not have that line' : 'it is not among these artifacts'
  return (
    `The errno would stand in the standard output of the process (journal, nohup.out, the file that its start script redirects to): ` +
    `"os::commit_memory(0x..., ${size ?? '...'}, 0) failed; error=... (errno=12)"; ${missing}. It never stands in the application's own log, at no log level. ` +
    'Without it ENOMEM is as good as certain: os::Linux::commit_memory_impl hands EBADF, EINVAL and ENOTSUP back and ends the JVM only for others, ' +
    'of which mmap of anonymous memory gives no other but EAGAIN, and that for locked memory only (man 2 mmap).'
  )
}

const ERRNO_NAMES: Record<string, number> = {
  EPERM: 1,
  ENOENT: 2,
  EAGAIN: 11,
  ENOMEM: 12,
  EACCES: 13,
  EINVAL: 22,
  ENOSPC: 28,
}

export function errnoNumber(value: string | number | undefined): number | null {
  if (value === undefined) return null
  const number = typeof value === 'number' ? value : /^\d{1,4}$/.test(value) ? Number(value) : ERRNO_NAMES[value]
  return number !== undefined && Number.isFinite(number) ? number : null
}

function victimOfEvent(event: Stored<EventRecord>, facts: ProcessFacts): Victim | null {
  const found = operationOfEvent(event, facts)
  if (!found) return null
  const bytes = found.bytes ?? Number(event.values['bytes'])
  const thread = event.values['thread']
  const thrown = event.type === 'thread-start-failed' ? thrownFor(event, facts) : null
  return {
    operation: found.operation,
    bytes: Number.isFinite(bytes) && bytes > 0 ? bytes : null,
    errno: found.errno,
    errnoOrigin: found.errno === null ? null : found.observed ? 'observed' : 'inferred',
    thread: thread === undefined ? null : String(thread),
    frame: frameOf(event) ?? (thrown && frameOf(thrown)),
    purpose: found.purpose ?? purposeOfBytes(bytes, facts),
    citation: citationOf(event),
    at: event.at ?? dateOf(event.uptime, facts) ?? thrown?.at ?? null,
  }
}

/** The innermost frame of the exception that was logged: `sun.nio.ch.FileChannelImpl.mapInternal`. */
function frameOf(event: Stored<EventRecord>): string | null {
  const frame = event.values['frame']
  return frame === undefined || frame === '' ? null : String(frame)
}

function purposeOfBytes(bytes: number, facts: ProcessFacts): string | null {
  return Number.isFinite(bytes) ? purposeBySize(bytes, facts.pageSize.bytes, null) : null
}

export interface Refusal {
  operation: VictimOperation
  errno: number | null
  observed: boolean
  purpose?: string
  /** Where the text of an error states them. */
  bytes?: number
}

function operationOfEvent(event: Stored<EventRecord>, facts: ProcessFacts): Refusal | null {
  const printed = errnoNumber(event.values['errno'] ?? printedErrno(event, facts) ?? undefined)
  const observed = printed !== null
  switch (event.type) {
    case 'map-failed':
      // FileChannelImpl.map0 throws OutOfMemoryError("Map failed") for ENOMEM and for nothing else (FileChannelImpl.c).
      return { operation: 'mmap-file', errno: ENOMEM, observed: false, purpose: 'mapping of a file (FileChannel.map)' }
    case 'thread-start-failed':
      return {
        operation: 'thread-start',
        errno: printed ?? EAGAIN,
        observed,
        purpose: 'start of a thread (pthread_create)',
      }
    case 'commit-failed':
      return { operation: 'mmap-commit', errno: printed ?? ENOMEM, observed }
    case 'traced-refusal':
      return tracedCall(event, printed)
    case 'guard-pages-failed':
      return guardPages(event, printed)
    case 'insufficient-memory':
      return insufficient(event, printed, commitOf(event, facts))
    case 'vm-initialization-failed':
      return initialization(event, printed)
    case 'out-of-memory':
      return outOfMemory(event)
    case 'unsafe-access-fault':
      return {
        operation: 'signal',
        errno: null,
        observed: false,
        purpose: 'access to mapped memory (SIGBUS, survived)',
      }
    case 'call-refused':
      return refusedCall(event)
    case 'log-error':
    case 'log-warning':
      return nativeCall(event)
    default:
      return null
  }
}

// malloc(2) failed to allocate 4194304 bytes                              (Netty, CleanerJava24Linker.java)
const NETTY_MALLOC = /^malloc\(\d\) failed to allocate ([1-9]\d{0,17}) bytes/
// Unable to allocate 1000000 bytes                                       (Unsafe.allocateMemory, 17 and later; before, no text)
const NATIVE_ALLOCATION = /^Unable to (?:re)?allocate (\d{1,18}) bytes/
const ALLOCATING_FRAME = /\bUnsafe\.(?:re)?allocateMemory0?$/

/** Most OutOfMemoryErrors are limits of the JVM's own; three are what the kernel refused. */
function outOfMemory(event: Stored<EventRecord>): Refusal {
  const reason = String(event.values['reason'] ?? event.quote)
  if (/unable to create (?:new )?native thread/.test(reason))
    return { operation: 'thread-start', errno: EAGAIN, observed: false, purpose: 'start of a thread (pthread_create)' }
  const frame = frameOf(event)
  // OpenJ9, setNativeOutOfMemoryError: its port library got none.
  if (reason.startsWith('native memory exhausted'))
    return { operation: 'malloc', errno: ENOMEM, observed: false, purpose: 'native memory of the VM' }
  const netty = NETTY_MALLOC.exec(reason)?.[1]
  if (netty !== undefined)
    return {
      operation: 'malloc',
      errno: ENOMEM,
      observed: false,
      purpose: 'native memory of Netty',
      bytes: Number(netty),
    }
  if (NATIVE_ALLOCATION.test(reason) || (reason === '' && frame !== null && ALLOCATING_FRAME.test(frame))) {
    const bytes = Number(NATIVE_ALLOCATION.exec(reason)?.[1] ?? 0)
    const purpose = 'native memory of the application (Unsafe.allocateMemory)'
    return { operation: 'malloc', errno: ENOMEM, observed: false, purpose, bytes }
  }
  return { operation: 'java-allocation', errno: null, observed: false }
}

function guardPages(event: Stored<EventRecord>, printed: number | null): Refusal {
  const errno = printed ?? ENOMEM
  const observed = printed !== null
  const operation = String(event.values['operation'] ?? '')
  if (operation.startsWith('deallocate')) {
    const purpose = 'removal of the stack guard zone of an ending thread (a mapping over it)'
    return { operation: 'munmap', errno, observed, purpose }
  }
  // The zone is committed before it is protected (os::create_stack_guard_pages): that one asks for memory.
  return {
    operation: operation.startsWith('allocate') ? 'mmap-commit' : 'mprotect',
    errno,
    observed,
    purpose: GUARD_PURPOSE,
  }
}

const GUARD_PURPOSE = 'stack guard zone of a starting thread'
// # Native memory allocation (mprotect) failed to protect 16384 bytes. Error detail: memory to guard stack pages
const GUARD_DETAIL = /\bguard stack pages\b/

/** Lines between the warning of a commit that failed and the heading of the crash that it is the reason of; other threads may write between. */
const LINES_TO_HEADING = 8

/**
 * `os::commit_memory(...) failed` is printed just before the heading, with the errno that the heading lacks (os_linux.cpp,
 * warn_fail_commit_memory); behind it where a launcher shows stdout first and then stderr.
 */
function commitOf(event: Stored<EventRecord>, { records }: ProcessFacts): Stored<EventRecord> | null {
  const bytes = event.values['bytes']
  const near = records.events.filter(
    ({ type, artifact, span, values }) =>
      type === 'commit-failed' &&
      artifact === event.artifact &&
      Math.abs(event.span.line - span.line) <= LINES_TO_HEADING &&
      (bytes === undefined ? span.line < event.span.line : values['bytes'] === bytes),
  )
  return near.findLast(({ span }) => span.line < event.span.line) ?? near[0] ?? null
}

function insufficient(event: Stored<EventRecord>, printed: number | null, commit: Stored<EventRecord> | null): Refusal {
  const detail = String(event.values['detail'] ?? '')
  if (commit && ('bytes' in event.values || detail === '')) {
    // The heading may be cut, and up to 7 it says malloc of every kind of memory.
    const errno = errnoNumber(commit.values['errno'])
    return {
      operation: 'mmap-commit',
      errno: errno ?? ENOMEM,
      observed: errno !== null,
      bytes: Number(commit.values['bytes']),
    }
  }
  const mechanism = detail.startsWith('committing reserved memory') ? 'mmap' : String(event.values['mechanism'] ?? '')
  const operation: VictimOperation =
    mechanism === 'mmap'
      ? 'mmap-commit'
      : mechanism === 'malloc'
        ? 'malloc'
        : mechanism === 'mprotect'
          ? 'mprotect'
          : 'other'
  if (operation === 'other' && /thread/i.test(`${detail} ${event.quote}`)) {
    return {
      operation: 'thread-start',
      errno: printed ?? EAGAIN,
      observed: printed !== null,
      purpose: 'start of a thread',
    }
  }
  const purpose = GUARD_DETAIL.test(detail) ? { purpose: GUARD_PURPOSE } : {}
  return {
    operation,
    errno: operation === 'other' ? printed : (printed ?? ENOMEM),
    observed: printed !== null,
    ...purpose,
  }
}
