/** Where the times of an artifact come from, and what was done to them: stated for each, and correctable by the user. */
import type { ArtifactId, Citation } from './span.ts'
import type { EpochMs, Milliseconds } from './units.ts'

export const timeBaseKinds = [
  'offset', // printed with an offset from UTC, or as UTC
  'abbreviation', // printed with the name of a zone: CET, CST
  'local', // printed without a zone
  'epoch', // numbers since 1970
  'uptime', // only seconds since the JVM started
  'boot', // only seconds since the host booted: a kernel's log
  'name', // no time in the text: that of the artifact's name
  'archive', // no time in the text: that of the entry in its archive
  'file', // no time in the text: that of the file
  'none',
] as const
export type TimeBaseKind = (typeof timeBaseKinds)[number]

/** Who says it: the artifact; an assumption (UTC); another artifact of the process, with which it then agrees; the user. */
export type TimeBaseOrigin = 'stated' | 'assumed' | 'aligned' | 'user'

/** What of a time base a user may set; anything else would change what is known. */
export type TimeCorrectionKind = 'zone' | 'shift' | 'anchor'

/** A time as it was read from a line, and as it is used. */
export interface PlacedTime {
  /** In UTC as read: of a zone that is not printed, the clock as if it were UTC; null for seconds since a start. */
  read: EpochMs | null
  /** null where nothing tells when the start was. */
  used: EpochMs | null
  /** null for a time that stands in no line: of a name, an archive, a file. */
  citation: Citation | null
}

export interface TimeBase {
  kind: TimeBaseKind
  origin: TimeBaseOrigin
  /** The zone: as printed, or as the user gave it; null where there is none. */
  zone: string | null
  /** What is added to times without a zone, taken as UTC, so that they are UTC: by alignment or by the user. At the first of them. */
  offset: Milliseconds
  /** What the user adds to every time since the clock of the host was off. */
  shift: Milliseconds
  /** What seconds are counted from, of kinds `uptime` and `boot` and of logs that print both; null: not known. */
  anchor: { at: EpochMs; why: string; citation: Citation | null; byUser?: boolean } | null
  /** One sentence: where times come from and what was done to them. */
  text: string
  /** The line that shows how times are written. */
  evidence: Citation | null
  first: PlacedTime | null
  last: PlacedTime | null
  /** What the user may correct here. */
  correctable: TimeCorrectionKind[]
  /** In words, where the user did: `corrected by you: Asia/Shanghai, UTC+08:00`. */
  correction: string | null
}

/** What the diagnosis found out of the times of an artifact. */
/** Whose zone it is: the host's own, or that which the JVM was given (user.timezone). */
export type ZoneOwner = 'host' | 'JVM'

export interface ArtifactClock {
  artifact: ArtifactId
  /** Added to times without a zone, so that they agree with the other logs of the process. */
  shift: Milliseconds
  /** In which times without a zone were read; absent: no artifact says a zone. */
  zone?: { name: string; whose: ZoneOwner; citation: Citation }
  /** When the seconds of lines without a date began; null: nothing tells, or there are none. */
  anchor: { at: EpochMs; why: string; citation: Citation | null } | null
}
