/** Kills that Kubernetes tells of in events: of nodes (kubelet's oom watcher, node-problem-detector) and of pods (evictions). */
import type { EventRecord } from '../../../../shared/model/records.ts'
import type { LineNumber } from '../../../../shared/model/units.ts'
import { JVM_PROGRAM } from './jvm-programs.ts'
import { killStep, type KillValues } from './kernel-kills.ts'

// System OOM encountered, victim process: java, pid: 12345                    (pkg/kubelet/oom/oom_watcher_linux.go, since 1.16)
const SYSTEM = /^System OOM encountered, victim process: (.{1,64}?), pid: (\d{1,10})/
// The node was low on resource: memory. Threshold quantity: 100Mi, available: 84Mi. Container kafka was using 3Gi, request is 1Gi, ...
// The node was low on resource: memory. Container kafka was using 3143924Ki, which exceeds its request of 1Gi.
// The node had condition: [MemoryPressure].                                   (pkg/kubelet/eviction/helpers.go)
const EVICTED = /\blow on resource: memory\b|\bnode had condition: \[MemoryPressure\]/

/** Values of an `oom-kill`; null for what is no kill for want of memory. @param object `pod/kafka-0`, `node/worker-3` */
export function kubernetesKill(reason: string, object: string, message: string): KillValues | null {
  if (reason === 'SystemOOM') {
    const victim = SYSTEM.exec(message)
    return victim && { pid: Number(victim[2]), comm: victim[1] ?? '', scope: 'host' }
  }
  if (reason === 'OOMKilling') {
    const step = killStep(message)
    return step?.step === 'killed' || step?.step === 'chosen' ? step.values : null
  }
  if (reason !== 'Evicted' || !EVICTED.test(message)) return null
  const pod = object.replace(/^pods?\//i, '')
  return { pod, scope: 'host', by: 'the kubelet', ...(JVM_PROGRAM.test(pod) && { jvm: 1 }) }
}

/** The kill as an event of the artifact, of a line that says when in no way. */
export function killEvent(values: KillValues, line: LineNumber, quote: string): EventRecord {
  return {
    kind: 'event',
    type: 'oom-kill',
    at: null,
    uptime: null,
    level: 'error',
    source: 'kubernetes',
    values,
    span: { line, endLine: line },
    quote,
  }
}
