/** Bundles as the collectors of hosts and clusters lay them out: what is recognised, whose it is, and what each file is. */
import { describe, expect, test } from 'vitest'
import {
  elasticLog,
  fixture,
  gcLog,
  jstack,
  labels,
  limits,
  opened,
  openedEach,
  packings,
  serverLog,
  status,
  sysctl,
  uname,
  under,
  type Members,
} from './layout-support.ts'

const yc = (host: string, pid: number): Members => ({
  'meta-info.txt': fixture('yc-meta-info/meta-info.txt')
    .replaceAll('kafka-broker-13', host)
    .replace('processId=9615', `processId=${pid}`),
  'gc.log': gcLog,
  'javacore.1.out': jstack,
  'threaddump.out': jstack,
  'kernel.out': sysctl,
  'disk.out': 'Filesystem 1K-blocks Used Available Use% Mounted on\n/dev/sda1 100 50 50 50% /\n',
  'netstat.out': 'Active Internet connections\n',
  '1.appLogs.server.log': serverLog,
})

describe('yc-360', () => {
  test('one capture: host, pid, time, and what each file is', async () => {
    const { parts, files, processes } = await openedEach(yc('broker-1', 4711), 'yc-2026-11-22T08-59-23')
    expect(parts).toEqual([
      {
        id: 'yc-360',
        title: 'yc-360 capture',
        root: '',
        host: 'broker-1',
        pid: 4711,
        capturedAt: Date.UTC(2026, 10, 22, 8, 59, 23),
      },
    ])
    expect(files).toMatchObject({
      'meta-info.txt': 'yc-meta-info: Host, process and versions of the capture',
      'gc.log': 'gc-unified: GC log of the process',
      'kernel.out': 'sysctl: Kernel settings (sysctl -a)',
      'netstat.out': 'text: Network connections (netstat)',
      'disk.out': expect.stringContaining('File systems (df)') as string,
    })
    expect(labels(processes)).toEqual(['broker-1 · 4711'])
  })

  test('with names changed the formats are the same, and so is whose they are', async () => {
    const renamed = Object.fromEntries(
      Object.values(yc('broker-1', 4711)).map((content, at) => [`file-${at}`, content]),
    )
    const { parts, files, processes } = await openedEach(renamed, 'download')
    expect(parts).toMatchObject([{ id: 'yc-360', host: 'broker-1', pid: 4711, capturedAt: null }])
    expect(Object.values(files)).toContain('gc-unified')
    expect(labels(processes)).toEqual(['broker-1 · 4711'])
  })

  test('three hosts in one archive, of the same pid', async () => {
    const { parts, processes } = await openedEach(
      Object.assign({}, ...['a', 'b', 'c'].map((host) => under(`yc-${host}`, yc(`broker-${host}`, 4711)))) as Members,
      'incident',
    )
    expect(parts.map(({ root, host }) => [root, host])).toEqual([
      ['yc-a', 'broker-a'],
      ['yc-b', 'broker-b'],
      ['yc-c', 'broker-c'],
    ])
    expect(labels(processes)).toEqual(['broker-a · 4711', 'broker-b · 4711', 'broker-c · 4711'])
    for (const [at, host] of ['a', 'b', 'c'].entries()) {
      const mine = processes[at]?.split(': ')[1]?.replaceAll(/[()]/g, '').split(' ') ?? []
      expect(mine).toHaveLength(8)
      expect(mine.every((file) => file.startsWith(`yc-${host}/`))).toBe(true)
    }
  })

  test('two captures of one process are one process', async () => {
    const { parts, processes } = await openedEach(
      {
        ...under('yc-2026-11-22T08-59-23', yc('broker-1', 4711)),
        ...under('yc-2026-11-22T09-59-23', yc('broker-1', 4711)),
      },
      'two',
    )
    expect(parts.map(({ capturedAt }) => capturedAt)).toEqual([
      Date.UTC(2026, 10, 22, 8, 59, 23),
      Date.UTC(2026, 10, 22, 9, 59, 23),
    ])
    expect(labels(processes)).toEqual(['broker-1 · 4711'])
  })
})

