import { describe, expect, it } from 'vitest'
import { javaProcesses } from '../../../electron/engine/formats/java-processes/index.ts'
import { feed, headOf } from '../../support/feed.ts'

const JPS = '26802 Jps\n'

function read(text: string): unknown {
  if (javaProcesses.sniff(headOf(text)) === 'no') return 'not recognised'
  return feed(javaProcesses, text).records.flatMap((record) =>
    record.kind === 'fact' ? [[record.key, record.value]] : [],
  )
}

describe('JVMs of a host', () => {
  it.each([
    [
      'jps',
      `9615 Kafka\n${JPS}`,
      [
        ['process.pid', 9615],
        ['jvm.command', 'Kafka'],
      ],
    ],
    [
      'jps -lmv',
      '9615 kafka.Kafka /etc/kafka/server.properties -Xmx4g -XX:+UseG1GC\n26802 jdk.jcmd/sun.tools.jps.Jps -lmv -Xms8m\n',
      [
        ['process.pid', 9615],
        ['jvm.command', 'kafka.Kafka /etc/kafka/server.properties'],
        ['jvm.arguments', '-Xmx4g -XX:+UseG1GC'],
      ],
    ],
    [
      'jcmd -l',
      '9615 kafka.Kafka server.properties\n26810 jdk.jcmd/sun.tools.jcmd.JCmd -l\n',
      [
        ['process.pid', 9615],
        ['jvm.command', 'kafka.Kafka server.properties'],
      ],
    ],
    [
      'several: nobody knows which one matters',
      `9615 Kafka\n4711 QuorumPeerMain\n5000 -- process information unavailable\n${JPS}`,
      [],
    ],
    ['numbers and words', '9615 Kafka\n4711 QuorumPeerMain\n', 'not recognised'],
    ['du', '9615 /var/log\n4711 /var/lib\n', 'not recognised'],
  ])('%s', (_, text, expected) => {
    expect(read(text)).toEqual(expected)
  })
})
