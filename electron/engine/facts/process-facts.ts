/**
 * What is known of one process, derived from its records once and on demand. Rules, call path, growth and report read this
 * and nothing else: no rule sorts records or decides between artifacts.
 */
import type {
  ContributingCauseId,
  Culprit,
  JvmIdentity,
  LimitLedger,
  OsIdentity,
  OwnerTotal,
  Victim,
} from '../../../shared/model/analysis.ts'
import type { MapEstimate } from '../../../shared/model/map-estimate.ts'
import type { ProcessRecords, Stored } from '../../../shared/model/process-records.ts'
import type { EventRecord, FrameRecord, MappingsRecord, ThreadRecord } from '../../../shared/model/records.ts'
import type { ArtifactId, Citation } from '../../../shared/model/span.ts'
import type { Bytes, EpochMs, Seconds } from '../../../shared/model/units.ts'
import { contributingOf } from './contributing.ts'
import { crashOf, lateExitOf, startupFailureOf } from './crash.ts'
import { culpritOf } from './culprit.ts'
import { explicitGcOf, type ExplicitGcFacts } from './explicit-gc/index.ts'
import { withJoinedCollections } from './joined-collections.ts'
import { jvmOf, osOf } from './jvm.ts'
import { kernelOf } from './kernel.ts'
import { FactIndex, type Known } from './known.ts'
import { ledgerOf } from './ledger.ts'
import { limitsOf, overcommitOf } from './limits.ts'
import { listingOf, listingsOf } from './listing.ts'
import { countedOf } from './map-count.ts'
import { mapEstimateOf } from './map-estimate.ts'
import { memoryOf } from './memory.ts'
import { memoised } from './memoised.ts'
import { withOwnEvents } from './own-events.ts'
import { withOwnSeries } from './own-series.ts'
import { ownershipOf } from './owners/ownership.ts'
import { retoldThreadsOf } from './refused-threads.ts'
import { silentRefusalsOf, type SilentRefusal } from './silent-refusals.ts'
import { systemOf, type SystemId } from './system.ts'
import { threadsOf } from './threads.ts'
import { tasksOf, type TaskFacts } from './tasks.ts'
import { Times } from './timeline/times.ts'
import { timesOf } from './times.ts'
import { fatalVictim, victimsOf } from './victims.ts'

export type { Known } from './known.ts'

export interface KernelFacts {
  /** As printed: `3.10.0-957.el7.x86_64`. */
  release: string
  major: number
  minor: number
  /** Enterprise Linux release whose backports it carries (`el7` -> 7), or null. */
  enterprise: number | null
  citation: Citation
}

export interface PageSize {
  bytes: Bytes
  /** null: not stated, 4 096 assumed. */
  citation: Citation | null
}

/** A fatal error log's account of the end; of a log that is not here, what its heading on the console says. */
export interface CrashFacts {
  kind: 'out-of-memory' | 'signal' | 'internal-error'
  artifact: ArtifactId
  /** Only the heading is known: the log itself is not here. */
  headingOnly: boolean
  headline: Known<string>
  /** `mmap`, `malloc`, `mprotect`, or null when the header names none. */
  mechanism: Known<string> | null
  requested: Known<Bytes> | null
  detail: Known<string> | null
  location: Known<string> | null
  signal: Known<string> | null
  signalCode: Known<string> | null
  signalSender: Known<number> | null
  signalAddress: Known<number> | null
  thread: Known<string> | null
  threadKind: Known<string> | null
  threadState: Known<string> | null
  problematicFrame: Known<string> | null
  at: EpochMs | null
  uptime: Seconds | null
  /** Frames of the failing thread, innermost first. */
  nativeFrames: readonly Stored<FrameRecord>[]
  javaFrames: readonly Stored<FrameRecord>[]
}

/** "Error occurred during initialization of VM" and the like: the JVM ended before it ran anything. */
export interface StartupFailure {
  reason: string
  /** Bytes the message names, e.g. of the object heap that could not be reserved. */
  bytes: Bytes | null
  event: Stored<EventRecord>
  citation: Citation
}

