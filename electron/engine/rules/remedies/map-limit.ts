/** What to do about a full, or nearly full, map count. */
import type { Remedy } from '../../../../shared/model/analysis.ts'
import { formatCount, formatPercent } from '../../../../shared/display/counts.ts'
import { LEAST_RECOMMENDED, recommendedFor } from '../../../../shared/display/what-if.ts'
import type { ProcessFacts } from '../../facts/process-facts.ts'
import { whatIfOf } from '../../facts/what-if.ts'
import { disablesExplicitGc, explicitGcRemedy } from './explicit-gc.ts'

const ALERT_SHARE = 0.8

/** Twice the need, up to the next power of two: room for as much again, and a number that is recognised later. */
export function recommendedLimit(vmas: number): number {
  return recommendedFor(vmas * 2)
}

export function mapLimitRemedies(facts: ProcessFacts): Remedy[] {
  const { value, derived } = derivationOf(facts)
  return [
    {
      title: `Raise vm.max_map_count to ${formatCount(value)}`,
      command: `printf 'vm.max_map_count = ${value}\\n' > /etc/sysctl.d/90-max-map-count.conf && sysctl --system`,
      why: `${derived} It takes effect at once, for running processes too, and survives a restart of the host; a later file name or a tuned profile can override it.`,
      sideEffects:
        'The limit itself costs nothing. A mapping that exists takes about 200 bytes of kernel memory and page tables; reading maps, core dumps and process exit take longer with many. Core dumps above 65 535 mappings need a debugger that knows PN_XNUM. Raising it does not cure a leak.',
    },
    {
      title: 'In Kubernetes, set it on the node',
      command: `sysctl -w vm.max_map_count=${value}   # node configuration, DaemonSet or privileged init container`,
      why: 'vm.max_map_count belongs to the host, not to a namespace: a pod cannot have its own, docker --sysctl and securityContext.sysctls refuse it.',
      sideEffects: 'It holds for all pods of the node. A privileged init container needs a policy that allows it.',
    },
    ...ownerRemedies(facts),
    {
      title: 'Verify, and alert before it happens again',
      command: 'sysctl vm.max_map_count; wc -l < /proc/PID/maps',
      why: `Alert at ${formatPercent(ALERT_SHARE)} of the limit: ${formatCount(Math.floor(value * ALERT_SHARE))}. Nothing of the JVM's own metrics shows this count; java.nio:type=BufferPool,name=mapped counts NIO mappings only.`,
      sideEffects: '',
    },
  ]
}

/** By what the process is made of, where that is known; never less than twice the limit that was met asks for. */
function derivationOf(facts: ProcessFacts): { value: number; derived: string } {
  const vmas = facts.ledger?.vmas ?? 0
  const limit = facts.limits.maxMapCount.value
  const whatIf = whatIfOf(facts)
  const value = Math.max(whatIf?.recommended ?? 0, recommendedLimit(Math.max(vmas, limit)))
  const cut = 'The true need is not known, since it was cut off: watch the count and raise again if it keeps growing.'
  if (whatIf?.recommended === value) return { value, derived: `${whatIf.steps.join('. ')}. ${cut}` }
  const need = formatCount(Math.max(vmas, limit))
  return {
    value,
    derived: `${need} mappings were needed or allowed at the limit; twice that, up to the next power of two and at least ${formatCount(LEAST_RECOMMENDED)}: ${formatCount(value)}. ${cut}`,
  }
}

function ownerRemedies(facts: ProcessFacts): Remedy[] {
  const remedies: Remedy[] = []
  const kafka = facts.ownership?.totals.find((total) => total.owner === 'index-file' && total.why.startsWith('Kafka'))
  if (kafka && facts.culprit?.owner === 'index-file') {
    remedies.push({
      title: 'Fewer Kafka segments on this broker',
      command:
        'segment.bytes / log.segment.bytes up, segment.ms / log.roll.hours up, retention down, or partitions moved away',
      why: `Every segment is mapped twice, offset index and time index: ${formatCount(kafka.count)} index mappings are about ${formatCount(Math.round(kafka.count / 2))} segments. Since Kafka 2.3 an index is mapped when first read, which delays the growth but does not bound it. No setting unmaps the indexes of rarely read segments.`,
      sideEffects:
        'Larger segments are deleted later and recovered more slowly; less retention loses data; moved partitions need room elsewhere. Unmapping indexes that are rarely read would cost disk reads, and rebuilds, when they are wanted again. Raising the limit costs less than each of these.',
    })
  }
  if (facts.contributing.includes('stale-mappings') || disablesExplicitGc(facts)) {
    remedies.push(
      explicitGcRemedy(
        'A mapped buffer is unmapped when it is collected. FileChannel.map calls System.gc() before it gives up: with explicit collections disabled that rescue is gone.',
      ),
    )
  }
  if (facts.contributing.includes('threads')) {
    remedies.push({
      title: 'Find who starts the threads',
      command: 'jcmd PID Thread.print | grep -c "tid="; group the names by their pool',
      why: 'Every Java thread takes two mappings, its stack and its guard pages, and often two more for a malloc arena. A higher limit only delays the end of a thread leak.',
      sideEffects: '',
    })
  }
  if (facts.contributing.includes('malloc-arenas')) {
    remedies.push({
      title: 'Bound the malloc arenas',
      command: 'MALLOC_ARENA_MAX=4 in the environment of the JVM',
      why: 'glibc gives threads arenas of their own, each two mappings and 64 MiB of address space.',
      sideEffects: 'More contention in native allocation; rarely felt by a JVM.',
    })
  }
  if (facts.contributing.includes('fragmentation')) {
    remedies.push({
      title: 'Find the native code that splits its memory',
      command:
        'look for mprotect, madvise or mbind on single pages of a large mapping (guard pages, MADV_DONTFORK, MADV_DONTDUMP)',
      why: 'Neighbouring pages that differ in protection or advice cannot be one mapping; each change inside one makes two more.',
      sideEffects: '',
    })
  }
  return remedies
}