describe('Elastic', () => {
  const members: Members = {
    'manifest.json': '{"mode":"full","product":"elasticsearch"}\n',
    'diagnostics.log': 'Creating temp directory\n',
    'version.json': '{"name":"es-1"}\n',
    'cluster_health.json': '{"status":"green"}\n',
    'cat/cat_nodes.txt': 'n nodeId v\nes-1 a 8.11.3\n',
    'syscalls/sysctl.txt': sysctl,
    'syscalls/uname.txt': uname('es-1'),
    'syscalls/proc-limit.txt': limits,
    'syscalls/jstack.txt': jstack,
    'logs/prod.log': elasticLog,
    'logs/gc.log': gcLog,
  }

  test('with the folder of its name in it', async () => {
    const name = 'local-diagnostics-20261122-085923'
    const { parts, files, processes } = await openedEach(under(name, members), 'support-case')
    expect(parts).toMatchObject([{ id: 'elastic', root: name, capturedAt: Date.UTC(2026, 10, 22, 8, 59, 23) }])
    expect(files).toMatchObject({
      [`${name}/syscalls/sysctl.txt`]: 'sysctl: Kernel settings (sysctl -a)',
      [`${name}/syscalls/proc-limit.txt`]: 'proc-limits: Limits of the process',
      [`${name}/cat/cat_nodes.txt`]: expect.stringContaining('Answer of the cat API') as string,
      [`${name}/logs/gc.log`]: 'gc-unified: GC log of the node',
    })
    expect(processes).toHaveLength(1)
    expect(processes[0]).toMatch(/^es-1/)
  })

  test('several nodes are told apart by the host of their commands', async () => {
    const nodes = ['es-1', 'es-2', 'es-3'].map((host, at) =>
      under(`diagnostics-20261122-08592${at}`, { ...members, 'syscalls/uname.txt': uname(host) }),
    )
    const { parts, processes } = await openedEach(Object.assign({}, ...nodes) as Members, 'cluster')
    expect(parts).toHaveLength(3)
    expect(labels(processes).map((label) => label.split(' ')[0])).toEqual(['es-1', 'es-2', 'es-3'])
  })
})

describe('sos', () => {
  const report = (host: string): Members => ({
    'version.txt': 'sosreport: 4.5.6\n',
    environment: 'LANG=C\n',
    'sos_commands/host/hostname': `${host}\n`,
    'sos_commands/date/date': 'Sun Nov 22 08:59:23 UTC 2026\n',
    'sos_commands/kernel/sysctl_-a': sysctl,
    'sos_commands/process/lsof_-n': 'COMMAND PID USER\n',
    'sos_reports/sos.txt': 'Loaded plugins\n',
    'proc/4711/limits': limits,
    'proc/4711/status': status.replace(/^(Tgid|Pid):\s*\d+/gm, '$1:\t4711'),
    'var/log/kafka/server.log': serverLog,
  })

  test('host, date, limits of the process', async () => {
    const name = 'sosreport-broker-1-04711815-2026-11-22-abcdefg'
    const { parts, files, processes } = await openedEach(under(name, report('broker-1.prod.example')), name)
    expect(parts).toEqual([
      {
        id: 'sos',
        title: 'sos report',
        root: name,
        host: 'broker-1.prod.example',
        pid: null,
        capturedAt: Date.UTC(2026, 10, 22, 8, 59, 23),
      },
    ])
    expect(files).toMatchObject({
      [`${name}/sos_commands/kernel/sysctl_-a`]: 'sysctl: Kernel settings (sysctl -a)',
      [`${name}/sos_commands/process/lsof_-n`]: 'text: Open files (lsof)',
      [`${name}/proc/4711/limits`]: 'proc-limits: Limits of a process',
    })
    expect(labels(processes).every((label) => label.startsWith('broker-1'))).toBe(true)
  })

  test('the name states the host where no file does', async () => {
    const { 'sos_commands/host/hostname': _, ...rest } = report('x')
    const names = [
      ['sosreport-broker-1-04711815-2026-11-22-abcdefg', 'broker-1'],
      ['sosreport-db01-2026-11-22-abcdefg-obfuscated', 'db01'],
      ['renamed', null],
    ] as const
    for (const [name, host] of names) {
      const { parts } = await opened(await packings.folder(rest, name))
      expect(parts.map((part) => part.host)).toEqual([host])
    }
  })

  test('three reports beside each other', async () => {
    const reports = ['a', 'b', 'c'].map((host) => under(`sosreport-${host}`, report(`broker-${host}`)))
    const { parts, processes } = await openedEach(Object.assign({}, ...reports) as Members, 'hosts')
    expect(parts.map(({ host }) => host)).toEqual(['broker-a', 'broker-b', 'broker-c'])
    expect(new Set(labels(processes).map((label) => label.split(' ')[0]))).toEqual(
      new Set(['broker-a', 'broker-b', 'broker-c']),
    )
  })
})

