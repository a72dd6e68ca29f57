import { describe, expect, it } from 'vitest'
import { serviceProperties } from '../../../electron/engine/formats/service-properties/index.ts'
import { feed, headOf } from '../../support/feed.ts'

function factsOf(...lines: string[]): unknown {
  const text = lines.map((line) => `${line}\n`).join('')
  if (serviceProperties.sniff(headOf(text)) === 'no') return 'not recognised'
  return feed(serviceProperties, text).records.flatMap((record) =>
    record.kind === 'fact' ? [[record.key, record.value]] : [],
  )
}

describe('systemctl show', () => {
  it('of the limits that were asked for', () => {
    expect(
      factsOf('LimitAS=infinity', 'LimitDATA=1073741824', 'LimitMEMLOCK=65536', 'LimitNPROC=14991', 'TasksMax=4915'),
    ).toEqual([
      ['limit.address-space', null],
      ['limit.data', 1_073_741_824],
      ['limit.locked', 65_536],
      ['limit.processes', 14_991],
      ['limit.cgroup-tasks', 4915],
    ])
  })

  it('the soft limit is the one that the kernel enforces', () => {
    expect(factsOf('LimitNOFILE=524288', 'LimitNOFILESoft=1024', 'LimitNPROC=9', 'LimitNPROCSoft=8')).toEqual([
      ['limit.processes', 8],
      ['limit.files', 1024],
    ])
    expect(factsOf('LimitNOFILE=524288', 'LimitSTACK=infinity')).toEqual([])
  })

  it('what is not set is no number', () => {
    expect(
      factsOf(
        'MemoryCurrent=[not set]',
        'TasksCurrent=18446744073709551615',
        'MemoryMax=infinity',
        'TasksMax=18446744073709551615',
      ),
    ).toEqual([
      ['limit.cgroup-tasks', null],
      ['limit.cgroup-memory', null],
    ])
  })

  it.each([
    ['2', '9', 'oom-kill', 'failed', 'killed by signal 9 (SIGKILL), result oom-kill'],
    ['3', '6', 'core-dump', 'failed', 'killed by signal 6 (SIGABRT), core dumped'],
    ['1', '143', 'success', 'inactive', 'exit code 143'],
    ['1', '1', 'exit-code', 'active', null],
  ])('how its main process ended: %s, %s, %s, %s', (code, status, result, state, expected) => {
    const facts = factsOf(
      'MainPID=0',
      'ExecMainPID=9615',
      `ExecMainCode=${code}`,
      `ExecMainStatus=${status}`,
      `Result=${result}`,
      `ActiveState=${state}`,
      'Id=kafka.service',
    )
    expect(facts).toEqual([['process.pid', 9615], ...(expected === null ? [] : [['process.exit', expected]])])
  })

  it('of a service that is no JVM’s nothing is stated', () => {
    expect(factsOf('MainPID=77', 'LimitNPROC=9', 'Id=sshd.service')).toEqual([])
  })

  it('other lists of names and values are none', () => {
    expect(factsOf('NAME="Debian"', 'VERSION_ID="12"')).toBe('not recognised')
    expect(factsOf('broker.id=5', 'log.dirs=/data')).toBe('not recognised')
    expect(factsOf('[Service]', 'LimitNOFILE=100000', 'ExecStart=/usr/bin/java', '[Install]')).toBe('not recognised')
  })
})
