import { describe, expect, it } from 'vitest'
import { kernelLog } from '../../../electron/engine/formats/kernel-log/index.ts'
import { kernelLogJson } from '../../../electron/engine/formats/kernel-log-json/index.ts'
import { kernelSign } from '../../../electron/engine/formats/lib/kernel-messages.ts'
import { readKernelPrefix } from '../../../electron/engine/formats/lib/kernel-prefix.ts'
import type { EventRecord } from '../../../shared/model/records.ts'
import { feed } from '../../support/feed.ts'

const REJECTED = 'cgroup: fork rejected by pids controller in /a'

function times(text: string, at: string | null): (string | null)[] {
  const { records } = feed(kernelLog, text, { at: at === null ? null : Date.parse(at) })
  const events = records.filter((record): record is EventRecord => record.kind === 'event')
  return events.map(({ at: time }) => (time === null ? null : new Date(time).toISOString()))
}

describe('times without a year', () => {
  const lines = `Dec 31 23:59:58 host kernel: ${REJECTED}\nJan  1 00:00:03 host kernel: ${REJECTED}\n`

  it('are the last ones before the time of the file', () => {
    expect(times(lines, '2026-01-01T09:00:00Z')).toEqual(['2025-12-31T23:59:58.000Z', '2026-01-01T00:00:03.000Z'])
  })

  it('may be a day ahead of it: clocks and zones differ', () => {
    expect(times(lines, '2025-12-31T23:00:00Z')).toEqual(['2025-12-31T23:59:58.000Z', '2026-01-01T00:00:03.000Z'])
  })

  it('stay unknown when nothing tells the year', () => {
    expect(times(lines, null)).toEqual([null, null])
  })

  it('have a 29 February in leap years', () => {
    expect(times(`Feb 29 10:00:00 host kernel: ${REJECTED}\n`, '2028-03-05T00:00:00Z')).toEqual([
      '2028-02-29T10:00:00.000Z',
    ])
  })

  it('of a 29 February are of the last year that had one', () => {
    expect(times(`Feb 29 10:00:00 host kernel: ${REJECTED}\n`, '2026-11-22T00:00:00Z')).toEqual([
      '2024-02-29T10:00:00.000Z',
    ])
  })

  it('are reported as an assumption once', () => {
    const { issues } = feed(kernelLog, lines, { at: Date.parse('2026-01-01T09:00:00Z') })
    expect(issues.map(({ code, count }) => [code, count])).toEqual([
      ['time-assumed', 1],
      ['no-time-zone', 1],
    ])
  })
})

describe('prefixes', () => {
  it.each([
    ['[ 3381.748579] text', 'text', 3381.748579],
    ['[ 3381.748579][ T1234] text', 'text', 3381.748579],
    ['[ 3381.748579 <    0.000120>] text', 'text', 3381.748579],
    ['<4>[ 3381.748579] text', 'text', 3381.748579],
    ['kern  :warn  : [ 3381.748579] text', 'text', 3381.748579],
    ['[ 3381.748579] java[12]: text', 'java[12]: text', 3381.748579],
    ['[ 3381.748579] host kernel: text', 'text', 3381.748579],
    ['[Nov22 08:46] text', 'text', null],
    ['[  +0.000003] text', 'text', null],
    ['[<    0.000120>] text', 'text', null],
    ['[    1.234567                ] host kernel: text', 'text', 1.234567],
    ['[    1.234599 <    0.000032 >] host kernel: text', 'text', 1.234599],
    ['Nov 22 08:46:45 host kern.warn kernel: [    1.500000] text', 'text', 1.5],
    ['Nov 22 08:46:45 kernel: text', 'text', null],
    ['янв 21 08:41:18 host kernel: text', 'text', null],
  ])('%s', (line, message, seconds) => {
    const prefix = readKernelPrefix(line)
    expect(line.slice(prefix?.length)).toBe(message)
    expect(prefix?.seconds).toBe(seconds)
  })

  it.each([
    'text',
    '[0.007s][info][gc] Using G1',
    '[2026-03-01 10:00:00,101] INFO a (b)',
    '2026-03-01 10:00:00 INFO a b: c',
  ])('none in %s', (line) => {
    expect(readKernelPrefix(line)).toBeNull()
  })
})

describe('messages', () => {
  it.each([
    'EDAC MC: Ver: 3.0.0',
    'EDAC MC0: Giving out device to module skx_edac controller Skylake',
    'mce: CPU supports 20 MCE banks',
    'oom_reaper: reaped process 4711 (java), now anon-rss:0kB, file-rss:0kB, shmem-rss:0kB',
    'Out of memory and no killable processes...',
    'systemd-oomd: trap for young players',
  ])('that refuse nothing: %s', (message) => {
    expect(kernelSign(message)).toBeNull()
  })

  it.each([
    [
      'a limit of a group of which 5.0 says that there is no constraint',
      [
        'oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=/a,task_memcg=/a,task=java,pid=7,uid=0',
        'Memory cgroup out of memory: Killed process 7 (java) total-vm:8kB, anon-rss:4kB',
      ],
      [[7, 'cgroup']],
    ],
    [
      'a group of which some have ended, whose lines do not say what was full (4.19)',
      [
        'Memory cgroup out of memory: Kill process 7 (java) score 241 or sacrifice child',
        'Killed process 7 (java) total-vm:8kB, anon-rss:4kB, file-rss:4kB, shmem-rss:0kB',
        'Tasks in /a are going to be killed due to memory.oom.group set',
        'Killed process 8 (sh) total-vm:8kB, anon-rss:4kB, file-rss:4kB, shmem-rss:0kB',
        'Memory cgroup out of memory: OOM victim 9 (sh) is already exiting. Skip killing the task',
        'Killed process 7 (java) total-vm:8kB, anon-rss:4kB, file-rss:4kB, shmem-rss:0kB',
        'Out of memory: Killed process 10 (java) total-vm:8kB, anon-rss:4kB',
      ],
      [
        [7, 'cgroup'],
        [8, 'cgroup'],
        [10, 'host'],
      ],
    ],
  ])('of %s', (_, lines, expected) => {
    const { records } = feed(kernelLog, lines.map((line, index) => `[    1.00000${index}] ${line}\n`).join(''))
    const kills = records.filter((record) => record.kind === 'event')
    expect(kills.map(({ values }) => [values['pid'], values['scope']])).toEqual(expected)
  })

  it('of two kills that interleave stay two', () => {
    const lines = [
      '[1.000000] oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),oom_memcg=/a,task=java,pid=1,uid=0',
      '[1.000001] oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),task=java,pid=2,uid=0',
      '[1.000002] Out of memory: Killed process 2 (java) total-vm:8kB, anon-rss:4kB',
    ]
    const { records } = feed(kernelLog, `${lines.join('\n')}\n`)
    const kills = records.filter((record) => record.kind === 'event')
    expect(kills.map(({ values, span }) => [values['pid'], values['scope'], span.line])).toEqual([
      [1, 'cgroup', 1],
      [2, 'host', 3],
    ])
  })
})

describe('a journal as JSON', () => {
  it('reports what is no entry and goes on', () => {
    const { records, issues } = feed(
      kernelLogJson,
      `not json\n{"__REALTIME_TIMESTAMP":"1772359200500000","_TRANSPORT":"kernel","MESSAGE":"${REJECTED}"}\n[1]\n`,
    )
    expect(records.filter(({ kind }) => kind === 'event')).toHaveLength(1)
    expect(issues.map(({ code, count }) => [code, count])).toEqual([['malformed-line', 2]])
  })
})
