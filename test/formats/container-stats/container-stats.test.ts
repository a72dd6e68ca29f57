import { expect, it } from 'vitest'
import { containerStats } from '../../../electron/engine/formats/container-stats/index.ts'
import { feed, headOf } from '../../support/feed.ts'

const DOCKER = 'CONTAINER ID   NAME      CPU %     MEM USAGE / LIMIT   MEM %     NET I/O         BLOCK I/O     PIDS\n'
const kafka = 'a1b2c3d4e5f6   kafka     12.34%    1.5GiB / 2GiB       75.00%    1.2GB / 3.4GB   10MB / 20GB   110\n'

function factsOf(text: string): unknown {
  if (containerStats.sniff(headOf(text)) === 'no') return 'not recognised'
  return feed(containerStats, text).records.flatMap((record) =>
    record.kind === 'fact' ? [[record.key, record.value]] : [],
  )
}

it.each([
  [
    'docker stats',
    DOCKER + kafka,
    [
      ['cgroup.memory', 1.5 * 2 ** 30],
      ['cgroup.tasks', 110],
    ],
  ],
  [
    'docker stats, the last of several',
    `${DOCKER}${kafka}\n${DOCKER}${kafka.replace('110', '120')}`,
    [
      ['cgroup.memory', 1.5 * 2 ** 30],
      ['cgroup.tasks', 120],
    ],
  ],
  [
    'podman stats',
    `${DOCKER}${kafka.replace('1.5GiB / 2GiB', '1.5GB / 2GB')}`,
    [
      ['cgroup.memory', 1.5e9],
      ['cgroup.tasks', 110],
    ],
  ],
  [
    'kubectl top pod',
    'NAME      CPU(cores)   MEMORY(bytes)\nkafka-0   250m         1843Mi\n',
    [['cgroup.memory', 1843 * 2 ** 20]],
  ],
  [
    'crictl stats',
    'CONTAINER       CPU %   MEM       DISK      INODES\na1b2c3d4e5f6a   1.20    1.843GB   12.29kB   20\n',
    [['cgroup.memory', 1.843e9]],
  ],
  ['several containers', `${DOCKER}${kafka}${kafka}`, []],
  ['another table', 'NAME   READY   STATUS\nkafka-0   1/1   Running\n', 'not recognised'],
])('%s', (_, text, expected) => {
  expect(factsOf(text)).toEqual(expected)
})
