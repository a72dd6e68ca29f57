/** What the fake processes leave out: ledgers, stale mappings, unmerged neighbours, and what to bring. For tests of window and terminal. */
import type { CoachItem } from '../../shared/model/coach.ts'
import type { MergeBlockers, StaleMappings } from '../../shared/model/neighbours.ts'
import type { QuantityLedger } from '../../shared/model/quantity-ledger.ts'
import { cite, crashLog, stdout } from './fake-process.ts'

export const rlimit: QuantityLedger = {
  id: 'address-space',
  title: 'RLIMIT_AS',
  unit: 'bytes',
  limit: 4_403_200_000,
  limitSource: 'measured',
  limitNote: '',
  reserve: 0,
  used: 4_402_442_240,
  usedAtLeast: false,
  atFailure: true,
  request: 1_052_672,
  distance: -294_912,
  standing: 'reached',
  test: 'total_vm + pages > RLIMIT_AS → ENOMEM (may_expand_vm, mm/mmap.c)',
  proves: 'The request did not fit: this limit refuses it',
  limitCitation: cite(crashLog, 66_316, 'rlimit (soft/hard): STACK 8192k/infinity , AS 4300000k/infinity'),
  usedCitation: cite(crashLog, 66_400, 'Virtual Size: 4299260K'),
  requestCitation: cite(stdout, 3, 'pthread_create failed (EAGAIN)'),
  at: null,
}

export const tasks: QuantityLedger = {
  ...rlimit,
  id: 'system-tasks',
  title: 'kernel.threads-max',
  unit: 'tasks',
  limit: 192_730,
  used: 47,
  usedAtLeast: true,
  request: null,
  distance: 192_683,
  standing: 'room',
  proves: '47 tasks in this process',
  requestCitation: null,
}

export const stale: StaleMappings = {
  count: 3,
  bytes: 30_000,
  share: 0.03,
  complete: true,
  offsetsKnown: true,
  kinds: [
    {
      kind: 'deleted',
      why: 'The file was removed',
      count: 3,
      bytes: 30_000,
      files: 25,
      top: [
        {
          path: '/data/orders-7/00000000000000000042.index (deleted)',
          owner: 'index-file',
          count: 2,
          bytes: 20_000,
          citation: cite(crashLog, 700, '/data/orders-7/00000000000000000042.index (deleted)'),
        },
      ],
    },
  ],
}

export const mergeBlockers: MergeBlockers = {
  adjacent: 65_100,
  complete: true,
  reasons: [
    {
      reason: 'file',
      why: 'Different files never become one mapping',
      count: 65_000,
      patternsInAll: 3,
      patterns: [
        {
          left: { owner: 'index-file', perms: 'rw-s' },
          right: { owner: 'index-file', perms: 'rw-s' },
          count: 64_990,
          example: cite(crashLog, 800, '/data/orders-7/0.index', 801),
        },
      ],
    },
    {
      reason: 'permission',
      why: 'Only the permissions differ',
      count: 100,
      patternsInAll: 1,
      patterns: [
        {
          left: { owner: 'thread-stack', perms: '---p' },
          right: { owner: 'thread-stack', perms: 'rw-p' },
          count: 100,
          example: cite(crashLog, 900, '7fe5f0202000-7fe5f0206000 ---p', 901),
        },
      ],
    },
  ],
}

export const coach: CoachItem[] = [
  {
    id: 'proc-limits',
    title: 'Limits of the process: /proc/PID/limits',
    commands: ['cat /proc/PID/limits', 'systemctl show UNIT -p LimitAS'],
    note: 'The limits of a shell need not be those of the process',
    needsLife: true,
    captured: true,
    weight: 4,
    settles: [
      { hypothesis: 'address-space-limit', title: 'RLIMIT_AS was reached', status: 'possible', what: 'RLIMIT_AS' },
      { hypothesis: 'data-limit', title: 'RLIMIT_DATA was reached', status: 'unlikely', what: 'RLIMIT_DATA' },
    ],
  },
  {
    id: 'application-log',
    title: 'Log of the application',
    commands: [],
    note: '',
    needsLife: false,
    captured: false,
    weight: 1,
    settles: [{ hypothesis: 'java-heap', title: 'The Java heap was full', status: 'unlikely', what: 'the error' }],
  },
]