describe('Strimzi', () => {
  const pod = (name: string): string => `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\n`
  const members: Members = {
    ...Object.assign(
      {},
      ...[0, 1, 2].map((at) => ({
        [`pods/my-cluster-kafka-${at}.yaml`]: pod(`my-cluster-kafka-${at}`),
        [`podlogs/my-cluster-kafka-${at}.log`]: serverLog,
        [`configs/my-cluster-kafka-${at}.cfg`]: `node.id=${at}\nlog.dirs=/var/lib/kafka/data\nlog.segment.bytes=1048576\n`,
      })),
    ),
    'podlogs/my-cluster-kafka-1.log.0': serverLog,
    'events/events.txt': 'LAST SEEN TYPE REASON\n',
    'crs/kafkas.kafka.strimzi.io-my-cluster.yaml': 'kind: Kafka\n',
  }

  test('each pod is a process, and so is the container before its restart', async () => {
    const { parts, files, processes } = await openedEach(under('reports', members), 'report-22-11-2026_08-59-23')
    expect(parts).toMatchObject([{ id: 'strimzi', root: 'reports' }])
    expect(files).toMatchObject({
      'reports/podlogs/my-cluster-kafka-1.log.0': 'application-log: Log of the container before its restart',
      'reports/pods/my-cluster-kafka-0.yaml': expect.stringContaining('Pod: containers') as string,
    })
    expect(labels(processes)).toEqual([
      'my-cluster-kafka-0',
      'my-cluster-kafka-1',
      'my-cluster-kafka-1',
      'my-cluster-kafka-2',
    ])
    const logs = processes.map((each) => each.split(' ').filter((file) => file.includes('podlogs/')))
    expect(logs.every((mine) => mine.length === 1)).toBe(true)
  })

  test('how a container ended is said of the life before its restart', async () => {
    const killed = fixture('kubernetes-pod/killed.yaml')
    const more = { 'pods/my-cluster-kafka-1.yaml': killed }
    const { processes } = await openedEach(under('reports', { ...members, ...more }), 'report')
    const ends = processes.filter((each) => each.includes('pods/my-cluster-kafka-1.yaml'))
    expect(ends).toHaveLength(1)
    expect(ends[0]).toContain('podlogs/my-cluster-kafka-1.log.0')
    const { 'podlogs/my-cluster-kafka-1.log.0': _, ...rest } = members
    const alone = await openedEach(under('reports', { ...rest, ...more }), 'report')
    const own = alone.processes.find((each) => each.includes(' reports/pods/my-cluster-kafka-1.yaml'))
    expect(own).toMatch(/^my-cluster-kafka-1: /)
    expect(own).not.toContain('podlogs/')
  })

  test('logs of several containers, with and without the descriptions of the pods', async () => {
    const several: Members = {
      'podlogs/my-cluster-kafka-0-kafka.log': serverLog,
      'podlogs/my-cluster-kafka-0-tls-sidecar.log': serverLog,
      'events/events.txt': 'LAST SEEN TYPE REASON\n',
      'crs/a.yaml': 'kind: Kafka\n',
    }
    for (const more of [{}, { 'pods/my-cluster-kafka-0.yaml': pod('my-cluster-kafka-0') }]) {
      const { processes } = await openedEach(under('reports', { ...several, ...more }), 'report')
      expect(labels(processes)).toEqual(['my-cluster-kafka-0', 'my-cluster-kafka-0'])
    }
  })
})

describe('DSE and Cassandra', () => {
  const node = (): Members => ({
    'nodetool/info': 'ID : a\nGossip active : true\n',
    'os-metrics/sysctl.txt': sysctl,
    'logs/cassandra/system.log': fixture('application-log/cassandra.log'),
    'logs/cassandra/gc.log.0.current': gcLog,
    'conf/cassandra/cassandra.yaml': 'cluster_name: prod\n',
    process_limits: limits,
    java_cmdline: 'java -Xmx8g -Dcassandra.logdir=/var/log org.apache.cassandra.service.CassandraDaemon\n',
  })

  test('nodes of a cluster are told apart by their addresses', async () => {
    const addresses = ['10.20.30.41', '10.20.30.42', '10.20.30.43']
    const nodes = addresses.map((address) => under(`prod/nodes/${address}`, node()))
    const { parts, files, processes } = await openedEach(Object.assign({}, ...nodes) as Members, 'prod-diagnostics')
    expect(parts.map(({ id, host }) => [id, host])).toEqual(addresses.map((address) => ['dse', address]))
    expect(files).toMatchObject({
      'prod/nodes/10.20.30.41/process_limits': 'proc-limits: Limits of the process',
      'prod/nodes/10.20.30.41/nodetool/info': expect.stringContaining('Answer of nodetool') as string,
      'prod/nodes/10.20.30.41/java_cmdline': 'command-line: Command line of the JVM',
    })
    expect(processes).toHaveLength(3)
    for (const each of processes) {
      const files41 = each
        .replaceAll(/[()]/g, '')
        .split(' ')
        .filter((file) => file.startsWith('prod/'))
      expect(files41).toHaveLength(7)
      expect(new Set(files41.map((file) => file.split('/')[2])).size).toBe(1)
    }
  })

  test('the archive of one node', async () => {
    const { parts } = await openedEach(under('cass-rack1-07', node()), 'diag-cass-rack1-07')
    expect(parts).toMatchObject([{ id: 'dse', root: 'cass-rack1-07', host: 'cass-rack1-07' }])
  })
})
