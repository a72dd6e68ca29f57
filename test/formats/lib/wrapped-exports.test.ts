/** Lines of a log as tools that ship, tail and export logs give them. */
import { describe, expect, it } from 'vitest'
import { formats } from '../../../electron/engine/formats/index.ts'
import { wrapperOf } from '../../../electron/engine/formats/lib/wrapper.ts'
import { claimOf } from '../../support/claim.ts'
import { bytesOf, feed, linesOf } from '../../support/feed.ts'
import { integrityFaults } from '../../support/records.ts'

const LOG = [
  '[2026-11-22 08:46:01,797] INFO ready (kafka.server.KafkaServer)',
  '[2026-11-22 08:46:02,797] ERROR failed (kafka.log.LogManager)',
  'java.io.IOException: Map failed',
  '\tat sun.nio.ch.FileChannelImpl.map(FileChannelImpl.java:940)',
  'Caused by: java.lang.OutOfMemoryError: Map failed',
  '\tat sun.nio.ch.FileChannelImpl.map0(Native Method)',
]
const TRACE = LOG.slice(2).join('\n')
const AT = '2026-11-22T08:46:02.797Z'

function failed(lines: readonly string[]) {
  const text = `${lines.join('\n')}\n`
  const { id } = claimOf(formats, bytesOf(text))
  const fed = feed(
    formats.find((format) => format.id === id)!,
    text,
  )
  expect(integrityFaults(fed, linesOf(text))).toEqual([])
  return fed.records.flatMap((record) => (record.kind === 'event' && record.type === 'map-failed' ? [record] : []))
}

describe('a prefix before each line', () => {
  it.each([
    ['stern', 'kafka-0 kafka '],
    ['kubetail', '[kafka-0 kafka] '],
    ['kubetail of a pod', '[orders-7f9c-x2k] '],
    ['heroku', '2026-11-22T08:46:02.797123+00:00 app[web.1]: '],
    ['Jenkins, Pipeline', '[2026-11-22T08:46:02.797Z] '],
    ['Jenkins, Timestamper', '08:46:02  '],
    ['the web console of Cloud Foundry', '08:46:02.797: [APP/PROC/WEB.0] '],
    ['Cloud Foundry with brackets', '2026-11-22T08:46:02.797+01:00 [APP/PROC/WEB/0] [ERR] '],
    ['docker build', '#59 121.6 '],
    ['a test runner', '9db42b87abf4-stdout> '],
    ['docker build within Jenkins', '[2026-11-22T08:46:02.797Z] #59 121.6 '],
    ['a mail', '> '],
    ['a web page', '&gt; '],
    ['a list', '   '],
    ['code', '\t'],
    ['Ant', '     [java] '],
    ['logcli', '2026-11-22T08:46:02Z {app="kafka", pod="kafka-0"} '],
    ['journalctl -o with-unit', 'Sun 2026-11-22 08:46:02 UTC h1 kafka.service[77]: '],
  ])('%s', (_, prefix) => {
    const events = failed(LOG.map((line) => prefix + line))
    expect(events.map(({ span, values }) => [span, values['frame']])).toEqual([
      [{ line: 3, endLine: 6 }, 'sun.nio.ch.FileChannelImpl.map'],
    ])
  })

  it.each(['2026-11-22T08:46:02+00:00\tkube.kafka\t', '2026-11-22 08:46:02 +0000 kube.kafka: '])(
    'fluentd: %s',
    (prefix) => {
      const events = failed(LOG.map((log) => prefix + JSON.stringify({ log: `${log}\n`, stream: 'stdout' })))
      expect(events.map(({ span }) => span)).toEqual([{ line: 3, endLine: 6 }])
    },
  )

  it.each([
    ['a thread', ['[main] INFO a.B - x', '[main] INFO a.B - y', '[main] INFO a.B - z']],
    ['a time of the log itself', Array.from({ length: 4 }, () => '[2026-11-22T08:46:02.797Z] INFO x')],
    ['a clock of the log itself', Array.from({ length: 4 }, () => '08:46:02  INFO x')],
    ['words', ['the same words', 'the same thing', 'the same again']],
    ['a list of frames', ['\tat a.B.c(B.java:1)', '\tat a.B.d(B.java:2)', '\t... 3 more']],
    ['two lines', ['kafka-0 kafka x', 'kafka-0 kafka y']],
  ])('%s is none', (_, lines) => {
    expect(wrapperOf(lines)).toBeNull()
  })
})

