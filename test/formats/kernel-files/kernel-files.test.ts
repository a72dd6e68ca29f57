/** Files of one value: only their name says what it is. */
import { describe, expect, it } from 'vitest'
import { formats } from '../../../electron/engine/formats/index.ts'
import { kernelFiles } from '../../../electron/engine/formats/kernel-files/index.ts'
import { claimOf } from '../../support/claim.ts'
import { bytesOf, feed } from '../../support/feed.ts'

describe('a file of one value', () => {
  it.each([
    ['max_map_count', '65530\n', 'limit.max-map-count', 65_530],
    ['overcommit_memory.txt', '2\n', 'limit.overcommit-memory', 2],
    ['threads-max', '192730', 'limit.threads-max', 192_730],
    ['pid_max', '4194304\n', 'limit.pid-max', 4_194_304],
    ['pids.max', 'max\n', 'limit.cgroup-tasks', null],
    ['pids.current', '41\n', 'cgroup.tasks', 41],
    ['pids.events', 'max 4\n', 'cgroup.tasks-rejected', 4],
    ['memory.max', '2147483648\n', 'limit.cgroup-memory', 2_147_483_648],
    ['memory.limit_in_bytes', '9223372036854771712\n', 'limit.cgroup-memory', null],
  ])('%s', (name, text, key, value) => {
    expect(claimOf(formats, bytesOf(text), name).equals).toEqual(['kernel-files'])
    const { records, issues } = feed(kernelFiles, text, { name })
    expect(records.filter((record) => record.kind === 'fact').map((fact) => [fact.key, fact.value])).toEqual([
      [key, value],
    ])
    expect(issues).toEqual([])
  })

  it.each([
    ['unknown', '65530\n'],
    ['pids.max', 'unlimited\n'],
    ['pids.txt', 'max 4\n'],
    ['max_map_count', '65530\n1\n'],
    ['replicas', '3\n'],
  ])('%s with %j is nobody’s', (name, text) => {
    expect(claimOf(formats, bytesOf(text), name).id).toBe('text')
  })
})
