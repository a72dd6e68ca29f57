/** The statement of where an artifact's times come from: from what its records show, what the diagnosis found out, and what the user says. */
import type { ArtifactSummary } from '../../../shared/model/case.ts'
import type { Correction } from '../../../shared/model/corrections.ts'
import type { Citation } from '../../../shared/model/span.ts'
import type {
  ArtifactClock,
  PlacedTime,
  TimeBase,
  TimeBaseKind,
  TimeCorrectionKind,
  ZoneOwner,
} from '../../../shared/model/time-base.ts'
import type { EpochMs, Milliseconds, Seconds } from '../../../shared/model/units.ts'
import { isZoned, printedZone, type PrintedZone } from '../../../shared/model/zones.ts'
import type { CountedSample, TimeSample, TimeSamples } from '../store/queries/time-samples.ts'
import { zoneClock } from '../formats/lib/zone-clock.ts'
import { anchored, corrected, correctedClock, correctionText, type CorrectedClock } from './clock.ts'
import { timeBaseText } from './time-words.ts'

export interface TimeBaseInput {
  artifact: Pick<ArtifactSummary, 'id' | 'path' | 'at' | 'timeSource' | 'issues'>
  samples: TimeSamples
  /** What the diagnosis found out, with the user's corrections laid over the records; null: nothing. */
  found: ArtifactClock | null
  corrections: readonly Correction[]
}

/** What the text alone says. */
export interface WrittenTimes {
  kind: TimeBaseKind
  /** Zone of the line that shows how times are written. */
  zone: PrintedZone | null
  evidence: Citation | null
  /** The zone is not known from the artifact: its times were taken as UTC. */
  unzoned: boolean
  /** Some lines have a zone and some have none. */
  mixed: boolean
  /** The year is not printed. */
  yearAssumed: boolean
  /** The zone that another artifact states. */
  hostZone?: { name: string; whose: ZoneOwner; ahead: Milliseconds } | null
}

export function timeBaseOf(input: TimeBaseInput): TimeBase {
  const { artifact, found, corrections } = input
  const written = writtenTimes(input)
  const own = correctedClock(corrections)
  const stated = own?.zone || !written.unzoned ? undefined : found?.zone
  const host = stated ? zoneClock(stated.name) : null
  const clock = host ? { shift: 0, anchor: null, ...own, zone: host } : own
  const aligned = own?.zone ? 0 : (found?.shift ?? 0)
  const place = (sample: TimeSample): PlacedTime => {
    const unzoned = needsZone(written, sample, artifact.at)
    const used = clock === null ? sample.at : corrected(clock, sample.at, unzoned)
    return { read: sample.at, used: used + aligned, citation: sample.citation }
  }
  const anchor = anchorOf(input, clock)
  const counted = (sample: CountedSample): PlacedTime => {
    const used = anchor === null ? null : anchor.at + Math.round(sample.seconds * 1000)
    return { read: null, used, citation: sample.citation }
  }
  const ends = endsOf(input, written, { place, counted, clock })
  const ahead = clock?.zone?.offset(ends.first?.read ?? artifact.at ?? 0) ?? 0
  const offset = aligned - ahead
  const base: Omit<TimeBase, 'text'> = {
    kind: written.kind,
    origin: own !== null ? 'user' : host ? 'aligned' : originOf(written, aligned, anchor),
    zone: clock?.zone?.name ?? written.zone?.name ?? null,
    offset,
    shift: clock?.shift ?? 0,
    anchor,
    evidence: written.evidence,
    ...ends,
    correctable: correctableOf(input, written),
    correction: own && correctionText(own, ends.first?.read ?? artifact.at),
  }
  return {
    ...base,
    text: timeBaseText(base, {
      ...written,
      hostZone: host && stated ? { name: host.name, whose: stated.whose, ahead } : null,
    }),
  }
}

