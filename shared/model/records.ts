/** What a format parser yields. Spans are lines of the artifact being read; the store adds which artifact. */
import type { FactKey, FactValue } from './facts.ts'
import type { MappingTable } from './mapping-table.ts'
import type { LineSpan } from './span.ts'
import type { Bytes, EpochMs, Seconds } from './units.ts'

/** `quote`: verbatim text of the span's first line (or a contiguous part of it), at most QUOTE_LIMIT characters. */
export interface FactRecord {
  kind: 'fact'
  key: FactKey
  value: FactValue
  /** When it held, if the artifact says so. */
  at: EpochMs | null
  span: LineSpan
  quote: string
}

export type EventType =
  | 'log-error' // an ERROR or FATAL line of an application log; values.uncaught: the thread that an exception ended; values.launcher: no start
  | 'log-warning'
  | 'map-failed' // IOException / OutOfMemoryError "Map failed"; one event an exception, causes included
  | 'out-of-memory' // any other java.lang.OutOfMemoryError; values.reason is its message
  | 'unsafe-access-fault' // java.lang.InternalError: a fault in mapped memory that the VM survived
  | 'stack-overflow' // java.lang.StackOverflowError, or the VM's own "An irrecoverable stack overflow has occurred"
  | 'thread-start-failed' // os,thread warning or "unable to create native thread"; values.errno by name if printed
  | 'process-start-failed' // "Cannot run program", refused by fork with ENOMEM or EAGAIN; values.program, errno
  | 'call-refused' // an exception of native code names ENOMEM or EMFILE; values.errno by name, call where it is named
  | 'commit-failed' // os::commit_memory(...) failed; values: address, bytes, executable, errno, error
  // A system call that a trace shows refused; values: call, errno by name, bytes, address, prot, flags, file, tid; program: of another
  // program than Java; arena: malloc's wish for an arena, without which it goes on; granted: bytes of the mapping that was made next
  | 'traced-refusal'
  | 'guard-pages-failed' // "Attempt to (de)allocate|protect stack guard pages failed"
  | 'insufficient-memory' // the hs_err header printed to stdout; values: mechanism, bytes, detail
  | 'fatal-error' // the heading of a crash log of a signal or failed check, on the console; values: signal, check, detail, pid, frame
  | 'vm-initialization-failed' // "Error occurred during initialization of VM"; values.reason
  | 'zgc-map-warning' // ZGC's start-up warning about max_map_count: boilerplate, never evidence
  | 'segment-rolled' // Kafka: values.partition, values.offset
  | 'segment-deleted' // Kafka: values.partition
  | 'gc-requested' // a log line or a stack says that code calls System.gc(); values.thread, caller where they stand there
  | 'leadership' // Kafka: a leader, controller, coordinator or group changed; values.change, partition, group where named
  | 'start' // the application said that it starts
  | 'shutdown' // an orderly stop in the log
  | 'thread-dump' // values.threads: listed platform threads; values.virtual, values.deadlocks where there are any
  // The kernel's own log: of the host, so that another process may be meant. values.seconds since boot where printed; ids are
  // `pid` where the kernel names a process, `tid` where it names the thread that asked (task_pid_nr is a thread's id)
  // values.pid, comm, anonRss, totalVm in bytes, scope: `host`, `cgroup`, or `nodes` (of a cpuset or a policy); cgroup: whose limit it
  // was, else the process's own; limit and usage of that group in bytes; invoker: the thread that asked, of any process
  // by: a program that killed before the kernel had to (earlyoom, nohang, systemd-oomd), with its signal and rss; systemd-oomd names a
  // cgroup and no pid, and pressed: whose pressure it was; Kubernetes names a pod (containers: of so many one, where more than one), docker a container; jvm is 1 where that is of a JVM by its name
  | 'oom-kill'
  | 'fork-rejected' // by the pids controller; values.cgroup. Logged once a cgroup (kernel/cgroup/pids.c)
  | 'overcommit-refused' // __vm_enough_memory (mm/util.c); values.tid, comm, bytes where printed
  | 'data-limit-exceeded' // RLIMIT_DATA (mm/mmap.c, may_expand_vm); values.tid, comm, bytes, limit
  | 'kernel-allocation-failed' // the kernel found no memory for itself; values.comm, order
  | 'kernel-segfault' // values.tid, comm, address, library
  | 'machine-check' // MCE, EDAC, a poisoned page

