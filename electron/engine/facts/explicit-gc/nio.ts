/**
 * FileChannel.map: FileChannelImpl.map catches the OutOfMemoryError that map0 throws for ENOMEM, calls System.gc(), sleeps 100 ms
 * and maps once more; a second refusal becomes IOException "Map failed" (sun/nio/ch/FileChannelImpl.java, JDK 1.4 to 25). Where
 * the second try succeeds, the collection is all that shows.
 */
import { formatCount, formatPercent } from '../../../../shared/display/counts.ts'
import { formatDuration } from '../../../../shared/display/durations.ts'
import type { OwnerId } from '../../../../shared/model/analysis.ts'
import type { Milliseconds } from '../../../../shared/model/units.ts'
import { citationOf } from '../known.ts'
import type { ProcessFacts } from '../process-facts.ts'
import type { Call } from './calls.ts'
import type { CountsAround } from './map-counts.ts'
import { distanceWords, speaksAgainst, speaksFor, type Scene, type Sign, type SignsOf } from './signs.ts'

/** The sleep, the second try and the logging of its exception; a busy logger takes its time. */
const FAILS_WITHIN: Milliseconds = 10_000
/** System.gc() returns only when a concurrent cycle ends, and the log prints no end for all of them. */
const FAILS_WITHIN_CONCURRENT: Milliseconds = 60_000
const SAME_TIME: Milliseconds = 600_000
const AT_ONCE: Milliseconds = 60_000
const SAME_HOUR: Milliseconds = 3_600_000
/** Owners of what an application maps; libraries and archives of classes are mapped by the VM. */
const MAPPED_BY_JAVA: ReadonlySet<OwnerId> = new Set(['index-file', 'data-file', 'other-file'])
/** Mappings come and go; below these shares nobody is near the limit. */
const FAR = 0.5
const NEAR = 0.8
const FULL = 0.98

export function nioSigns(scene: Scene): SignsOf {
  const standing = [...spaceSigns(scene.facts), ...fileSigns(scene.facts), ...rhythmSigns(scene)]
  return (call) => [
    ...failureSigns(scene, call),
    ...refusalSigns(scene, call),
    ...countSigns(scene.facts, scene.counts.around(call)),
    ...standing,
  ]
}

function failureSigns({ mapFailures }: Scene, call: Call): Sign[] {
  const late = call.records.some((record) => record.concurrent) ? FAILS_WITHIN_CONCURRENT : FAILS_WITHIN
  const near = mapFailures.nearest(call, late)
  const unplaced = near ? null : mapFailures.lastUncompared(call)
  if (unplaced) {
    const claim = 'the process met Map failed, which is not thrown before System.gc() was called; no time tells when'
    return [speaksFor(call.untilCall === null ? 'strong' : 'weak', claim, citationOf(unplaced.event))]
  }
  if (!near) return []
  const { event } = near.item
  const citation = citationOf(event)
  if (near.belongs) {
    const when = near.distance > 0 ? `${formatDuration(near.distance)} after it` : 'during it'
    return [speaksFor('decisive', `Map failed was thrown ${when}, as the second try does`, citation)]
  }
  const claim = `the process met Map failed ${distanceWords(near.distance)}`
  return [speaksFor(Math.abs(near.distance) <= SAME_TIME ? 'strong' : 'weak', claim, citation)]
}

/** Other calls that the kernel refused at that moment met the same limit. */
function refusalSigns({ refusals, clocks, facts }: Scene, call: Call): Sign[] {
  const near = refusals.nearest(call, FAILS_WITHIN)
  if (near?.belongs) {
    const { event } = near.item
    const what = event.type === 'thread-start-failed' ? 'a thread' : 'memory'
    const when = near.distance > 0 ? `${formatDuration(near.distance)} after it` : 'at the same time'
    const citation = citationOf(event)
    return [speaksFor('strong', `the kernel refused ${what} ${when}`, citation)]
  }
  const crash = clocks.ofCrash()
  const away = crash && clocks.between(call.start, crash)
  if (!facts.crash || facts.crash.kind !== 'out-of-memory' || away === null || away < 0) return []
  const after = Math.max(0, away - call.pauseMs)
  if (after > SAME_TIME) return []
  const claim = `the kernel refused memory ${formatDuration(after)} after it, and the JVM ended`
  return [speaksFor(after <= FAILS_WITHIN ? 'strong' : 'weak', claim, facts.crash.headline.citation)]
}

