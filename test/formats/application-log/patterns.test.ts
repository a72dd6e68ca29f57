/** The layouts that brokers and servers ship with: each must give level, time, logger, and the traces with their log lines. */
import { describe, expect, it } from 'vitest'
import { formats } from '../../../electron/engine/formats/index.ts'
import type { EventRecord } from '../../../shared/model/records.ts'
import { claimOf } from '../../support/claim.ts'
import { bytesOf, feed } from '../../support/feed.ts'

type Level = 'INFO' | 'WARN' | 'ERROR'
const JUL = { INFO: 'INFO', WARN: 'WARNING', ERROR: 'SEVERE' }
const clock = (second: number): string => `08:46:${String(second).padStart(2, '0')}`

interface Pattern {
  name: string
  line(level: Level, second: number, message: string): string
  source: string
  /** Of 08:46:03 of that day; null where the layout prints no date. */
  at: string | null
}
const AT = '2026-11-22T08:46:03.797Z'
const AT_SECOND = '2026-11-22T08:46:03.000Z'

const patterns: Pattern[] = [
  {
    name: 'Kafka server.log, controller.log, state-change.log (log4j)',
    line: (level, second, text) => `[2026-11-22 ${clock(second)},797] ${level} ${text} (kafka.server.KafkaServer)`,
    source: 'kafka.server.KafkaServer',
    at: AT,
  },
  {
    name: 'Kafka with a zone in the brackets',
    line: (level, second, text) => `[2026-11-22 ${clock(second)},797 +0100] ${level} ${text} (kafka.log.LogManager)`,
    source: 'kafka.log.LogManager',
    at: '2026-11-22T07:46:03.797Z',
  },
  {
    name: 'Strimzi',
    line: (level, second, text) =>
      `2026-11-22 ${clock(second)},797 ${level.padEnd(5)} [main] KafkaServer:123 - ${text}`,
    source: 'KafkaServer',
    at: AT,
  },
  {
    name: 'ZooKeeper',
    line: (level, second, text) =>
      `2026-11-22 ${clock(second)},797 [myid:1] - ${level.padEnd(5)} [main:QuorumPeerMain@137] - ${text}`,
    source: 'QuorumPeerMain',
    at: AT,
  },
  {
    name: 'BookKeeper',
    line: (level, second, text) =>
      `2026-11-22 ${clock(second)},797 - ${level.padEnd(5)} - [main:BookieServer@123] - ${text}`,
    source: 'BookieServer',
    at: AT,
  },
  {
    name: 'Pulsar',
    line: (level, second, text) =>
      `2026-11-22T${clock(second)},797+0000 [main] ${level.padEnd(5)} org.apache.pulsar.broker.PulsarService - ${text}`,
    source: 'org.apache.pulsar.broker.PulsarService',
    at: AT,
  },
  {
    name: 'RocketMQ',
    line: (level, second, text) => `2026-11-22 ${clock(second)} ${level} AdminBrokerThread_1 - ${text}`,
    source: 'AdminBrokerThread_1',
    at: AT_SECOND,
  },
  {
    name: 'Elasticsearch, OpenSearch, Logstash',
    line: (level, second, text) =>
      `[2026-11-22T${clock(second)},797][${level.padEnd(5)}][o.e.n.Node               ] [es-3] ${text}`,
    source: 'o.e.n.Node',
    at: AT,
  },
  {
    name: 'Cassandra',
    line: (level, second, text) =>
      `${level.padEnd(5)} [main] 2026-11-22 ${clock(second)},797 CassandraDaemon.java:214 - ${text}`,
    source: 'CassandraDaemon.java',
    at: AT,
  },
  {
    name: 'Solr',
    line: (level, second, text) =>
      `2026-11-22 ${clock(second)}.797 ${level.padEnd(5)} (qtp12-22) [c:orders s:shard1 r:core_node2 x:orders_1] o.a.s.c.S.Request ${text}`,
    source: 'o.a.s.c.S.Request',
    at: AT,
  },
  {
    name: 'Spring Boot 3',
    line: (level, second, text) =>
      `2026-11-22T${clock(second)}.797+01:00 ${level.padStart(5)} 11672 --- [orders] [           main] c.a.App   : ${text}`,
    source: 'c.a.App',
    at: '2026-11-22T07:46:03.797Z',
  },
  {
    name: 'Tomcat',
    line: (level, second, text) =>
      `22-Nov-2026 ${clock(second)}.797 ${JUL[level]} [main] org.apache.catalina.startup.Catalina.start ${text}`,
    source: 'org.apache.catalina.startup.Catalina.start',
    at: AT,
  },
  {
    name: 'WildFly',
    line: (level, second, text) =>
      `2026-11-22 ${clock(second)},797 ${level.padEnd(5)} [org.jboss.as] (Controller Boot Thread) ${text}`,
    source: 'org.jboss.as',
    at: AT,
  },
  {
    name: 'ActiveMQ',
    line: (level, second, text) =>
      `2026-11-22 ${clock(second)},797 | ${level.padEnd(5)} | ${text} | org.apache.activemq.broker.BrokerService | main`,
    source: 'org.apache.activemq.broker.BrokerService',
    at: AT,
  },
  {
    name: 'Karaf',
    line: (level, second, text) =>
      `2026-11-22T${clock(second)},797 | ${level.padEnd(5)} | FelixStartLevel  | Activator        | 5 - org.ops4j.pax | ${text}`,
    source: 'Activator',
    at: AT,
  },
  {
    name: 'Trino',
    line: (level, second, text) => `2026-11-22T${clock(second)}.797Z\t${level}\tmain\tio.trino.server.Server\t${text}`,
    source: 'io.trino.server.Server',
    at: AT,
  },
  {
    name: 'Hadoop',
    line: (level, second, text) =>
      `2026-11-22 ${clock(second)},797 ${level} org.apache.hadoop.hdfs.server.datanode.DataNode: ${text}`,
    source: 'org.apache.hadoop.hdfs.server.datanode.DataNode',
    at: AT,
  },
  {
    name: 'Flink',
    line: (level, second, text) =>
      `2026-11-22 ${clock(second)},797 ${level.padEnd(5)} org.apache.flink.runtime.taskexecutor.TaskManagerRunner [] - ${text}`,
    source: 'org.apache.flink.runtime.taskexecutor.TaskManagerRunner',
    at: AT,
  },
  {
    name: 'logback without a date',
    line: (level, second, text) => `${clock(second)}.797 [main] ${level.padEnd(5)} com.acme.App - ${text}`,
    source: 'com.acme.App',
    at: null,
  },
]

