/** Tables: what lies where and states what, and who belongs together. */
import { expect, test } from 'vitest'
import { type ArtifactFacts, assignProcesses, type Identity } from '../../../electron/engine/ingest/index.ts'

const nothing: Identity = {
  pids: [],
  host: null,
  startedAt: null,
  crashAt: null,
  crash: false,
  jvmArguments: null,
  command: null,
  libraries: [],
  about: 'none',
  jvm: false,
}

const life1 = [100, 200, 300, 400]
const life2 = [150, 250, 350, 450]
const crash = (pid: number, crashAt: number, more: Partial<Identity> = {}): Partial<Identity> => ({
  pids: [pid],
  crash: true,
  crashAt,
  about: 'process',
  jvm: true,
  ...more,
})
const maps = (libraries: number[]): Partial<Identity> => ({ libraries, about: 'process', jvm: true })
const status = (pid: number): Partial<Identity> => ({ pids: [pid], about: 'process' })
const log: Partial<Identity> = { about: 'process' }
const sysctl: Partial<Identity> = { about: 'host' }
const uname = (host: string): Partial<Identity> => ({ about: 'host', host })

type Row = [path: string, identity?: Partial<Identity>, more?: Partial<ArtifactFacts>]

/** One line a process: label, then its files, those of the host in parentheses. */
function assigned(rows: readonly Row[]): string[] {
  const artifacts = rows.map(([path, identity, more], id): ArtifactFacts => ({
    id,
    bundle: 0,
    bundleName: 'bundle',
    path,
    format: 'text',
    at: null,
    value: null,
    place: null,
    identity: { ...nothing, ...identity },
    ...more,
  }))
  const show = ({ label, artifacts: mine }: ReturnType<typeof assignProcesses>[number]): string => {
    const files = mine.map(({ id, scope }) => (scope === 'host' ? `(${artifacts[id]?.path})` : artifacts[id]?.path))
    return `${label}: ${files.join(' ')}`
  }
  const forward = assignProcesses(artifacts).map(show)
  // Who belongs together does not depend on the order of the files.
  const groups = (given: readonly ArtifactFacts[]): Set<string> =>
    new Set(
      assignProcesses(given).map((draft) =>
        draft.artifacts
          .map(({ id }) => id)
          .toSorted((one, other) => one - other)
          .join(' '),
      ),
    )
  expect(groups(artifacts.toReversed())).toEqual(groups(artifacts))
  return forward
}

