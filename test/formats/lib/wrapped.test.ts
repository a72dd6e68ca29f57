/** Text within prefixes and objects: what is told of it, and what is not mistaken for it. */
import { describe, expect, it } from 'vitest'
import { formats } from '../../../electron/engine/formats/index.ts'
import { wrapperOf } from '../../../electron/engine/formats/lib/wrapper.ts'
import { claimOf } from '../../support/claim.ts'
import { bytesOf, feed, type Fed, linesOf } from '../../support/feed.ts'
import { integrityFaults } from '../../support/records.ts'

const INFO = '[2026-11-22 09:46:01,797] INFO ready (kafka.server.KafkaServer)'
const STAMP = '2026-11-22T08:46:01.123456789Z'

function read(lines: readonly string[]): Fed & { format: string; faults: string[] } {
  const text = `${lines.join('\n')}\n`
  const format = claimOf(formats, bytesOf(text)).id
  const fed = feed(
    formats.find(({ id }) => id === format)!,
    text,
  )
  return { ...fed, format, faults: integrityFaults(fed, linesOf(text)) }
}

describe('what is no wrapper', () => {
  it.each([
    ['Kafka', [INFO, INFO]],
    ['milliseconds of the log itself', ['2026-11-22T08:46:01.797Z INFO a', '2026-11-22T08:46:02.797Z INFO b']],
    ['two programs of a journal', ['Nov 22 09:46:00 h a[1]: x', 'Nov 22 09:46:00 h b[2]: y']],
    ['the kernel', ['Nov 22 09:46:00 h kernel: x', 'Nov 22 09:46:00 h kernel: y']],
    ['two services', ['kafka-1  | x', 'zookeeper-1  | y']],
    ['objects that are no lines of a log', ['{"a":1}', '{"a":2}']],
    ['nothing', []],
  ])('%s', (_, lines) => {
    expect(wrapperOf(lines)).toBeNull()
  })
})

