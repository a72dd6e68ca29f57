/** Collectors of clusters: pods are told apart, and so are the lives of a container. */
import { describe, expect, test } from 'vitest'
import { fixture, labels, type Members, openedEach, opened, packings, serverLog, under } from './layout-support.ts'

const list = (kind: string): string => `{ "kind": "${kind}List", "apiVersion": "v1", "items": [] }\n`

describe('must-gather of OpenShift', () => {
  const root = 'quay-io-openshift-release-dev-sha256-0123456789abcdef'
  const pods = 'namespaces/kafka/pods'
  const logs = (pod: string, previous: string): Members => ({
    [`${pods}/${pod}/kafka/kafka/logs/current.log`]: serverLog,
    [`${pods}/${pod}/kafka/kafka/logs/previous.log`]: previous,
    [`${pods}/${pod}/kafka/kafka/logs/previous.insecure.log`]: '',
  })
  const members: Members = {
    version: 'openshift/must-gather\n4.15.0\n',
    timestamp: '2026-11-22 09:30:00.1 +0000 UTC m=+0.1\n2026-11-22 09:40:00.1 +0000 UTC m=+600.1\n',
    'cluster-scoped-resources/core/nodes/worker-1.yaml': 'kind: Node\n',
    'namespaces/kafka/core/events.yaml': 'kind: EventList\n',
    ...logs('my-cluster-kafka-0', ''),
    ...logs('my-cluster-kafka-1', serverLog),
    [`${pods}/my-cluster-kafka-1/my-cluster-kafka-1.yaml`]: fixture('kubernetes-pod/killed.yaml'),
  }

  test('each container is a process, and so is its life before the restart, whose end the pod tells', async () => {
    const { parts, files, processes } = await openedEach(under(`must-gather.local.1/${root}`, members), 'must-gather')
    expect(parts).toMatchObject([{ id: 'must-gather', root: `must-gather.local.1/${root}` }])
    expect(files).toMatchObject({
      [`must-gather.local.1/${root}/${pods}/my-cluster-kafka-1/kafka/kafka/logs/previous.log`]:
        'application-log: Log of the container before its restart',
    })
    expect(labels(processes)).toEqual(['my-cluster-kafka-0', 'my-cluster-kafka-1', 'my-cluster-kafka-1'])
    const ended = processes.filter((each) => each.includes('my-cluster-kafka-1.yaml'))
    expect(ended).toHaveLength(1)
    expect(ended[0]).toContain('previous.log')
    expect(ended[0]).not.toContain('current.log')
  })
})

describe('kubectl cluster-info dump', () => {
  test('each pod is a process', async () => {
    const kinds = ['pods', 'events', 'services', 'daemonsets', 'deployments', 'replicasets', 'replication-controllers']
    const members: Members = {
      'nodes.json': list('Node'),
      ...Object.fromEntries(kinds.map((kind) => [`kafka/${kind}.json`, list(kind)])),
      ...Object.fromEntries(['a-0', 'a-1'].map((pod) => [`kafka/${pod}/logs.txt`, serverLog])),
    }
    const { parts, processes } = await openedEach(under('dump', members), 'dump')
    expect(parts).toMatchObject([{ id: 'cluster-dump', root: 'dump/kafka' }])
    expect(labels(processes)).toEqual(['a-0', 'a-1'])
  })
})

test('/var/log/pods of a node: files are named by the restarts of the container, and may be rotated', async () => {
  const folder = (pod: string): string => `var/log/pods/kafka_${pod}_9c9ddbc6-2c44-4d5d-a5f3-0a8a1c2a3b4c/kafka`
  const cri = (hour: string): string =>
    serverLog
      .split('\n')
      .slice(0, 6)
      .map((line) => `2026-11-22T${hour}:00:00.123456789Z stdout F ${line}\n`)
      .join('')
  const members: Members = {
    [`${folder('a-0')}/0.log`]: cri('09'),
    [`${folder('a-1')}/0.log`]: cri('07'),
    [`${folder('a-1')}/1.log.20261122-083000`]: cri('08'),
    [`${folder('a-1')}/1.log`]: cri('09'),
  }
  const { parts, processes } = await openedEach(members, 'node')
  expect(parts.map(({ id, host }) => `${id} ${host}`)).toEqual(['pod-logs a-0', 'pod-logs a-1'])
  expect(processes.map((each) => each.replaceAll(/\S*\/kafka\//g, '')).toSorted()).toEqual([
    'a-0: 0.log',
    'a-1: 0.log',
    'a-1: 1.log 1.log.20261122-083000',
  ])
})

test('the name of a capture of yc-360 is in the zone of its host', async () => {
  const meta = fixture('yc-meta-info/meta-info.txt').replace('timezone=UTC', 'timezone=IST\ntimezoneId=Asia/Kolkata')
  const { parts } = await opened(await packings.folder({ 'meta-info.txt': meta }, 'yc-2026-11-22T14-29-23'))
  expect(parts).toMatchObject([{ id: 'yc-360', capturedAt: Date.UTC(2026, 10, 22, 8, 59, 23) }])
})
