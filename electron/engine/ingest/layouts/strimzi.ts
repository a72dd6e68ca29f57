import { defineLayout, type Capture, type MemberTold } from './layout.ts'

// podlogs/my-cluster-kafka-0.log     podlogs/my-cluster-kafka-0-kafka.log     podlogs/my-cluster-kafka-0.log.0
const LOG = /^podlogs\/(.{1,253}?)\.log(\.\d+)?$/
// pods/my-cluster-kafka-0.yaml     configs/my-cluster-kafka-0.cfg
const OF_POD = /^(?:pods\/(.{1,253})\.ya?ml|configs\/(.{1,253})\.cfg)$/
/** Containers of Strimzi's pods, for reports without the pods' own descriptions. */
const CONTAINER = /-(kafka|zookeeper|tls-sidecar|topic-operator|user-operator|cruise-control)$/
const ORDINAL = /-\d{1,5}$/

/** The pod and the container that a log's name joins with a dash. */
function podOf(name: string, { members }: Capture): { pod: string; container: string } {
  for (let end = name.length; end > 0; end = name.lastIndexOf('-', end - 1)) {
    if (members.has(`pods/${name.slice(0, end)}.yaml`))
      return { pod: name.slice(0, end), container: name.slice(end + 1) }
  }
  const container = CONTAINER.exec(name)?.[1]
  const rest = container === undefined ? name : name.slice(0, -container.length - 1)
  // `my-cluster-kafka` alone is no pod: those of sets end in their number.
  return container !== undefined && ORDINAL.test(rest) ? { pod: rest, container } : { pod: name, container: '' }
}

function previousOf(pod: string, capture: Capture): MemberTold {
  for (const path of capture.members.keys()) {
    const [, name = '', generation] = LOG.exec(path) ?? []
    const found = generation === undefined ? null : podOf(name, capture)
    if (found?.pod === pod) return { host: pod, unit: unitOf(pod, found.container, generation ?? '') }
  }
  return { host: pod, unit: unitOf(pod, '', '.0') }
}

function unitOf(pod: string, container: string, generation: string): string {
  return `${pod} ${container} ${generation}`
}

/**
 * strimzi/strimzi-kafka-operator, tools/report.sh: the pods of a cluster, one log a container; `.log.0` is that of the container
 * before it was restarted (kubectl logs --previous), which is the one that crashed. The name of a pod is the host name in it.
 */
export const strimzi = defineLayout({
  id: 'strimzi',
  title: 'Strimzi report',
  marks: [
    'podlogs/',
    'pods/',
    'configs/',
    'configmaps/',
    'crs/',
    'crds/',
    'deployments/',
    'replicasets/',
    'statefulsets/',
    'services/',
    'secrets/',
    'events/events.txt',
  ],
  needs: 3,
  must: ['podlogs/'],
  roles: [
    [/^podlogs\/.*\.log\.\d+$/, 'Log of the container before its restart'],
    [/^podlogs\//, 'Log of the container'],
    [/^pods\//, 'Pod: containers, limits, last end'],
    [/^configs\//, 'Configuration of the broker'],
    [/^events\//, 'Events of the namespace'],
    [/^crs\//, 'Custom resource'],
    [/^crds\//, 'Definition of a custom resource'],
    [/^secrets\//, 'Secret, its values hidden'],
    [/^[a-z]+\//, 'Kubernetes resource'],
  ],
  tellMember(path, capture): MemberTold | null {
    const log = LOG.exec(path)
    if (log) {
      const { pod, container } = podOf(log[1] ?? '', capture)
      return { host: pod, unit: unitOf(pod, container, log[2] ?? '') }
    }
    const found = OF_POD.exec(path)
    if (!found) return null
    const [, described, configured] = found
    const ended = capture.members.get(path)?.identity.about === 'process'
    // A pod's description tells how its container ended before: that is of the life before this one.
    return described !== undefined && ended
      ? previousOf(described, capture)
      : { host: described ?? configured ?? '', unit: null }
  },
})
