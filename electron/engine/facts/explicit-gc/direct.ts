/**
 * Direct memory: java.nio.Bits.reserveMemory calls System.gc() when a direct buffer does not fit under its limit, waits in nine
 * steps of 1 to 256 ms, and throws OutOfMemoryError. The limit is the JDK's own (-XX:MaxDirectMemorySize, else the maximum heap).
 */
import { formatBytes, formatExactBytes } from '../../../../shared/display/bytes.ts'
import { formatPercent } from '../../../../shared/display/counts.ts'
import { formatDuration } from '../../../../shared/display/durations.ts'
import type { Citation } from '../../../../shared/model/span.ts'
import type { Bytes, Milliseconds } from '../../../../shared/model/units.ts'
import { citationOf, type Known } from '../known.ts'
import type { ProcessFacts } from '../process-facts.ts'
import type { Call } from './calls.ts'
import {
  distanceWords,
  speaksAgainst,
  speaksFor,
  type Scene,
  type Sign,
  type SignsOf,
  type TimedEvent,
} from './signs.ts'

/** Half a second of waiting, and the logging of the exception. */
const FAILS_WITHIN: Milliseconds = 10_000
const SAME_TIME: Milliseconds = 600_000
const USED_UP = 0.9
const HALF = 0.5
/** Direct buffers are zeroed when they are made (DirectByteBuffer): what is reserved is resident, or in swap. */
const RESIDENT_SHARE = 0.7

export function directSigns(scene: Scene): SignsOf {
  const standing = useSigns(scene)
  return (call) => [...failureSigns(scene, call), ...standing]
}

function failureSigns({ directFailures }: Scene, call: Call): Sign[] {
  const near = directFailures.nearest(call, FAILS_WITHIN)
  if (!near) return unplacedSigns(directFailures.lastUncompared(call), call)
  const { event } = near.item
  const reason = String(event.values['reason'] ?? '')
  const error = `OutOfMemoryError: ${reason}`
  if (near.belongs) {
    const when = near.distance > 0 ? `${formatDuration(near.distance)} after it` : 'during it'
    return [
      speaksFor('decisive', `${error} was thrown ${when}, when waiting for memory did not help`, citationOf(event)),
    ]
  }
  const weight = Math.abs(near.distance) <= SAME_TIME ? 'strong' : 'weak'
  return [speaksFor(weight, `the process met ${error} ${distanceWords(near.distance)}`, citationOf(event))]
}

/** The error is never thrown without the call: of a process that it ended, the last call of the log is the one. */
function unplacedSigns(failure: TimedEvent | null, call: Call): Sign[] {
  if (!failure) return []
  const { event } = failure
  const error = `OutOfMemoryError: ${String(event.values['reason'] ?? '')}`
  const claim = `the process met ${error}, which is not thrown before System.gc() was called; no time tells when`
  return [speaksFor(call.untilCall === null ? 'strong' : 'weak', claim, citationOf(event))]
}

interface Limit {
  bytes: Bytes
  words: string
  /** Whether somebody set it: a sign that direct memory is used. */
  set: boolean
  citation: Citation
}

function useSigns({ facts, arguments: options, directFailures }: Scene): Sign[] {
  const limit = limitOf(options)
  if (!limit) return []
  const signs: Sign[] = []
  const used = inUse(facts)
  if (used) {
    const share = used.value / limit.bytes
    const claim = `${formatBytes(used.value)} of ${formatBytes(limit.bytes)} (${limit.words}) were in use when it was measured, ${formatPercent(share)}`
    if (share >= USED_UP) signs.push(speaksFor('strong', claim, used.citation))
    else if (share >= HALF) signs.push(speaksFor('weak', claim, used.citation))
    else signs.push(speaksAgainst(limit.set ? 'weak' : 'strong', claim, used.citation))
  } else if (limit.set) {
    signs.push(
      speaksFor('weak', `direct memory is limited to ${formatBytes(limit.bytes)} by ${limit.words}`, limit.citation),
    )
  }
  const resident = mostResident(facts)
  if (resident && resident.value < RESIDENT_SHARE * limit.bytes) {
    const claim = `the whole process never had more than ${formatBytes(resident.value)} resident, so direct buffers, which are written when they are made, cannot have reached ${formatBytes(limit.bytes)} (${limit.words})`
    signs.push(speaksAgainst('decisive', claim, resident.citation))
  }
  if (signs.length === 0 && directFailures.size === 0) {
    const claim = `the limit is ${formatBytes(limit.bytes)} (${limit.words}) and nothing shows that it was used up`
    signs.push(speaksAgainst('weak', claim, limit.citation))
  }
  return signs
}

function limitOf({ maxDirectMemory, maxHeap }: Scene['arguments']): Limit | null {
  if (maxDirectMemory) {
    return {
      bytes: maxDirectMemory.value,
      words: `-XX:MaxDirectMemorySize, ${formatExactBytes(maxDirectMemory.value)}`,
      set: true,
      citation: maxDirectMemory.citation,
    }
  }
  // Runtime.maxMemory(), which is at most this: some collectors leave out a survivor space.
  return maxHeap && { bytes: maxHeap.value, words: 'the maximum heap', set: false, citation: maxHeap.citation }
}

/** Native memory tracking counts Unsafe.allocateMemory under Other from JDK 11 on: direct buffers and little else. */
function inUse({ index, jvm }: ProcessFacts): Known<Bytes> | null {
  const keys = [
    'heap-dump.direct-bytes',
    ...((jvm?.feature ?? 0) >= 11 ? (['nmt.other-committed'] as const) : []),
  ] as const
  const stated = keys.flatMap((key) =>
    index
      .all(key)
      .flatMap((fact) =>
        typeof fact.value === 'number' ? [{ value: fact.value, citation: citationOf(fact), at: fact.at }] : [],
      ),
  )
  return stated.toSorted((left, right) => right.value - left.value)[0] ?? null
}

/** The highest measure of resident size over the life of the process, and its swap; null without a series of it. */
function mostResident({ records, index }: ProcessFacts): { value: Bytes; citation: Citation } | null {
  let most: { value: Bytes; citation: Citation } | null = null
  for (const series of records.series) {
    if (series.series !== 'rss' || series.unit !== 'bytes') continue
    const { artifact, quote } = series
    for (let point = 0; point < series.value.length; point++) {
      const value = series.value[point] ?? Number.NaN
      if (!(value > (most?.value ?? 0))) continue
      // The number on the point's line is in the export's own unit: the column's name is what can be quoted.
      const endLine = Math.max(series.span.line, series.line[point] ?? 0)
      most = { value, citation: { artifact, line: series.span.line, endLine, quote } }
    }
  }
  const swap = index.number('process.swap')?.value ?? 0
  return most && { ...most, value: most.value + swap }
}
