import { defineLayout } from './layout.ts'

// c-kafka-1/logs.txt
const LOG = /^([^/]{1,253})\/logs\.txt$/

/** `kubectl cluster-info dump --output-directory`: a folder a namespace (kubectl, pkg/cmd/clusterinfo/clusterinfo_dump.go). */
export const clusterDump = defineLayout({
  id: 'cluster-dump',
  title: 'kubectl cluster-info dump',
  marks: [
    'pods.json',
    'events.json',
    'services.json',
    'daemonsets.json',
    'deployments.json',
    'replicasets.json',
    'replication-controllers.json',
  ],
  needs: 5,
  must: ['pods.json'],
  roles: [
    [LOG, 'Logs of the containers'],
    [/^pods\.json$/, 'Pods: containers, limits, last end'],
    [/^events\.json$/, 'Events of the namespace'],
    [/^[a-z-]+\.json$/, 'Kubernetes resource'],
  ],
  tellMember(path) {
    const pod = LOG.exec(path)?.[1]
    return pod === undefined ? null : { host: pod, unit: pod }
  },
})