const traces: { type: EventRecord['type']; rows: string[] }[] = [
  {
    type: 'map-failed',
    rows: [
      'java.io.IOException: Map failed',
      '\tat java.base/sun.nio.ch.FileChannelImpl.map(FileChannelImpl.java:1032)',
      'Caused by: java.lang.OutOfMemoryError: Map failed',
      '\tat java.base/sun.nio.ch.FileChannelImpl.map0(Native Method)',
      '\t... 12 more',
    ],
  },
  {
    type: 'thread-start-failed',
    rows: [
      'java.lang.OutOfMemoryError: unable to create native thread: possibly out of memory or process/resource limits reached',
      '\tat java.base/java.lang.Thread.start0(Native Method)',
    ],
  },
  {
    type: 'out-of-memory',
    rows: ['java.lang.OutOfMemoryError: Direct buffer memory', '\tat java.nio.Bits.reserveMemory(Bits.java:694)'],
  },
  {
    type: 'process-start-failed',
    rows: [
      'java.io.IOException: Cannot run program "/bin/sh": error=12, Cannot allocate memory',
      '\tat java.base/java.lang.ProcessBuilder.start(ProcessBuilder.java:1143)',
      'Caused by: java.io.IOException: error=12, Cannot allocate memory',
      '\tat java.base/java.lang.ProcessImpl.forkAndExec(Native Method)',
      '\t... 3 more',
    ],
  },
]

describe.each(patterns)('$name', ({ line, source, at }) => {
  const lines = [
    line('INFO', 1, 'ready'),
    line('WARN', 2, 'something odd'),
    ...traces.flatMap(({ rows }, index) => [line('ERROR', 3 + index, 'it broke'), ...rows]),
    line('INFO', 9, 'going on'),
  ]
  const text = `${lines.join('\n')}\n`
  const format = formats.find(({ id }) => id === 'application-log')!
  const { records } = feed(format, text)
  const events = records.filter((record) => record.kind === 'event')

  it('is an application log', () => {
    expect(claimOf(formats, bytesOf(text)).equals).toEqual(['application-log'])
  })

  it('gives every error its level, time, logger and trace', () => {
    const errors = events.filter(({ type }) => type === 'log-error')
    const ends = traces.map(
      (_, index) => 2 + traces.slice(0, index + 1).reduce((sum, { rows }) => sum + 1 + rows.length, 0),
    )
    expect(errors.map(({ span }) => span.endLine)).toEqual(ends)
    expect(errors.map((event) => [event.level, event.source, event.values['message']])).toEqual(
      errors.map(() => ['error', source, 'it broke']),
    )
    expect(errors[0]?.at ?? null).toBe(at === null ? null : Date.parse(at))
  })

  it('recognises what each trace says, once', () => {
    const told = events.filter(({ type }) => type !== 'log-error' && type !== 'log-warning')
    expect(told.map(({ type }) => type)).toEqual(traces.map(({ type }) => type))
    expect(told.map(({ source: by }) => by)).toEqual(told.map(() => source))
  })

  it('gives the warning', () => {
    const warnings = events.filter(({ type }) => type === 'log-warning')
    expect(warnings.map(({ values }) => values['message'])).toEqual(['something odd'])
  })
})