/** Of one type the first and the last events of an artifact are listed, as many of each; of usual ones only the first, and fewer. */
export const LISTED_EVENTS = 500

export type LogLevel = 'trace' | 'debug' | 'info' | 'warning' | 'error' | 'fatal'

/** `values.writer`: the process that wrote the line, where the journal around it says so; a service's journal has that of all its lives. */
export interface EventRecord {
  kind: 'event'
  type: EventType
  at: EpochMs | null
  /** Seconds since the JVM started, where the log prints only that. */
  uptime: Seconds | null
  level: LogLevel
  /** Who said it: the logger, or the tags of unified logging. */
  source: string
  values: Record<string, string | number>
  span: LineSpan
  quote: string
}

/** Events of an artifact that are counted but not listed: a log in a loop has millions. At most two of a type and artifact, to be added. */
export interface UnlistedRecord {
  kind: 'unlisted'
  type: EventType
  count: number
  /** All of the artifact. */
  span: LineSpan
}

/** A column of a metrics export, or a count that a log gives. Known series get these ids, other columns `column:<name>`. */
export type SeriesId =
  | 'map-count'
  | 'rss'
  | 'heap-used'
  | 'threads'
  | 'virtual-size'
  | 'gc-count' // collections since the JVM started
  | 'gc-pause' // seconds spent in collections since the JVM started
  | 'segments' // rolled minus deleted since the log's first line, from a broker's log: all of them, where events are the first ones
  | `column:${string}`

/** Where a series of a metrics export stands in it, and how it was read: enough to give it another role without reading it again. */
export interface SeriesOrigin {
  /** Name and labels as the export prints them. */
  column: string
  /** Values of the export were multiplied by this; 1 where it states no unit. */
  factor: number
  /** How its times are written: numbers since 1970, dates with a zone, or dates without one (taken as UTC). */
  times: 'epoch' | 'zoned' | 'local'
  /** The farthest that a value may lie from what was measured, where the export prints rounded ones (`62.9 K`). */
  rounding?: number
}

/** A whole series at once: columns, because exports have thousands of points. `line[i]` is where point i stands. */
export interface SeriesRecord {
  kind: 'series'
  series: SeriesId
  title: string
  unit: 'count' | 'bytes' | 'seconds' | 'none'
  at: Float64Array<ArrayBuffer>
  value: Float64Array<ArrayBuffer>
  /** Of a value that is what came minus what went: how many did either, up to each point. Points between may be left out. */
  changes?: Float64Array<ArrayBuffer>
  line: Uint32Array<ArrayBuffer>
  /** Absent where no column of an export holds it: a count that was made from a log. */
  origin?: SeriesOrigin
  span: LineSpan
  quote: string
}

export interface MappingsRecord {
  kind: 'mappings'
  table: MappingTable
  /** Whether the listing's end was seen: followed by the next section, or the end of a whole file. */
  complete: boolean
  /** When it was taken, if the artifact says so; ingest adds the time from the name otherwise. */
  at: EpochMs | null
  span: LineSpan
  quote: string
}

/** Frame letters of HotSpot's native stack legend: C native, V VM, v stub, j interpreted, J compiled, A AOT. */
export type FrameType = 'C' | 'V' | 'v' | 'j' | 'J' | 'A'

export interface FrameRecord {
  kind: 'frame'
  stack: 'native' | 'java'
  index: number
  type: FrameType
  /** `libjvm.so`; null for Java frames and bare addresses. */
  library: string | null
  /** Offset in the library as printed, e.g. `0xc29810`; null if none. */
  libraryOffset: string | null
  /** `os::commit_memory(char*, unsigned long, bool)`, `kafka.Kafka.main([Ljava/lang/String;)V`; null when unresolved. */
  symbol: string | null
  span: LineSpan
  quote: string
}

export interface ThreadRecord {
  kind: 'thread'
  name: string
  /** `JavaThread`, `VMThread`, `GCTaskThread` ... as printed. */
  threadKind: string
  state: string | null
  osId: number | null
  /** Stack bounds as addresses; null if not printed. */
  stackStart: number | null
  stackEnd: number | null
  current: boolean
  span: LineSpan
}