/** The same words of a VM that ran: it ends when it cannot start a thread for jcmd, jstack or an agent that attaches. */
export interface LateExit {
  /** How old the VM was. */
  uptime: Seconds
  citation: Citation
}

export interface LimitFacts {
  /** vm.max_map_count. `source` assumed: nothing states it, 65 530 is the kernel's default. */
  maxMapCount: { value: number; source: 'measured' | 'assumed'; citation: Citation | null; at: EpochMs | null }
  /** Every stated value of vm.max_map_count that differs from the one above. */
  otherMaxMapCounts: readonly Known<number>[]
  /** rlimits, soft; value null: unlimited; null: not known. */
  addressSpace: Known<Bytes | null> | null
  data: Known<Bytes | null> | null
  stack: Known<Bytes | null> | null
  locked: Known<Bytes | null> | null
  processes: Known<number | null> | null
  files: Known<number | null> | null
  threadsMax: Known<number> | null
  pidMax: Known<number> | null
}

export interface MemoryFacts {
  total: Known<Bytes> | null
  free: Known<Bytes> | null
  /** MemAvailable, or estimated as free + cached + reclaimable slab - shared memory where the kernel does not print it. */
  available: Known<Bytes> | null
  availableEstimated: boolean
  buffers: Known<Bytes> | null
  cached: Known<Bytes> | null
  shmem: Known<Bytes> | null
  slabReclaimable: Known<Bytes> | null
  swapTotal: Known<Bytes> | null
  swapFree: Known<Bytes> | null
  commitLimit: Known<Bytes> | null
  committed: Known<Bytes> | null
  hugeTotal: Known<number> | null
  hugeFree: Known<number> | null
  /** The meminfo values stand in the crash log: they are those of the failure. */
  atCrash: boolean
  /** The process's own size: the crash log's, /proc status's, or the sum of the listing. */
  virtualSize: (Known<Bytes> & { origin: 'crash-log' | 'status' | 'listing'; atFailure: boolean }) | null
  dataSize: Known<Bytes> | null
  lockedSize: Known<Bytes> | null
  rss: Known<Bytes> | null
}

export interface OvercommitFacts {
  mode: Known<number> | null
  ratio: Known<number> | null
  /** vm.overcommit_kbytes in bytes; 0 means that the ratio counts. */
  fixed: Known<Bytes> | null
  adminReserve: Known<Bytes> | null
  userReserve: Known<Bytes> | null
}

/** One mapping listing with what is needed to weigh it. */
export interface Listing {
  record: Stored<MappingsRecord>
  citation: Citation
  at: EpochMs | null
  complete: boolean
  /** Whether it has a `[vsyscall]` line, which the kernel does not count. */
  vsyscall: boolean
  /** Rows minus the `[vsyscall]` row. */
  vmas: number
  fromCrashLog: boolean
}

/** A count of maps that a metrics export measured. */
export interface CountedMaps {
  /** As the export says it. */
  value: number
  /** Whether the export counts lines of maps ([vsyscall] included) or VMAs; known only by comparing it with a listing. */
  unit: 'lines' | 'vmas' | 'unknown'
  /** The export prints it rounded (`65.5 K`). */
  rounded?: boolean
  /** Least and most VMAs the value can stand for. */
  vmas: [number, number]
  citation: Citation
  at: EpochMs
}

export interface MapCounts {
  /** Highest point of the series. */
  peak: CountedMaps
  /** Last point of the series. */
  last: CountedMaps
  points: number
}

/** Who every row of a listing belongs to. */
export interface Ownership {
  listing: Listing
  /** Row -> index into `ownerIds`. */
  owners: Uint8Array<ArrayBuffer>
  /** Largest count first; owners without mappings are left out. */
  totals: OwnerTotal[]
  /** Mappings whose path stands more than once with the same file offset, beyond the first: remains of replaced mappings. */
  repeated: number
  /** Mappings of deleted files. */
  deleted: number
  /** Anonymous mappings that touch a neighbour of the same kind with other permissions, or with none: splits. */
  split: number
  /** Mappings of /memfd:java_heap and its like. */
  multiMapped: number
  /** Pairs of a reserved and a used part that make one malloc arena. */
  arenas: number
}