describe('what stands within', () => {
  it.each([
    [
      'a thread dump',
      'thread-dump',
      [
        '2026-11-22 09:46:01',
        'Full thread dump OpenJDK 64-Bit Server VM (17.0.15+6 mixed mode, sharing):',
        '',
        '"main" #1 prio=5 os_prio=0 cpu=1.00ms elapsed=1.00s tid=0x00007f0000000000 nid=0x1 runnable  [0x00007f0000001000]',
        '   java.lang.Thread.State: RUNNABLE',
        '\tat a.B.c(B.java:1)',
      ],
    ],
    [
      'a GC log',
      'gc-unified',
      [
        '[0.005s][info][gc] Using G1',
        '[1.204s][info][gc] GC(0) Pause Young (Normal) (G1 Evacuation Pause) 24M->4M(512M) 3.120ms',
      ],
    ],
    [
      'a console',
      'hotspot-stdout',
      [
        "OpenJDK 64-Bit Server VM warning: INFO: os::commit_memory(0x00007f2c1c0d6000, 65536, 1) failed; error='Not enough space' (errno=12)",
      ],
    ],
  ])('%s', (_, format, lines) => {
    for (const wrap of [(line: string) => `${STAMP} ${line}`, (line: string) => `${STAMP} stderr F ${line}`, docker]) {
      const found = read(lines.map(wrap))
      expect(found.format).toBe(format)
      expect(found.faults).toEqual([])
    }
  })

  it.each([
    'Nov 22 08:46:01',
    '2026-11-22T08:46:01+0000',
    '2026-11-22T08:46:01.797123+00:00',
    'Sun 2026-11-22 08:46:01 UTC',
    'Sun 2026-11-22 08:46:01.797123 CET',
    '1795337161.797123',
  ])("the journal of a unit with a few lines of systemd's: %s", (time) => {
    const of = (program: string, text: string): string => `${time} broker-1 ${program}[11672]: ${text}`
    const found = read([
      '-- Journal begins at Sun 2026-11-01 08:00:00 UTC. --',
      of('systemd', 'Started Apache Kafka.'),
      of('kafka-server-start.sh', INFO),
      of('kafka-server-start.sh', '[2026-11-22 09:46:01,900] ERROR it broke (a.B)'),
      of('systemd', 'kafka.service: Main process exited, code=exited, status=1/FAILURE'),
      of('systemd', "kafka.service: Failed with result 'exit-code'."),
    ])
    expect(found.format).toBe('application-log')
    expect(found.faults).toEqual([])
    const told = found.records.flatMap((record) =>
      record.kind === 'event' ? [record.type] : record.kind === 'fact' ? [record.value] : [],
    )
    expect(told).toEqual(['log-error', 'exit code 1'])
  })

  it('of core dumps in the journal of a unit that crashes again and again the last hundred are handed over', () => {
    const entry = (fields: object, at: number): string =>
      JSON.stringify({ __CURSOR: `s=1;i=${at}`, __REALTIME_TIMESTAMP: `${1_795_337_183_000_000 + at}`, ...fields })
    const printed = (at: number): string => entry({ SYSLOG_IDENTIFIER: 'start.sh', _PID: '1', MESSAGE: INFO }, at)
    const dumped = (at: number): string => entry({ COREDUMP_PID: `${1000 + at}`, MESSAGE: 'dumped core' }, at)
    const found = read(Array.from({ length: 240 }, (_, at) => (at % 2 === 0 ? printed(at) : dumped(at))))
    expect([found.format, found.excerpts.length, found.excerpts.at(0)?.name, found.excerpts.at(-1)?.name]).toEqual([
      'application-log',
      100,
      'core 1041',
      'core 1239',
    ])
    expect(found.issues.map(({ code }) => code)).toContain('unsupported')
  })

  it('an object of a library within one of docker', () => {
    const inner = {
      '@timestamp': '2026-11-22T08:46:01.797Z',
      'log.level': 'ERROR',
      message: 'it "broke"',
      'log.logger': 'a.B',
    }
    const found = read([docker(JSON.stringify(inner)), docker(JSON.stringify(inner))])
    expect(found.format).toBe('application-log')
    expect(found.faults).toEqual([])
    expect(found.records.filter(({ kind }) => kind === 'event')).toMatchObject([
      {
        type: 'log-error',
        source: 'a.B',
        values: { message: 'it "broke"' },
        at: Date.parse('2026-11-22T08:46:01.797Z'),
      },
      { type: 'log-error' },
    ])
  })

  it('takes the zone of the wrapper for times that have none, and says nothing of it', () => {
    const found = read([`${STAMP} ${INFO}`, `${STAMP} [2026-11-22 09:46:01,100] ERROR it broke (a.B)`])
    expect(found.issues).toEqual([])
    const events = found.records.filter((record) => record.kind === 'event')
    expect(events.map(({ at }) => at)).toEqual([Date.parse('2026-11-22T08:46:01.100Z')])
  })

  it('goes on where a line has no prefix', () => {
    const lines = Array.from({ length: 30 }, () => `${STAMP} stdout F ${INFO}`)
    const found = read([...lines, 'rotated', `${STAMP} stdout F [2026-11-22 09:46:01,100] ERROR it broke (a.B)`])
    expect(found.format).toBe('application-log')
    expect(found.records).toContainEqual(
      expect.objectContaining({ type: 'log-error', span: { line: 32, endLine: 32 } }),
    )
  })

  it('survives objects that are cut, nested deep or of odd types', () => {
    const odd = [
      '{"log":',
      '{"log":1,"stream":[]}',
      `{"a":${'['.repeat(2000)}`,
      '{"message":{"a":1},"level":[],"timestamp":{}}',
      'null',
    ]
    const found = read([...Array.from({ length: 80 }, () => docker(INFO)), ...odd])
    expect(found.format).toBe('application-log')
    expect(found.faults).toEqual([])
  })
})

function docker(line: string): string {
  return JSON.stringify({ log: `${line}\n`, stream: 'stdout', time: STAMP })
}
