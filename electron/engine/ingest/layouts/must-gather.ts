import { defineLayout, type Capture, type MemberTold } from './layout.ts'

// namespaces/kafka/pods/c-kafka-1/kafka/kafka/logs/previous.log
const LOG =
  /^namespaces\/[^/]{1,63}\/pods\/([^/]{1,253})\/([^/]{1,63})\/[^/]{1,63}\/logs\/(current|previous)(?:\.insecure)?\.log$/
// namespaces/kafka/pods/c-kafka-1/c-kafka-1.yaml
const POD = /^(namespaces\/[^/]{1,63}\/pods\/([^/]{1,253})\/)[^/]{1,253}\.yaml$/

/** A pod's description tells how its container ended before: that is of the life of which `previous.log` is. */
function endedOf(folder: string, pod: string, { members }: Capture): MemberTold {
  for (const [path, { identity }] of members) {
    const [, , container = '', generation] = path.startsWith(folder) ? (LOG.exec(path) ?? []) : []
    if (generation === 'previous' && identity.about === 'process')
      return { host: pod, unit: unitOf(pod, container, generation) }
  }
  return { host: pod, unit: unitOf(pod, '', 'previous') }
}

function unitOf(pod: string, container: string, generation: string): string {
  return `${pod} ${container} ${generation}`
}

/**
 * openshift/must-gather and `oc adm inspect` (openshift/oc, pkg/cli/admin/inspect/pod.go): each container has the log of its life and that
 * of the life before it. The name of a pod is the host name in it.
 */
export const mustGather = defineLayout({
  id: 'must-gather',
  title: 'OpenShift must-gather',
  marks: [
    'namespaces/',
    'cluster-scoped-resources/',
    'host_service_logs/',
    'audit_logs/',
    'etcd_info/',
    'static-pods/',
    'pod_network_connectivity_check/',
    'ingress_controllers/',
    'insights-data/',
    'monitoring/',
    'event-filter.html',
    'must-gather.log',
    'must-gather.logs',
    'timestamp',
    'version',
  ],
  needs: 3,
  must: ['namespaces/'],
  roles: [
    [/\/logs\/previous(?:\.insecure)?\.log$/, 'Log of the container before its restart'],
    [/\/logs\/current\.log$/, 'Log of the container'],
    [/^namespaces\/[^/]+\/pods\/[^/]+\/[^/]+\.yaml$/, 'Pod: containers, limits, last end'],
    [/^namespaces\/[^/]+\/core\/events\.yaml$/, 'Events of the namespace'],
    [/^host_service_logs\//, 'Journal of services of the hosts'],
    [/^(?:namespaces|cluster-scoped-resources)\//, 'Kubernetes resource'],
    [/^(?:event-filter\.html|must-gather\.logs?|timestamp|version)$/, 'Of the gathering itself'],
  ],
  tellMember(path, capture): MemberTold | null {
    const log = LOG.exec(path)
    if (log) {
      const [, pod = '', container = '', generation = ''] = log
      return { host: pod, unit: unitOf(pod, container, generation) }
    }
    const [, folder = '', pod] = POD.exec(path) ?? []
    if (pod === undefined) return null
    const ended = capture.members.get(path)?.identity.about === 'process'
    return ended ? endedOf(folder, pod, capture) : { host: pod, unit: null }
  },
})