describe('an object around each line or entry', () => {
  const time = Date.parse(AT)
  it.each([
    ['logcli', LOG.map((line) => ({ labels: { app: 'kafka' }, line, timestamp: AT }))],
    [
      'hits',
      [LOG[0], LOG.slice(1).join('\n')].map((message) => ({ _id: '1', _source: { '@timestamp': AT, message } })),
    ],
    ['hits of objects', [{ _source: { '@timestamp': AT, level: 'ERROR', message: 'x', stack_trace: TRACE } }]],
    ['bunyan', [{ name: 'a', pid: 7, level: 50, msg: 'x', time: AT, v: 0, err: { stack: TRACE } }]],
    ['GELF', [{ version: '1.1', short_message: 'x', full_message: `x\n${TRACE}`, level: 3, timestamp: time / 1000 }]],
    [
      'logback',
      [
        {
          timestamp: time,
          level: 'ERROR',
          loggerName: 'a.B',
          message: 'x',
          throwable: {
            className: 'java.io.IOException',
            message: 'Map failed',
            stepArray: [
              { className: 'sun.nio.ch.FileChannelImpl', methodName: 'map', fileName: 'F.java', lineNumber: 940 },
            ],
            cause: {
              className: 'java.lang.OutOfMemoryError',
              message: 'Map failed',
              stepArray: [{ className: 'sun.nio.ch.FileChannelImpl', methodName: 'map0', lineNumber: -2 }],
            },
          },
        },
      ],
    ],
  ])('%s', (_, objects) => {
    const events = failed(objects.map((each) => JSON.stringify(each)))
    expect(events.map(({ at, values }) => [at, values['frame']])).toEqual([[time, 'sun.nio.ch.FileChannelImpl.map']])
  })

  it('events of CloudWatch, a field a line', () => {
    const events = LOG.map((message) => ({ timestamp: time, message, eventId: '1' }))
    const lines = JSON.stringify({ events, searchedLogStreams: [] }, null, 4).split('\n')
    const [event] = failed(lines)
    expect(event?.span).toEqual({ line: 15, endLine: 30 })
    expect(lines[14]).toContain('Map failed')
  })
})

describe('tables of log entries', () => {
  const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`
  const entries = [LOG[0] ?? '', LOG.slice(1).join('\n')]
  it.each([
    ['Kibana', '"@timestamp",pod,message', (text: string) => `"Nov 22, 2026 @ 08:46:02.797",kafka-0,${cell(text)}`, 4],
    ['Datadog', 'Date,Host,Service,Content', (text: string) => `${AT},h,kafka,${cell(text)}`, 4],
    ['Splunk', '"_raw","_time",host', (text: string) => `${cell(text)},"2026-11-22T08:46:02.797+0000",h`, 4],
    ['CloudWatch', 'timestamp,message', (text: string) => `1795337162797,${cell(text)}`, 4],
  ])('%s', (_, header, row, line) => {
    const events = failed([header, ...entries.map(row)].join('\n').split('\n'))
    expect(events.map(({ span }) => span)).toEqual([{ line, endLine: 7 }])
  })

  it('columns say the level and the trace', () => {
    const lines = `@timestamp,level,logger,message,stack_trace\n${AT},ERROR,a.B,"x, y",${cell(TRACE)}`.split('\n')
    expect(failed(lines)).toMatchObject([{ at: Date.parse(AT), source: 'a.B', span: { line: 2, endLine: 5 } }])
  })

  it.each([
    ['numbers', ['time,rss', '2026-11-22,1']],
    ['a sentence', ['The message, at this time, is short', 'x']],
    ['a header alone', ['timestamp,message']],
  ])('%s are none', (_, lines) => {
    expect(wrapperOf(lines)).toBeNull()
  })
})

describe('colours', () => {
  it.each(['\u001B', '^[', '\u241B'])('with the escape character as %s', (escape) => {
    const lines = LOG.map((line, index) =>
      index < 2 ? line.replace(/^(\S+ \S+) (\w+)/, `${escape}[2m$1${escape}[0;39m ${escape}[32m$2${escape}[m`) : line,
    )
    expect(failed(lines).map(({ at, span }) => [at, span])).toEqual([
      [Date.parse('2026-11-22T08:46:02.797Z'), { line: 3, endLine: 6 }],
    ])
  })

  it('around the name of a service', () => {
    const lines = LOG.map((line) => `\u001B[32mkafka-1  |\u001B[0m ${line}`)
    expect(failed(lines).map(({ span }) => span)).toEqual([{ line: 3, endLine: 6 }])
  })
})