function countSigns(facts: ProcessFacts, around: CountsAround): Sign[] {
  const { atLimit, before, after, peak, limit, fall, withinReach } = around
  if (!peak) return []
  const of = `of ${formatCount(limit)} mappings`
  const signs: Sign[] = []
  const far = farSign(facts, around)
  if (atLimit && !far) {
    const when = atLimit.away === 0 ? 'at that time' : `${formatDuration(atLimit.away)} from it`
    const { vmas } = atLimit.count
    // More than M + 1 cannot be VMAs: an export that shows it counts lines, [vsyscall] among them.
    const counted =
      vmas > limit + 1
        ? `${formatCount(vmas)} lines of maps, limit ${formatCount(limit)},`
        : `${formatCount(vmas)} ${of}`
    const claim = `the process had ${counted} ${when}: no further map was possible`
    signs.push(speaksFor(atLimit.away <= SAME_HOUR ? 'strong' : 'weak', claim, atLimit.count.citation))
  } else if (withinReach && before) {
    const claim = `${formatCount(before.vmas)} ${of} were counted before it, and the count could rise by the rest until then`
    signs.push(speaksFor('weak', claim, before.citation))
  }
  if (fall > 0 && before && after) {
    const claim = `the count fell from ${formatCount(before.vmas)} to ${formatCount(after.vmas)} with it: buffers were unreachable, which is what the retry counts on`
    signs.push(speaksFor('weak', claim, after.citation))
  }
  if (far) signs.push(far)
  return signs
}

/** ENOMEM needs a limit; far from this one, and with no other known, map0 was not refused. */
function farSign({ limits, memory }: ProcessFacts, around: CountsAround): Sign | null {
  const { before, after, atLimit, covered, reach, limit, peak, withinReach } = around
  if (!peak || withinReach || (atLimit && atLimit.away <= AT_ONCE)) return null
  // RLIMIT_AS gives the same ENOMEM.
  const space = limits.addressSpace?.value ?? null
  const otherLimit = space !== null && (memory.virtualSize?.value ?? space) >= NEAR * space
  const count = covered ? before : peak
  if (!count) return null
  const share = count.vmas / limit
  const claim = covered
    ? `only ${formatCount(count.vmas)} of ${formatCount(limit)} mappings (${formatPercent(share)}) shortly before: no map was refused for their number`
    : `never more than ${formatCount(count.vmas)} of ${formatCount(limit)} mappings (${formatPercent(share)}) were counted`
  if (covered) {
    const most = reach ?? count.vmas
    if (share >= NEAR && most >= NEAR * limit) return null
    const sure = (share < FAR || most < NEAR * limit) && most < limit
    return speaksAgainst(otherLimit ? 'weak' : sure ? 'decisive' : 'strong', claim, count.citation)
  }
  if (share >= FAR) return null
  // A count that was only taken after a collection may be what the collection left.
  const surrounded = before !== null && after !== null
  return speaksAgainst(otherLimit || !before ? 'weak' : surrounded ? 'decisive' : 'strong', claim, count.citation)
}

/** RLIMIT_AS refuses maps with the same ENOMEM; a size from the failure itself tells that it was met. */
function spaceSigns({ limits, memory }: ProcessFacts): Sign[] {
  const space = limits.addressSpace?.value ?? null
  const { virtualSize } = memory
  if (space === null || !virtualSize || virtualSize.value < FULL * space) return []
  const claim = `${formatCount(virtualSize.value)} of the ${formatCount(space)} bytes that RLIMIT_AS allows were in use: no further map was possible`
  return [speaksFor(virtualSize.atFailure ? 'strong' : 'weak', claim, virtualSize.citation)]
}

function fileSigns({ ownership }: ProcessFacts): Sign[] {
  if (!ownership || ownership.listing.vmas === 0) return []
  const files = ownership.totals.filter(({ owner }) => MAPPED_BY_JAVA.has(owner))
  const count = files.reduce((sum, total) => sum + total.count, 0)
  const first = files[0]
  if (!first || count < FAR * ownership.listing.vmas) return []
  const claim = `the process lives by FileChannel.map: ${formatCount(count)} of ${formatCount(ownership.listing.vmas)} mappings are files it mapped`
  return [speaksFor('weak', claim, first.example)]
}

function rhythmSigns({ rhythm, mapFailures }: Scene): Sign[] {
  if (rhythm.calls < 2 || rhythm.shortest === null || rhythm.longest === null) return []
  const gaps = `${formatDuration(rhythm.shortest)} to ${formatDuration(rhythm.longest)}`
  if (!rhythm.regular) {
    return rhythm.shortest >= 100 && rhythm.longest > 1.5 * rhythm.shortest
      ? [speaksFor('weak', `${rhythm.calls} calls came ${gaps} apart: by no clock, as refusals come`)]
      : []
  }
  return mapFailures.size > 0
    ? []
    : [speaksAgainst('weak', `${rhythm.calls} calls came evenly, ${gaps} apart: refusals follow no clock`)]
}
