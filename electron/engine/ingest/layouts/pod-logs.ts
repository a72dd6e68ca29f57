import { defineLayout } from './layout.ts'

// kafka_c-kafka-1_9c9ddbc6-2c44-4d5d-a5f3-0a8a1c2a3b4c/kafka/1.log      .../0.log.20261122-085900.gz
const FILE =
  /(?:^|\/)[^/_]{1,63}_[^/_]{1,253}_[\da-f]{8}[\da-f-]{24,28}\/[^/]{1,63}\/\d{1,5}\.log(?:\.\d{8}-\d{6}(?:\.gz)?)?$/
const FOLDER = /^[^_]{1,63}_([^_]{1,253})_[\da-f-]{32,36}$/
// 1.log
const GENERATION = /^(\d{1,5})\.log/

/** `/var/log/pods` of a node (kubernetes, pkg/kubelet/kuberuntime/helpers.go): files are named by how often the container was restarted. */
export const podLogs = defineLayout({
  id: 'pod-logs',
  title: 'Logs of a container (/var/log/pods)',
  marks: [],
  needs: 1,
  signature: { is: ({ path }) => FILE.test(path), root: 'folder' },
  roles: [[GENERATION, 'Log of the container, by the number of its restarts']],
  tell: ({ around }) => ({ host: FOLDER.exec(around.at(-1) ?? '')?.[1] ?? null }),
  tellMember(path, { name, around }) {
    const pod = FOLDER.exec(around.at(-1) ?? '')?.[1]
    const generation = GENERATION.exec(path)?.[1]
    return pod === undefined || generation === undefined ? null : { host: pod, unit: `${pod} ${name} ${generation}` }
  },
})
