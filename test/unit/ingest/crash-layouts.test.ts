/** Collectors of crashes, and bundles that are none of a known collector. */
import { describe, expect, test } from 'vitest'
import { formats } from '../../../electron/engine/formats/index.ts'
import {
  binaryFixture,
  fixture,
  gcLog,
  labels,
  limits,
  openedEach,
  packings,
  serverLog,
  under,
  type Members,
} from './layout-support.ts'
import { ingested } from './support.ts'

const crashOf = (pid: number): string => fixture('hs-err/jdk17-sigbus.log').replaceAll('pid=10182', `pid=${pid}`)

describe('collectors of crashes', () => {
  const maps = fixture('proc-maps/broker.txt')
  const problem = (host: string, pid: number): Members => ({
    analyzer: 'abrt-ccpp',
    type: 'CCpp',
    executable: '/usr/lib/jvm/java-17/bin/java',
    cmdline: 'java -Xmx512m -XX:+UseG1GC kafka.Kafka server.properties',
    pid: String(pid),
    uid: '1000',
    time: '1795337963',
    count: '1',
    hostname: host,
    kernel: '5.14.0-362.el9.x86_64',
    reason: 'java killed by SIGABRT',
    maps,
    limits,
    open_fds: '0:/dev/null\npos:\t0\n',
  })

  test('a directory of ABRT: bare values say whose the mappings are', async () => {
    const name = 'ccpp-2026-11-22-09:59:23.123456-4711'
    const { parts, files, processes, artifacts } = await openedEach(under(name, problem('broker-1', 4711)), 'abrt')
    expect(parts).toEqual([
      {
        id: 'abrt',
        title: 'ABRT problem directory',
        root: name,
        host: 'broker-1',
        pid: 4711,
        capturedAt: 1_795_337_963_000,
      },
    ])
    expect(files).toMatchObject({
      [`${name}/maps`]: 'proc-maps: Mappings at the end of the process',
      [`${name}/reason`]: 'exit-status: How the process ended',
      [`${name}/pid`]: 'text: Process id',
      [`${name}/cmdline`]: 'command-line: Command line of the process',
    })
    expect(labels(processes)).toEqual(['broker-1 · 4711'])
    expect(artifacts.length).toBe(14)
    expect(processes[0]?.split(' ').filter((file) => file.includes(`${name}/`))).toHaveLength(14)
  })

  test('three of them, of the first process in a container each', async () => {
    const all = ['a', 'b', 'c'].map((host) => under(`ccpp-${host}`, problem(`host-${host}`, 1)))
    const { processes } = await openedEach(Object.assign({}, ...all) as Members, 'var-spool-abrt')
    expect(labels(processes)).toEqual(['host-a · 1', 'host-b · 1', 'host-c · 1'])
  })

  test('reports of Apport, each a process, whatever their names', async () => {
    const report = fixture('apport/jvm.crash')
    const { parts, processes } = await openedEach(
      { '_usr_bin_java.1000.crash': report, 'some-file': report.replace('Pid:\t4711', 'Pid:\t4899') },
      'var-crash',
    )
    expect(parts.map(({ id, root, pid }) => [id, root, pid])).toEqual([
      ['apport', '_usr_bin_java.1000.crash', 4711],
      ['apport', 'some-file', 4899],
    ])
    expect(labels(processes).map((label) => label.split(' · ')[1])).toEqual(['4711', '4899'])
  })

  test('systemd-coredump: JSON, export and the words of coredumpctl of one end are one process', async () => {
    const { parts, processes } = await openedEach(
      {
        'core.json': fixture('kernel-log-json/coredump-whole.json'),
        'core.export': binaryFixture('journal-export/core.export'),
        info: fixture('coredump-info/java.txt'),
      },
      'coredump',
    )
    expect(parts.map(({ id, host, pid }) => [id, host, pid])).toEqual([
      ['systemd-coredump', 'kafka-broker-13', 4711],
      ['systemd-coredump', 'kafka-broker-13', 4711],
      ['systemd-coredump', 'kafka-broker-13', 4711],
    ])
    expect(labels(processes)).toEqual(['kafka-broker-13 · 4711'])
  })

  test.each(['kernel-log-json/two-cores.json', 'journal-export/two-cores.export'])(
    'systemd-coredump: JVMs that crashed one after another are processes of their own: %s',
    async (name) => {
      const { parts, files, processes, artifacts } = await openedEach(
        { journal: binaryFixture(name), limits },
        'coredump',
      )
      expect(parts.map(({ id, root, pid }) => [id, root, pid])).toEqual([
        ['systemd-coredump', 'journal (core 4711)', 4711],
        ['systemd-coredump', 'journal (core 4899)', 4899],
      ])
      const format = name.split('/')[0] ?? ''
      expect(files).toMatchObject({
        'journal (core 4711)': `${format}: Core dump, as systemd-coredump kept it`,
        'journal (core 4899)': `${format}: Core dump, as systemd-coredump kept it`,
      })
      expect(labels(processes)).toEqual(['kafka-broker-13 · 4711', 'kafka-broker-13 · 4899'])
      expect(artifacts.map(({ identity }) => [identity.about, identity.crashAt])).toEqual([
        ['host', null],
        ['process', 1_795_337_963_000],
        ['process', 1_795_340_663_000],
        ['process', null],
      ])
    },
  )

  test('systemd-coredump: of a service that crashed 130 times the last 100 are looked at', async () => {
    const crash = (pid: number): string =>
      fixture('coredump-info/java.txt')
        .replaceAll('4711', String(pid))
        .replaceAll('4712', String(pid + 1))
    const all = Array.from({ length: 130 }, (_, index) => crash(5000 + index * 100))
    const { files, processes } = await openedEach({ info: all.join('\n') }, 'coredump')
    expect(Object.keys(files)).toHaveLength(101)
    const pids = labels(processes).map((label) => Number(label.split(' · ')[1]))
    expect([pids.length, Math.min(...pids), Math.max(...pids)]).toEqual([100, 8000, 17_900])
  })

  test('the journal of a unit: its output is a log, the core dump told in between an artifact of its own', async () => {
    const { files, processes, artifacts } = await openedEach(
      { 'unit.json': fixture('application-log/journal-unit.json') },
      'journal',
    )
    expect(files).toMatchObject({
      'unit.json': 'application-log',
      'unit.json (core 11672)': 'kernel-log-json: Core dump, as systemd-coredump kept it',
    })
    expect(processes).toEqual(['kafka-broker-13 · 11672: unit.json unit.json (core 11672)'])
    expect(artifacts.map(({ identity }) => identity.about)).toEqual(['process', 'process'])
  })

  test.each(['kernel-log/host-journal.txt', 'kernel-log-json/host-journal.json'])(
    'the journal of a host: what a JVM printed is a console of its own: %s',
    async (name) => {
      const { files, artifacts } = await openedEach({ journal: fixture(name) }, 'journal')
      expect(files).toMatchObject({
        journal: name.split('/')[0],
        'journal (kafka-server-start.sh 11672)': 'hotspot-stdout',
      })
      expect(artifacts.map(({ identity }) => identity.about)).toEqual(['host', 'process'])
    },
  )

  test.each(['application-log/journal-chatty.log', 'application-log/journal-chatty.json'])(
    'the journal of a host on which one service says nearly all: what the kernel says is its log: %s',
    async (name) => {
      const { files, processes } = await openedEach(
        { journal: fixture(name), 'hs_err.log': crashOf(11_672) },
        'journal',
      )
      expect(files['journal']).toBe('application-log')
      expect(files['journal (kernel)']).toMatch(/^kernel-log/)
      expect(processes).toHaveLength(1)
      expect(processes[0]).toContain('(journal (kernel))')
    },
  )

  test('systemd-coredump: a journal in which a JVM of the crash log beside it ended, and another', async () => {
    const crash = fixture('hs-err/jdk17-sigbus.log').replaceAll('pid=10182', 'pid=4711')
    const { processes } = await openedEach(
      { 'journal.json': fixture('kernel-log-json/two-cores.json'), 'hs_err_pid4711.log': crash },
      'coredump',
    )
    expect(processes).toEqual([
      'kafka-broker-13 · 4711: hs_err_pid4711.log (journal.json) journal.json (core 4711)',
      'kafka-broker-13 · 4899: (journal.json) journal.json (core 4899)',
    ])
  })
})

