/** Everything the artifacts of one process say, as loaded from the store: the only input of the diagnosis. */
import type {
  EventRecord,
  FactRecord,
  FrameRecord,
  GcRecord,
  MappingsRecord,
  RangeRecord,
  SeriesRecord,
  ThreadRecord,
  UnlistedRecord,
} from './records.ts'
import type { LogPart } from './log-part.ts'
import type { ZoneOwner } from './time-base.ts'
import type { ArtifactId, Citation, ProcessId } from './span.ts'
import type { EpochMs, Pid } from './units.ts'

/** A record with the artifact it stands in. */
export type Stored<R> = R & { artifact: ArtifactId }

export interface ProcessArtifact {
  id: ArtifactId
  path: string
  format: string
  at: EpochMs | null
  /** Where `at` comes from; absent: not known. */
  timeSource?: string | null
  /** Whether the artifact is this process's own, or its host's (sysctl, meminfo, dmesg: shared with other processes of the folder). */
  scope: 'process' | 'host'
  /** What it covers, and its place among the files of the same log; null or absent for what is no log. */
  log?: LogPart | null
  /**
   * `stated`: every time that it prints has a zone, or needs none. `assumed`: some have none and were taken as UTC.
   * `corrected`: the user gave them a zone. Absent: not known.
   */
  zone?: 'stated' | 'assumed' | 'corrected'
  /** The zone in which times without one were read, since another artifact says that it is the host's or the JVM's; absent: none does. */
  hostZone?: { name: string; whose: ZoneOwner; text: string; citation: Citation }
  /** Its end is missing. Absent: not known, or whole. */
  cut?: boolean
  /** How the user corrected its times, in words; absent where nobody did. */
  correction?: string
  /** Columns whose role the user chose, with that role; absent where there are none. */
  chosenRoles?: { column: string; role: string }[]
}

export interface ProcessRecords {
  process: ProcessId
  host: string | null
  pid: Pid | null
  label: string
  /** The other processes of the case, by which an export of several is told apart; absent: none. */
  others?: { host: string | null; pid: Pid | null }[]
  artifacts: ProcessArtifact[]
  facts: Stored<FactRecord>[]
  /** Of each artifact in the order of its lines. */
  events: Stored<EventRecord>[]
  /** How many events more there were; absent: none. */
  unlisted?: Stored<UnlistedRecord>[]
  series: Stored<SeriesRecord>[]
  /** In time order where times are known; the crash log's own listing last. */
  mappings: Stored<MappingsRecord>[]
  frames: Stored<FrameRecord>[]
  threads: Stored<ThreadRecord>[]
  ranges: Stored<RangeRecord>[]
  /** In the order of their logs, older files of a rotated log first. */
  collections: Stored<GcRecord>[]
}