/** An address range whose use the artifact states. Half open, as addresses (exact below 2^53). */
export type RangeRole =
  | 'java-heap'
  | 'code-cache'
  | 'class-space'
  | 'metaspace'
  | 'cds-archive'
  | 'card-table'
  | 'gc-structure' // mark bitmaps and other tables beside the heap
  | 'thread-stack' // name: the thread's, where it is stated

export interface RangeRecord {
  kind: 'range'
  role: RangeRole
  name: string
  start: number
  end: number
  span: LineSpan
  quote: string
}

/** A titled stretch of the artifact. Regions nest by span; they are the outline, the folds and the hover titles of Source. */
export interface RegionRecord {
  kind: 'region'
  /** kebab-case, e.g. `native-frames`; not unique within an artifact. */
  id: string
  title: string
  /** One sentence on what stands here and how to read it; empty when the title says all. */
  note: string
  /** 0 is the outermost; a region of depth n lies within one of depth n - 1. */
  depth: number
  span: LineSpan
}

/**
 * One collection, or one concurrent cycle, of any collector. Lines that speak of the same one (start and end, phases, heap after)
 * make one record: unified logs say so by GC(n), older logs by nesting.
 */
export interface GcRecord {
  kind: 'gc'
  /** n of `GC(n)`; null in logs without ids. */
  gcId: number | null
  at: EpochMs | null
  uptime: Seconds | null
  collection: 'young' | 'mixed' | 'full' | 'initial-mark' | 'remark' | 'cleanup' | 'concurrent-cycle' | 'other'
  /** As printed, without parentheses: `System.gc()`, `G1 Evacuation Pause`; null where the log prints none. */
  cause: string | null
  heapBefore: Bytes | null
  heapAfter: Bytes | null
  heapCommitted: Bytes | null
  /** Stop-the-world time of the whole record in milliseconds; 0 for purely concurrent work; null if not printed. */
  pauseMs: number | null
  concurrent: boolean
  /** The ends that this file does not show, where that can be told: another file of the log may. Absent when it is whole. */
  lacks?: 'start' | 'end' | 'both'
  span: LineSpan
  quote: string
}

/** A time that a line of a log states. */
export interface LogMoment {
  at: EpochMs | null
  /** Since the VM started. */
  uptime: Seconds | null
}

/** What stretch of time a log covers, by its first and last line that state one. At most one an artifact, at its end. */
export interface ExtentRecord {
  kind: 'extent'
  first: LogMoment
  last: LogMoment
  /** Whether the times name their zone; without one they were taken as UTC. */
  zoned: boolean
  /** Whether it begins with the start of the VM that writes it, not with the middle of a life. */
  startsVm: boolean
  /** Why a collection begins whose first line is not here any more, as the last lines say (triggers of Shenandoah). */
  nextCause: string | null
  span: LineSpan
}

export type FormatRecord =
  | FactRecord
  | EventRecord
  | UnlistedRecord
  | SeriesRecord
  | MappingsRecord
  | FrameRecord
  | ThreadRecord
  | RangeRecord
  | GcRecord
  | RegionRecord
  | ExtentRecord

/** Something that could not be understood. Parsers call `report` as often as it happens; ingest counts by code. */
export type IssueCode =
  // containers
  | 'unreadable' // the file system refused it
  | 'empty' // 0 bytes, or a folder or archive without files
  | 'outside-root' // `..`, an absolute path
  | 'link-refused'
  | 'device-refused'
  | 'too-many-entries'
  | 'too-deep'
  | 'too-large'
  | 'ratio-too-high'
  | 'archive-damaged'
  | 'archive-encrypted'
  | 'xz-missing'
  | 'duplicate-name'
  // text
  | 'binary'
  | 'unsupported' // recognised, and of a kind that is not read: a 32-bit core
  | 'hash-partial' // too large to be hashed whole: the message says what the hash is of
  | 'line-too-long'
  | 'invalid-utf8'
  | 'decoded-utf16'
  // formats
  | 'parser-failed'
  | 'unknown-section'
  | 'malformed-line'
  | 'malformed-mapping'
  | 'truncated'
  | 'nested-error' // "[error occurred during error reporting ...]"
  | 'total-mismatch' // printed total and counted lines differ
  | 'no-time-zone'
  | 'zone-unknown' // a zone is printed, by a name that several countries use or nobody knows; taken as UTC
  | 'time-assumed'

export interface Issue {
  code: IssueCode
  message: string
  /** First line it was seen at; null when it concerns the whole artifact. */
  line: number | null
  count: number
}