export interface TimeFacts {
  startedAt: EpochMs | null
  crashedAt: EpochMs | null
  /** When the process ended, as far as it can be known: the crash, or the last event of a log that ends. */
  endedAt: EpochMs | null
  /** Newest time anything of this process states. */
  lastSeenAt: EpochMs | null
  uptime: Seconds | null
}

export interface ThreadFacts {
  threads: readonly Stored<ThreadRecord>[]
  /** Highest count that is stated or listed. */
  count: Known<number> | null
}

export interface ProcessFacts {
  readonly records: ProcessRecords
  readonly index: FactIndex
  readonly jvm: JvmIdentity | null
  readonly os: OsIdentity | null
  /** Null: not stated. */
  readonly system: Known<SystemId> | null
  readonly kernel: KernelFacts | null
  readonly pageSize: PageSize
  readonly crash: CrashFacts | null
  readonly startupFailure: StartupFailure | null
  readonly lateExit: LateExit | null
  /** How the process's parent saw it end: `exit code 1`. */
  readonly exit: Known<string> | null
  /** Events that tell once more of a refused thread, each with the one that told of it first. */
  readonly retoldThreads: ReadonlyMap<Stored<EventRecord>, Stored<EventRecord>>
  /** Everything that was refused, in time order where times are known; the crash is last. */
  readonly victims: readonly Victim[]
  /** The one the diagnosis starts from: the fatal one, else the first. */
  readonly victim: Victim | null
  readonly limits: LimitFacts
  readonly memory: MemoryFacts
  readonly overcommit: OvercommitFacts
  /** All listings, oldest first, the crash log's last. */
  readonly listings: readonly Listing[]
  /** The one that stands for the failure: the crash log's if it has rows, else the newest. */
  readonly listing: Listing | null
  readonly mapCounts: MapCounts | null
  readonly ledger: LimitLedger | null
  /** From the threads, where no whole listing counts the mappings. */
  readonly mapEstimate: MapEstimate | null
  readonly ownership: Ownership | null
  readonly ownersOf: (listing: Listing) => Ownership
  readonly culprit: Culprit | null
  readonly contributing: readonly ContributingCauseId[]
  readonly threads: ThreadFacts
  readonly tasks: TaskFacts
  readonly times: TimeFacts
  /** When things happened, on one clock: logs without a zone are moved into the one that fits. */
  readonly clock: Times
  /** Who asked for each explicit collection of the GC log. */
  readonly explicitGc: ExplicitGcFacts
  /** Refusals of maps that only explicit collections and the count of mappings show. */
  readonly silentRefusals: readonly SilentRefusal[]
}

/** Derivations run when first asked for and once. */
export function createFacts(records: ProcessRecords): ProcessFacts {
  return memoised<ProcessFacts>({
    records: () => withJoinedCollections(withOwnSeries(withOwnEvents(records))),
    index: () => new FactIndex(records),
    jvm: jvmOf,
    os: osOf,
    system: systemOf,
    kernel: kernelOf,
    pageSize: (facts) => {
      const stated = facts.index.number('memory.page-size')
      return stated && stated.value >= 4096
        ? { bytes: stated.value, citation: stated.citation }
        : { bytes: 4096, citation: null }
    },
    crash: crashOf,
    startupFailure: startupFailureOf,
    lateExit: lateExitOf,
    exit: (facts) => facts.index.text('process.exit'),
    retoldThreads: retoldThreadsOf,
    victims: victimsOf,
    victim: fatalVictim,
    limits: limitsOf,
    memory: memoryOf,
    overcommit: overcommitOf,
    listings: listingsOf,
    listing: listingOf,
    mapCounts: countedOf,
    ledger: ledgerOf,
    mapEstimate: mapEstimateOf,
    ownership: (facts) => (facts.listing ? facts.ownersOf(facts.listing) : null),
    ownersOf: (facts) => ownershipOf(facts),
    culprit: culpritOf,
    contributing: contributingOf,
    threads: threadsOf,
    tasks: tasksOf,
    times: timesOf,
    clock: (facts) => new Times(facts),
    explicitGc: explicitGcOf,
    silentRefusals: silentRefusalsOf,
  })
}
