/** What the list of explicit collections cannot show, by design of the JVM. */
import { formatCount, formatQuantity } from '../../../../shared/display/counts.ts'
import type { ProcessFacts } from '../process-facts.ts'
import { unlistedOf } from '../unlisted.ts'
import { argumentsOf } from './arguments.ts'

/** A sentence or two; null when nothing is hidden. */
export function explicitGcNote(facts: ProcessFacts): string | null {
  const { collections, events } = facts.records
  const options = argumentsOf(facts)
  const failures = events.filter(({ type }) => type === 'map-failed').length + unlistedOf(facts, 'map-failed')
  const parts: string[] = []
  if (options.disableExplicitGc?.value === true) {
    parts.push(
      'With -XX:+DisableExplicitGC System.gc() returns at once (JVM_GC, jvm.cpp), so that no such collection is logged, whoever asks for it.',
      'FileChannel.map then loses its only rescue: it sleeps 100 ms and tries again while nothing was unmapped.',
    )
    if (failures > 0)
      parts.push(
        `${capital(formatQuantity(failures, 'Map failed', 'Map failed'))} without a collection before it ${failures === 1 ? 'is' : 'are'} what that looks like.`,
      )
  } else if (failures > 0 && collections.length === 0) {
    parts.push(
      `No GC log is here. Each of ${formatQuantity(failures, '"Map failed"', '"Map failed"')} was preceded by a System.gc(), of which only a GC log has a trace.`,
    )
  }
  if (options.explicitGcConcurrent?.value === true && options.disableExplicitGc?.value !== true) {
    parts.push(
      'With -XX:+ExplicitGCInvokesConcurrent an explicit collection is the start of a concurrent cycle, not a full collection; System.gc() returns when the cycle ends.',
    )
  }
  if (collections.length > 0 && collections.every(({ cause }) => cause === null)) {
    parts.push(
      'This GC log prints no causes (JDK 7 and earlier: -XX:+PrintGCCause), so that explicit collections cannot be told from others.',
    )
  }
  const { total, collections: listed } = facts.explicitGc
  if (listed.length < total)
    parts.push(
      `${formatCount(total)} explicit collections are logged; the first and last ${formatCount(listed.length)} are listed.`,
    )
  return parts.length === 0 ? null : parts.join(' ')
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
