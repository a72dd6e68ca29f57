/** Cases as the engine would answer them, for tests of the window. */
import type { ArtifactSummary, CaseSummary } from '../../shared/model/case.ts'
import type { TimeBase } from '../../shared/model/time-base.ts'
import type { ArtifactOutline } from '../../shared/rpc/contract.ts'
import { alive, crashed, crashLog, mapsEarly, mapsLate, metrics, stdout } from './fake-process.ts'

const blob = 6

const artifact = (
  id: number,
  path: string,
  format: string,
  formatTitle: string,
  bytes: number,
  lines: number,
): ArtifactSummary => ({
  id,
  path,
  format,
  formatTitle,
  role: null,
  bytes,
  textBytes: bytes,
  lines,
  sha256: id.toString(16).padStart(64, '0'),
  at: null,
  timeSource: null,
  issues: [],
  processes: [1],
})

const stated = { artifact: stdout, line: 3, endLine: 3, quote: '[2026-11-22 08:46:17,797] INFO starting' }

/** Of a log in local time without a zone. */
export const fakeTimeBase: TimeBase = {
  kind: 'local',
  origin: 'assumed',
  zone: null,
  offset: 0,
  shift: 0,
  anchor: null,
  text: 'Times are printed without a zone, taken as UTC.',
  evidence: stated,
  first: { read: 1_795_337_177_797, used: 1_795_337_177_797, citation: stated },
  last: null,
  correctable: ['zone', 'shift'],
  correction: null,
}

export const fakeCase: CaseSummary = {
  id: 'case-1',
  title: 'Broker restarts, eu-west-1',
  bundles: [{ name: 'bundle.tar.gz', kind: 'tar.gz', bytes: 900_000, sha256: null, issues: [], parts: [] }],
  artifacts: [
    artifact(crashLog, 'broker-13/hs_err_pid9615.log', 'hs-err', 'HotSpot fatal error log', 8_664_471, 66_432),
    artifact(stdout, 'broker-13/server.out', 'hotspot-stdout', 'JVM output', 7586, 64),
    artifact(metrics, 'broker-13/metrics.csv', 'metrics-csv', 'Metrics', 1155, 29),
    artifact(mapsEarly, 'broker-13/maps-1.txt', 'proc-maps', '/proc/PID/maps', 1_993_596, 15_274),
    artifact(mapsLate, 'broker-13/maps-2.txt', 'proc-maps', '/proc/PID/maps', 8_045_609, 61_273),
    {
      ...artifact(blob, 'broker-13/core.9615', 'binary', 'Binary', 4096, 0),
      issues: [{ code: 'binary', message: 'Not text: only its headers were read', line: null, count: 1 }],
    },
  ],
  processes: [crashed],
  openedInMs: 912,
}

/** Two processes in two folders. */
export const fakeCluster: CaseSummary = {
  ...fakeCase,
  id: 'case-2',
  artifacts: [
    ...fakeCase.artifacts,
    { ...artifact(7, 'broker-14/proc-status.txt', 'proc-status', '/proc/PID/status', 1406, 59), processes: [2] },
  ],
  processes: [alive, crashed],
}

const region = (id: string, title: string, line: number, endLine: number, depth = 1) => ({
  kind: 'region' as const,
  id,
  title,
  note: '',
  depth,
  span: { line, endLine },
})

export const fakeOutline: ArtifactOutline = {
  regions: [
    region('summary', 'Summary', 25, 34, 0),
    region('thread', 'Thread', 35, 604, 0),
    region('native-frames', 'Native frames', 32, 45),
    region('dynamic-libraries', 'Dynamic libraries', 606, 66_138),
    region('meminfo', '/proc/meminfo', 66_320, 66_350),
  ],
  annotations: [
    {
      span: { artifact: crashLog, line: 3, endLine: 3 },
      tone: 'bad',
      label: 'what was refused',
      detail: 'mmap of 12 288 bytes',
    },
    {
      span: { artifact: crashLog, line: 5, endLine: 5 },
      tone: 'good',
      label: 'printed always; ruled out',
      detail: 'Never evidence.',
    },
    {
      span: { artifact: crashLog, line: 38, endLine: 38 },
      tone: 'bad',
      label: 'guard zone',
      detail: 'Places the guard zones of a new thread.',
    },
    {
      span: { artifact: crashLog, line: 66_322, endLine: 66_322 },
      tone: 'good',
      label: 'rules out RAM',
      detail: '21.4 GiB',
    },
    {
      span: { artifact: crashLog, line: 66_387, endLine: 66_387 },
      tone: 'bad',
      label: 'the limit',
      detail: 'vm.max_map_count',
    },
  ],
}