function writtenTimes({ artifact, samples }: TimeBaseInput): WrittenTimes {
  const { first, uptime, boot } = samples
  const issue = artifact.issues.find(({ code }) => code === 'no-time-zone' || code === 'zone-unknown')
  const yearAssumed = artifact.issues.some(({ code }) => code === 'time-assumed')
  const nothing = { zone: null, evidence: null, unzoned: false, mixed: false, yearAssumed }
  if (first !== null && !isOfName(artifact, first)) {
    const zone = first.form === null ? printedZone(first.citation.quote) : null
    if (issue) {
      const evidence = evidenceOf(artifact.id, issue.line, first)
      const ambiguous = zone !== null && zone.offset === null
      return {
        kind: ambiguous ? 'abbreviation' : 'local',
        zone: ambiguous ? zone : null,
        evidence,
        unzoned: true,
        mixed: zone?.offset != null,
        yearAssumed,
      }
    }
    const named = zone !== null && /^[A-Z]{2}/.test(zone.name) && !/^(?:UTC|GMT)/.test(zone.name)
    const dated = { ...nothing, zone, evidence: first.citation }
    if (first.form === 'zoned' || zone !== null) return { ...dated, kind: named ? 'abbreviation' : 'offset' }
    if (first.form === 'epoch' || EPOCH_DIGITS.test(first.citation.quote)) return { ...dated, kind: 'epoch' }
    // Not complained about: another line of the artifact says the zone (TZ among the variables of a crash log), or the time itself.
    return { ...dated, kind: CLOCK.test(first.citation.quote) ? 'local' : 'offset' }
  }
  if (uptime !== null) return { ...nothing, kind: 'uptime', evidence: uptime.citation }
  if (boot !== null) return { ...nothing, kind: 'boot', evidence: boot.citation }
  const { at, timeSource, path } = artifact
  if (at === null || (timeSource !== 'name' && timeSource !== 'archive' && timeSource !== 'file'))
    return { ...nothing, kind: 'none' }
  return { ...nothing, kind: timeSource, unzoned: timeSource === 'name' && !hasEpochName(path) }
}

// maps-1795337183412.txt
const EPOCH = /(?<!\d)(?:\d{10}|\d{12,13})(?!\d)/

/** Whether the time of a name is a number since 1970, which needs no zone. */
export function hasEpochName(path: string): boolean {
  return EPOCH.test(path.slice(path.lastIndexOf('/') + 1))
}

const CLOCK = /\d\d:\d\d:\d\d/
// 1795337205.123456   "1795337205000000"
const EPOCH_DIGITS = /(?<![\dx])\d{10,16}(?:\.\d+)?(?!\d)/

/** Listings without a time of their own have that of the artifact's name, from ingest. */
function isOfName({ at, timeSource }: TimeBaseInput['artifact'], sample: TimeSample): boolean {
  return timeSource === 'name' && sample.at === at && printedZone(sample.citation.quote) === null
}

/** The line that the issue names; its words are known only where it is the sample's. */
function evidenceOf(artifact: number, line: number | null, { citation }: TimeSample): Citation {
  return line === null || line === citation.line ? citation : { artifact, line, endLine: line, quote: '' }
}

function needsZone({ kind, unzoned }: WrittenTimes, { citation, form, at }: TimeSample, own: EpochMs | null): boolean {
  if (form !== null) return form === 'local'
  return unzoned && (kind === 'name' ? at === own : !isZoned(citation.quote))
}

function anchorOf({ samples, found }: TimeBaseInput, clock: CorrectedClock | null): TimeBase['anchor'] {
  if (clock?.anchor != null) return { at: clock.anchor, why: 'you', citation: null, byUser: true }
  return samples.uptime === null ? null : (found?.anchor ?? null)
}

interface Placing {
  place: (sample: TimeSample) => PlacedTime
  counted: (sample: CountedSample) => PlacedTime
  clock: CorrectedClock | null
}

function endsOf(
  { artifact, samples }: TimeBaseInput,
  { kind, unzoned }: WrittenTimes,
  { place, counted, clock }: Placing,
): Pick<TimeBase, 'first' | 'last'> {
  const { first, last, uptime, lastUptime, boot } = samples
  if (kind === 'uptime') return { first: uptime && counted(uptime), last: lastUptime && counted(lastUptime) }
  if (kind === 'boot') return { first: boot && bootTime(boot, clock), last: null }
  if (first !== null) return { first: place(first), last: last && place(last) }
  if (artifact.at === null) return { first: null, last: null }
  const used = clock === null ? artifact.at : corrected(clock, artifact.at, unzoned)
  return { first: { read: artifact.at, used, citation: null }, last: null }
}

function bootTime(
  { seconds, citation }: { seconds: Seconds; citation: Citation },
  clock: CorrectedClock | null,
): PlacedTime {
  return { read: null, used: clock === null ? null : anchored(clock, seconds), citation }
}

function originOf({ unzoned }: WrittenTimes, aligned: number, anchor: TimeBase['anchor']): TimeBase['origin'] {
  if (aligned !== 0 || anchor !== null) return 'aligned'
  return unzoned ? 'assumed' : 'stated'
}

function correctableOf({ artifact, samples }: TimeBaseInput, { unzoned }: WrittenTimes): TimeCorrectionKind[] {
  const kinds: TimeCorrectionKind[] = []
  if (unzoned) kinds.push('zone')
  const counted = samples.uptime !== null || samples.boot !== null
  // A start is on the corrected clock already.
  if (samples.first !== null || (artifact.at !== null && !counted)) kinds.push('shift')
  if (counted) kinds.push('anchor')
  return kinds
}
