import { describe, expect, it } from 'vitest'
import { kubernetesDescribe } from '../../../electron/engine/formats/kubernetes-describe/index.ts'
import { kubernetesList } from '../../../electron/engine/formats/kubernetes-list/index.ts'
import { kubernetesPod } from '../../../electron/engine/formats/kubernetes-pod/index.ts'
import { kubernetesKill } from '../../../electron/engine/formats/lib/kubernetes-events.ts'
import type { Format } from '../../../electron/engine/formats/format.ts'
import { feed } from '../../support/feed.ts'

const GIB = 1024 ** 3

function killsOf(format: Format, text: string): unknown[] {
  return feed(format, text).records.flatMap((record) =>
    record.kind === 'event' ? [[record.type, record.values, record.span.line]] : [],
  )
}

function factsOf(format: Format, text: string): unknown[] {
  return feed(format, text).records.flatMap((record) => (record.kind === 'fact' ? [[record.key, record.value]] : []))
}

describe('events', () => {
  it.each([
    ['SystemOOM', 'System OOM encountered', null],
    [
      'SystemOOM',
      'System OOM encountered, victim process: java, pid: 12345',
      { pid: 12_345, comm: 'java', scope: 'host' },
    ],
    [
      'Evicted',
      'The node was low on resource: memory. Container kafka was using 3Gi, which exceeds its request of 1Gi.',
      { pod: 'kafka-0', scope: 'host', by: 'the kubelet', jvm: 1 },
    ],
    [
      'Evicted',
      'The node had condition: [MemoryPressure]. ',
      { pod: 'kafka-0', scope: 'host', by: 'the kubelet', jvm: 1 },
    ],
    ['Evicted', 'The node was low on resource: ephemeral-storage.', null],
    ['FailedScheduling', '0/3 nodes are available: 3 Insufficient memory.', null],
    ['BackOff', 'Back-off restarting failed container', null],
  ])('%s: %s', (reason, message, values) => {
    expect(kubernetesKill(reason, 'pod/kafka-0', message)).toEqual(values)
  })

  it('of old releases, whose objects are two columns, some of them empty', () => {
    const text =
      'LAST SEEN   FIRST SEEN   COUNT   NAME      KIND   SUBOBJECT   TYPE      REASON    SOURCE        MESSAGE\n' +
      '3m          3m           1       kafka-0   Pod                Warning   Evicted   kubelet, n1   The node was low on resource: memory.\n'
    expect(killsOf(kubernetesList, text)).toEqual([
      ['oom-kill', { pod: 'kafka-0', scope: 'host', by: 'the kubelet', jvm: 1 }, 2],
    ])
  })

  it('as JSON, with their time', () => {
    const event = {
      kind: 'Event',
      involvedObject: { kind: 'Node', name: 'n' },
      reason: 'SystemOOM',
      message: 'System OOM encountered, victim process: java, pid: 7',
      lastTimestamp: '2026-11-22T08:46:45Z',
    }
    const { records } = feed(kubernetesList, JSON.stringify({ kind: 'List', items: [event] }, null, 2))
    expect(records).toContainEqual(
      expect.objectContaining({
        type: 'oom-kill',
        at: Date.UTC(2026, 10, 22, 8, 46, 45),
        values: { pid: 7, comm: 'java', scope: 'host' },
      }),
    )
  })
})

describe('pods', () => {
  const HEAD = 'NAME      READY   STATUS      RESTARTS     AGE\n'

  it('that the OOM killer ended', () => {
    const text = `${HEAD}kafka-0   1/1     Running     0            5h\nkafka-1   0/1     OOMKilled   3 (2m ago)   5h\n`
    expect(killsOf(kubernetesList, text)).toEqual([['oom-kill', { pod: 'kafka-1', scope: 'cgroup', jvm: 1 }, 3]])
    expect(factsOf(kubernetesList, text)).toEqual([])
  })

  it('of several containers it does not say which one was killed', () => {
    const text = `${HEAD}kafka-1   1/2     OOMKilled   3 (2m ago)   5h\n`
    expect(killsOf(kubernetesList, text)).toMatchObject([['oom-kill', { pod: 'kafka-1', containers: 2 }, 2]])
  })

  it('one alone is the host of its container', () => {
    expect(factsOf(kubernetesList, `${HEAD}kafka-0   1/1     Running     0            5h\n`)).toEqual([
      ['host.name', 'kafka-0'],
    ])
  })

  it('that are watched: one kill, however often it is shown', () => {
    const row = 'app-1     0/1     OOMKilled   3 (2m ago)   5h\n'
    expect(killsOf(kubernetesList, `${HEAD}${row}app-1     1/1     Running     4 (1s ago)   5h\n${row}`)).toHaveLength(
      1,
    )
  })
})

describe('a pod that runs, and one that was evicted', () => {
  const spec = 'spec:\n  containers:\n  - name: kafka\n    resources:\n      limits:\n        memory: 4Gi\n'
  const head = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: kafka-0\n'

  it('has the limit of its only container', () => {
    expect(factsOf(kubernetesPod, `${head}${spec}`)).toContainEqual(['limit.cgroup-memory', 4 * GIB])
    const two = `${head}${spec}  - name: exporter\n    resources:\n      limits:\n        memory: 1Gi\n`
    expect(factsOf(kubernetesPod, two)).toEqual([['host.name', 'kafka-0']])
  })

  it('was evicted for want of memory', () => {
    const status = "status:\n  message: 'The node was low on resource: memory.'\n  reason: Evicted\n"
    expect(killsOf(kubernetesPod, `${head}${spec}${status}`)).toEqual([
      ['oom-kill', { pod: 'kafka-0', scope: 'host', by: 'the kubelet', jvm: 1 }, 13],
    ])
  })

  it('as kubectl describes it', () => {
    const text =
      'Name:             kafka-0\nStatus:           Failed\nReason:           Evicted\nMessage:          The node was low on resource: memory. x\n' +
      'Containers:\n  kafka:\n    State:          Running\n    Restart Count:  0\n    Limits:\n      memory:  4Gi\n'
    expect(killsOf(kubernetesDescribe, text)).toEqual([
      ['oom-kill', { pod: 'kafka-0', scope: 'host', by: 'the kubelet', jvm: 1 }, 3],
    ])
    expect(factsOf(kubernetesDescribe, text)).toEqual([
      ['host.name', 'kafka-0'],
      ['limit.cgroup-memory', 4 * GIB],
    ])
  })
})