const table: { name: string; rows: Row[]; expected: string[] }[] = [
  {
    name: 'a log of a JVM of another release is of another process, though nothing names that one',
    rows: [
      ['hs_err_pid4711.log', crash(4711, 5000, { features: [17] })],
      ['gc-b.log', { about: 'process', jvm: true, features: [25] }],
      ['all.log', { about: 'process', jvm: true, features: [11, 17] }],
    ],
    expected: ['bundle · 4711: hs_err_pid4711.log all.log', 'bundle: gc-b.log'],
  },
  {
    name: 'files of two processes in one folder, the pid in every name',
    rows: [
      ['9615-hs_err.log', crash(9615, 1_000_000)],
      ['9615-server.log', log],
      ['exit-status.9615.txt', log],
      ['status-9700.txt', status(9700)],
      ['9700-maps', maps(life2)],
      ['gc.9700.log', log],
      ['9700-sysctl.txt', sysctl],
    ],
    expected: [
      'bundle · 9615: 9615-hs_err.log 9615-server.log exit-status.9615.txt',
      'bundle · 9700: status-9700.txt 9700-maps gc.9700.log (9700-sysctl.txt)',
    ],
  },
  {
    name: 'the journal of a service that two lives wrote',
    rows: [
      ['hs_err.log', crash(9615, 1_000_000)],
      ['maps', { ...maps(life2), pids: [9700] }],
      ['journal.txt', { ...log, writers: [9615, 9700, 9800] }],
      ['script.txt', { ...log, writers: [9500] }],
    ],
    expected: ['bundle · 9615: hs_err.log journal.txt script.txt', 'bundle · 9700: maps journal.txt'],
  },
  {
    name: 'numbers of ports, sizes and rotated files are no pids',
    rows: [
      ['hs_err.log', crash(9615, 1_000_000)],
      ['status.txt', status(9700)],
      ['kafka-9092.log', log],
      ['server.log.9616', log],
    ],
    expected: ['bundle · 9615: hs_err.log kafka-9092.log server.log.9616'],
  },
  {
    name: 'files of two hosts in one folder, the host before every name',
    rows: [
      ['broker-1-server.log', log],
      ['broker-1-hs_err_pid9615.log', crash(9615, 1_000_000)],
      ['broker-1-meminfo.txt', sysctl],
      ['broker-1-uname.txt', uname('broker-1')],
      ['broker-2-server.log', log],
      ['broker-2-meminfo.txt', sysctl],
      ['broker-2-uname.txt', uname('broker-2')],
    ],
    expected: [
      'broker-1 · 9615: broker-1-server.log broker-1-hs_err_pid9615.log (broker-1-meminfo.txt) (broker-1-uname.txt)',
      'broker-2: broker-2-server.log (broker-2-meminfo.txt) (broker-2-uname.txt)',
    ],
  },
  {
    name: 'and behind every name',
    rows: [
      ['server_node1.log', log],
      ['gc_node1.log', log],
      ['status_node1.txt', status(4711)],
      ['server_node2.log', log],
      ['gc_node2.log', log],
      ['status_node2.txt', status(4899)],
    ],
    expected: [
      'node1 · 4711: server_node1.log gc_node1.log status_node1.txt',
      'node2 · 4899: server_node2.log gc_node2.log status_node2.txt',
    ],
  },
  {
    name: 'words that two captures of one process differ in tell nothing apart',
    rows: [
      ['maps-before.txt', maps(life1)],
      ['gc-before.log', log],
      ['status-before.txt', status(4711)],
      ['maps-after.txt', maps(life1)],
      ['gc-after.log', log],
      ['status-after.txt', status(4711)],
    ],
    expected: [
      'bundle · 4711: maps-before.txt gc-before.log status-before.txt maps-after.txt gc-after.log status-after.txt',
    ],
  },
  {
    name: 'a core that was written after the crash log, and one whose report prints no zone',
    rows: [
      ['n/hs_err.log', crash(9615, 1_000_000)],
      ['n/core.txt', crash(9615, 1_200_000)],
      ['n/report.crash', crash(9615, 1_000_000 + 3_600_000 + 30_000)],
    ],
    expected: ['n · 9615: n/hs_err.log n/core.txt n/report.crash'],
  },
  {
    name: 'the first process of a container crashes again within minutes: two lives',
    rows: [
      ['n/hs_err_1.log', crash(1, 1_000_000)],
      ['n/hs_err_2.log', crash(1, 1_200_000)],
    ],
    expected: ['n · 1: n/hs_err_1.log', 'n · 1: n/hs_err_2.log'],
  },
  {
    name: 'the same pid crashes hours later, not by a zone: two lives',
    rows: [
      ['n/hs_err_1.log', crash(9615, 1_000_000)],
      ['n/hs_err_2.log', crash(9615, 1_000_000 + 3_600_000 + 400_000)],
    ],
    expected: ['n · 9615: n/hs_err_1.log', 'n · 9615: n/hs_err_2.log'],
  },
  {
    name: 'one folder, one process',
    rows: [
      ['n/hs_err.log', crash(9615, 5000)],
      ['n/maps', maps(life1)],
      ['n/status', status(9615)],
      ['n/gc.log', log],
      ['n/sysctl', sysctl],
      ['n/notes'],
    ],
    expected: ['n · 9615: n/hs_err.log n/maps n/status n/gc.log (n/sysctl) n/notes'],
  },
  {
    name: 'a folder named after host and pid',
    rows: [['broker-7-4711/gc.log', log], ['broker-7-4711/server.properties']],
    expected: ['broker-7 · 4711: broker-7-4711/gc.log broker-7-4711/server.properties'],
  },
  {
    name: 'a foreign crash log keeps to itself; the folder’s host is not its host',
    rows: [
      ['b-9615/hs_err_1.log', crash(9615, 5000, { libraries: life1, command: 'kafka.Kafka' })],
      ['b-9615/hs_err_2.log', crash(10374, 9000, { libraries: life2, command: 'acme.Orders --x' })],
      ['b-9615/maps', maps(life1)],
      ['b-9615/uname', uname('b.example')],
      ['b-9615/gc.log', log],
    ],
    expected: [
      'b · 9615: b-9615/hs_err_1.log b-9615/maps (b-9615/uname) b-9615/gc.log',
      'acme.Orders · 10374: b-9615/hs_err_2.log',
    ],
  },
  {
    name: 'a restart: same arguments, so the same host; times tell whose log it is',
    rows: [
      ['n/a.log', crash(100, 5_000_000, { command: 'Main' })],
      ['n/b.log', crash(200, 9_000_000, { command: 'Main' })],
      ['n/sysctl', sysctl],
      ['n/out-1', log, { at: 4_990_000 }],
      ['n/out-2', log, { at: 8_000_000 }],
      ['n/gc.log', log],
    ],
    expected: ['n · 100: n/a.log (n/sysctl) n/out-1', 'n · 200: n/b.log (n/sysctl) n/out-2 n/gc.log'],
  },
  {
    name: 'a pid used again: same pid, other start',
    rows: [
      ['n/a.log', crash(1, 1_000_000, { startedAt: 900_000 })],
      ['n/b.log', crash(1, 2_000_000, { startedAt: 1_100_000 })],
    ],
    expected: ['n · 1: n/a.log', 'n · 1: n/b.log'],
  },
  {
    name: 'the same pid with another address space is another life',
    rows: [
      ['n/a.log', crash(711, 1_000_000, { libraries: life1 })],
      ['n/maps.711', maps(life2)],
    ],
    expected: ['n · 711: n/a.log', 'n · 711: n/maps.711'],
  },
  {
    name: 'a folder whose status file states another pid is another process, log and all',
    rows: [
      ['i/hs_err_pid6291.log', crash(6291, 5000, { libraries: life1 })],
      ['i/b2/server.log', log],
      ['i/b2/status', status(9615)],
      ['i/b2/sysctl', sysctl],
    ],
    expected: ['i · 6291: i/hs_err_pid6291.log', 'b2 · 9615: i/b2/server.log i/b2/status (i/b2/sysctl)'],
  },
  {
    name: 'three brokers, and what lies above them is of their host',
    rows: [
      ['i/b1/hs_err.log', crash(19142, 5000, { libraries: life1 })],
      ['i/b1/uname', uname('h1')],
      ['i/b1/server.log', log],
      ['i/b2/hs_err.log', crash(19143, 6000, { libraries: life2 })],
      ['i/b2/uname', uname('h2')],
      ['i/b3/status', status(19144)],
      ['i/b3/server.log', log],
      ['i/sysctl', sysctl],
    ],
    expected: [
      'h1 · 19142: i/b1/hs_err.log (i/b1/uname) i/b1/server.log (i/sysctl)',
      'h2 · 19143: i/b2/hs_err.log (i/b2/uname) (i/sysctl)',
      'b3 · 19144: i/b3/status i/b3/server.log (i/sysctl)',
    ],
  },
  {
    name: 'archives list folders in any order: processes stand by the numbers in their names',
    rows: [
      ['b10/hs_err.log', crash(30, 4000, { libraries: life1 })],
      ['b2/hs_err.log', crash(40, 5000, { libraries: life2 })],
      ['b1/hs_err.log', crash(50, 6000)],
    ],
    expected: ['b1 · 50: b1/hs_err.log', 'b2 · 40: b2/hs_err.log', 'b10 · 30: b10/hs_err.log'],
  },
  {
    name: 'folders of one node: logs, configuration and proc beside each other',
    rows: [
      ['n/crash/hs_err_pid4711.log', crash(4711, 5000)],
      ['n/proc/4711/status', status(4711)],
      ['n/proc/1/status', status(1)],
      ['n/logs/gc.log', log],
      ['n/conf/x'],
    ],
    expected: ['n · 4711: n/crash/hs_err_pid4711.log n/proc/4711/status n/logs/gc.log n/conf/x'],
  },
  {
    name: 'two nodes alike, one of them without a name',
    rows: [
      ['c/n1/logs/gc.log', log],
      ['c/n1/logs/hs_err.log', crash(4711, 5000)],
      ['c/n1/etc/x'],
      ['c/n2/logs/gc.log', log],
      ['c/n2/etc/x'],
    ],
    expected: ['n1 · 4711: c/n1/logs/gc.log c/n1/logs/hs_err.log c/n1/etc/x', 'n2: c/n2/logs/gc.log c/n2/etc/x'],
  },
  {
    name: 'containers: every pod has its pid 1',
    rows: [
      ['pod-a/hs_err.log', crash(1, 1_000_000)],
      ['pod-b/hs_err.log', crash(1, 9_000_000)],
      ['pod-b/status', status(1)],
      ['pod-c/status', status(1)],
      ['pod-c/gc.log', log],
    ],
    expected: [
      'pod-a · 1: pod-a/hs_err.log',
      'pod-b · 1: pod-b/hs_err.log pod-b/status',
      'pod-c · 1: pod-c/status pod-c/gc.log',
    ],
  },
  {
    name: 'flat snapshots of several processes, told apart by their names and libraries',
    rows: [
      ['maps.100.1', maps(life1)],
      ['maps.100.2', maps(life1)],
      ['maps.200.1', maps(life2)],
      ['sysctl', sysctl],
    ],
    expected: ['bundle · 100: maps.100.1 maps.100.2 (sysctl)', 'bundle · 200: maps.200.1'],
  },
  {
    name: 'console output that names a crash log joins it',
    rows: [
      ['a.log', crash(100, 5000)],
      ['b.log', crash(200, 5000)],
      ['out', { pids: [100], about: 'process', jvm: true }],
    ],
    expected: ['bundle · 100: a.log out', 'bundle · 200: b.log'],
  },
  {
    name: 'a command line joins the crash log with the same arguments',
    rows: [
      ['a.log', crash(100, 5000, { jvmArguments: '-Xmx1g', command: 'A' })],
      ['b.log', crash(200, 6000, { jvmArguments: '-Xmx2g', command: 'B' })],
      ['cmdline', { jvmArguments: '-Xmx1g', command: 'A', about: 'process', jvm: true }],
    ],
    expected: ['bundle · 100: a.log cmdline', 'bundle · 200: b.log'],
  },
  {
    name: 'a listing of another bundle joins by its libraries',
    rows: [
      ['hs_err.log', crash(100, 5000, { libraries: life1 })],
      ['other/maps', maps(life1), { bundle: 1 }],
      ['third/gc.log', log, { bundle: 2, bundleName: 'third' }],
    ],
    expected: ['bundle · 100: hs_err.log other/maps', 'third: third/gc.log'],
  },
  {
    name: 'hosts that were set up alike, with the same pid in each',
    rows: [1, 2].flatMap((node): Row[] => [
      [`${node}/logs/a.log`, log],
      [`${node}/proc/4711/maps`, maps([node * 1000, node * 1000 + 1, node * 1000 + 2])],
      [`${node}/proc/4711/limits`, log],
    ]),
    expected: ['1', '2'].map((n) => `bundle · 4711: ${n}/logs/a.log ${n}/proc/4711/maps ${n}/proc/4711/limits`),
  },
  {
    name: 'loose files side by side are one folder',
    rows: [
      ['hs_err.log', crash(100, 5000)],
      ['gc.log', log, { bundle: 1, bundleName: 'gc.log' }],
      ['sysctl', sysctl, { bundle: 2 }],
    ],
    expected: ['bundle · 100: hs_err.log gc.log (sysctl)'],
  },
  {
    name: 'nothing speaks of a process: still one thing to look at',
    rows: [['n/uname', uname('roller')], ['n/notes.txt']],
    expected: ['roller: (n/uname) n/notes.txt'],
  },
  { name: 'nothing at all', rows: [], expected: [] },
]

test.each(table)('$name', ({ rows, expected }) => {
  expect(assigned(rows)).toEqual(expected)
})