describe('what is none of them', () => {
  test.each<[string, Members]>([
    ['loose files', { 'gc.log': gcLog, 'maps.txt': fixture('proc-maps/broker.txt'), 'server.log': serverLog }],
    ['a few names that many have', { 'gc.log': gcLog, 'top.out': 'x', pid: '1', limits: limits, environment: 'x' }],
    [
      'a copy of /proc/PID',
      {
        cmdline: 'x',
        limits,
        maps: fixture('proc-maps/broker.txt'),
        environ: 'A=b',
        cgroup: '0::/',
        mountinfo: 'x',
        pid: '1',
      },
    ],
    ['resources of Kubernetes', { 'deployments/a.yaml': 'x', 'pods/a.yaml': 'x', 'services/a.yaml': 'x' }],
    ['files of a project', { 'version.txt': '1.0', environment: 'x', 'version.json': '{}', 'manifest.json': '{}' }],
    ['a folder named as one', { 'sosreport-a-2026-11-22-abcdefg/gc.log': gcLog }],
  ])('%s', async (_, members) => {
    const { parts, files } = await openedEach(members, 'bundle')
    expect(parts).toEqual([])
    expect(Object.values(files).filter((what) => what.includes(': '))).toEqual([])
  })

  test('one capture in another: each file is of the nearest', async () => {
    const inner = { analyzer: 'CCpp', pid: '4711', reason: 'java killed by SIGABRT', time: '1795337963', uid: '0' }
    const members = {
      'version.txt': 'sosreport: 4.5.6\n',
      'sos_commands/host/hostname': 'broker-1\n',
      'var/log/messages': 'x\n',
      ...under('var/spool/abrt/ccpp-1', inner),
    }
    const { parts, files } = await openedEach(members, 'sos')
    expect(parts.map(({ id, root }) => [id, root])).toEqual([
      ['sos', ''],
      ['abrt', 'var/spool/abrt/ccpp-1'],
    ])
    expect(files).toMatchObject({
      'var/log/messages': 'text: Log of the host',
      'var/spool/abrt/ccpp-1/pid': 'text: Process id',
    })
  })
})

test('captures of one process, a folder each, stand in their order', async () => {
  const maps = fixture('proc-maps/broker.txt')
  const times = ['2026-11-22T08-59-23', '2026-11-22T09-59-23', '2026-11-22T07-59-23']
  const members = Object.assign({}, ...times.map((time) => ({ [`9615-${time}/maps`]: maps }))) as Members
  const { artifacts } = await ingested(await packings.folder(members, 'captures'), { formats })
  const taken = artifacts.map(({ path: shown, records }) => [
    shown,
    records.flatMap((record) => (record.kind === 'mappings' ? [record.at] : []))[0],
  ])
  expect(Object.fromEntries(taken)).toEqual({
    '9615-2026-11-22T07-59-23/maps': Date.UTC(2026, 10, 22, 7, 59, 23),
    '9615-2026-11-22T08-59-23/maps': Date.UTC(2026, 10, 22, 8, 59, 23),
    '9615-2026-11-22T09-59-23/maps': Date.UTC(2026, 10, 22, 9, 59, 23),
  })
})
