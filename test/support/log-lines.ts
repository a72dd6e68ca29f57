/** Logs made up of lines that kernels tell and lines that look almost like them, the same for the same seed. */
import type { Random } from './mutate.ts'

type Make = (random: Random) => string

const digits = (random: Random, most: number): string =>
  Array.from({ length: 1 + random.below(most) }, () => random.below(10)).join('')
const topic = (random: Random): string =>
  random.pick(['orders-1', 'a.b-2', '__consumer_offsets-49', 'x', '', 'audit_log-7.', 'ünïcode-3'])
const folder = (random: Random): string => random.pick(['/data1/kafka-logs', '/d', '', 'C:\\kafka', '/var/lib/a b'])
const offset20 = (random: Random): string => digits(random, random.below(12) === 0 ? 22 : 12).padStart(20, '0')
const time = (random: Random): string =>
  `2026-11-22 0${random.below(10)}:${10 + random.below(50)}:${10 + random.below(50)},${100 + random.below(900)}`
const prefix = (random: Random): string =>
  random.pick([
    '',
    `[Log partition=${topic(random)}, dir=${folder(random)}] `,
    '[A][B] [C]: ',
    '[Partition x-1] ',
    '[open ',
  ])

/** Most of what a busy broker says: enough of each that they are only counted from some line on. */
const segments: readonly Make[] = [
  (random) => `Rolled new log segment at offset ${digits(random, 24)} in ${digits(random, 3)} ms. (kafka.log.Log)`,
  (random) => `Rolled new log segment for '${topic(random)}' in 7 ms.`,
  (random) => `Rolled new log segment ${random.pick(['', 'at offset ', 'at offset x'])}`,
  (random) =>
    `Deleted ${random.pick(['log', 'offset index', 'time index', 'transaction index', 'index', 'topic'])} ` +
    `${folder(random)}/${topic(random)}${random.below(5) === 0 ? `.${'0af9'.repeat(8)}-delete` : ''}/${offset20(random)}` +
    `${random.pick(['.log', '.index', '.timeindex', '.txnindex', '.snapshot', ''])}${random.pick(['.deleted', ''])}` +
    random.pick(['.', '', ' (kafka.log.LogSegment)', '. (kafka.log.LogSegment)']),
  (random) =>
    `Deleting segment files ${Array.from(
      { length: random.below(5) },
      () => `LogSegment(baseOffset=${digits(random, 20)}, size=1048576, lastModifiedTime=1)`,
    ).join(',')}`,
]

/** Of Kafka and its neighbours. */
const others: readonly Make[] = [
  (random) => `Deleting segment ${digits(random, 12)}${random.pick(['', ` from log ${topic(random)}.`])}`,
  (random) => `Deleting segments List(LogSegment(baseOffset ${digits(random, 9)}, size=1))`,
  (random) => `Scheduling log segment ${digits(random, 9)} for log ${topic(random)} for deletion.`,
  (random) => `Found deletable segments with base offsets [${digits(random, 5)},${digits(random, 5)}] due to retention`,
  (random) => `Wrote producer snapshot at offset ${digits(random, 12)} with 0 producer ids in 5 ms.`,
  (random) => `Preparing to rebalance group g${digits(random, 2)} in state X with old generation 1 (reason: y)`,
  () => 'Stabilized group checkout generation 57 (__consumer_offsets-20) with 3 members',
  () => 'orders-3 starts at Leader Epoch 5 from offset 12. Previous Leader Epoch was: 4',
  () => 'started (kafka.server.KafkaServer)',
  () => 'shutting down (kafka.server.KafkaServer)',
  () => 'Memory hygiene: calling System.gc() now',
  () => 'see .gc( and .gc) and Runtime.getRuntime().gc()',
  () => 'Unexpected error from /127.0.0.1 (channelId=1)',
  () => 'java.lang.OutOfMemoryError: Map failed',
  () => 'Error while flushing log with offset 12',
  () => 'Cannot run program "/bin/sh": error=12, Cannot allocate memory',
  () => '- dashed (a.b.C)',
  () => '| main | a.b.C | columns',
  () => '\ta.b.C\ttabbed',
  (random) => 'x'.repeat(random.below(900)),
  () => '',
]
/** A log of segments that come and go, more than a history of them has points for. */
export function segmentLog(random: Random, count: number): string {
  return Array.from({ length: count }, () => {
    const message = random.below(200) === 0 ? anyMessage(random) : random.pick(segments)(random)
    return `[${time(random)}] INFO ${prefix(random)}${message}`
  }).join('\n')
}

const anyMessage: Make = (random) => random.pick(random.below(3) > 0 ? segments : others)(random)

const lines: readonly Make[] = [
  ...[
    'INFO',
    'INFO',
    'INFO',
    'INFO',
    'INFO',
    'INFO',
    'INFO',
    'INFO',
    'DEBUG',
    'TRACE',
    'WARN',
    'ERROR',
    'FATAL',
    'INFOX',
    'info',
  ].map(
    (level): Make =>
      (random) =>
        `[${time(random)}]${random.pick([' ', ' ', ' ', ' ', '', '  '])}${level}${random.pick([' ', ' ', ' ', '  ', ''])}` +
        `${prefix(random)}${anyMessage(random)}`,
  ),
  () => '\tat kafka.log.AbstractIndex.<init>(AbstractIndex.scala:42)',
  () => '\tat java.base/sun.nio.ch.FileChannelImpl.map(FileChannelImpl.java:1004)',
  () => '    at java.lang.System.gc(System.java:1950)',
  () => '\t... 12 more',
  () => 'Caused by: java.lang.OutOfMemoryError: Map failed',
  () => 'java.io.IOException: Map failed',
  () => 'org.apache.kafka.common.errors.OutOfOrderSequenceException: out of order',
  () =>
    "OpenJDK 64-Bit Server VM warning: INFO: os::commit_memory(0x00007f, 12288, 0) failed; error='Not enough space' (errno=12)",
  (random) => `${time(random)} [main] INFO  com.acme.App - ${anyMessage(random)}`,
  (random) => `[${time(random)}][INFO ][o.e.n.Node] [node-1] started`,
  () => '',
  () => '\r',
]

/** A trace in one piece: most tell nothing, some do only at their end. */
const trace: Make = (random) => {
  const name = random.pick(['IOException', 'FooError', 'Bar', 'BazException$Inner', 'Throwable', 'InternalError'])
  const message = random.pick([
    '',
    ': out of order',
    ': Map failed',
    ': Failed to start thread "x" - pthread_create failed (EAGAIN)',
    ' - no',
    ':',
  ])
  const frames = Array.from({ length: random.below(6) }, (_, frame) => `\tat a.b.C.m${frame}(C.java:${frame})`)
  const ends = [
    '\t... 12 more',
    'Caused by: java.lang.Error: x',
    'Caused by: java.lang.OutOfMemoryError: Map failed',
    '    Suppressed: a.b.C',
  ]
  const packages = random.pick(['java.io.', 'org.apache.kafka.common.', 'a..b.', 'A.', 'p.'.repeat(45), ''])
  return [
    `${packages}${name}${message}`,
    ...frames,
    ...Array.from({ length: random.below(3) }, () =>
      random.pick([...ends, 'java.lang.IllegalStateException', '\tat x.Y(Z)']),
    ),
  ].join('\n')
}

export function applicationLog(random: Random, count: number): string {
  return Array.from({ length: count }, () => (random.below(20) === 0 ? trace : random.pick(lines))(random)).join('\n')
}

const details = [
  'Pre Evacuate Collection Set: 0.1ms',
  '  Weak Processing: 0.242ms',
  'Concurrent refinement: 0.00ms, refined: 0, precleaned: 0, dirtied: 0',
  'Concurrent refinement times: Logged Cards Scan time goal: 10.00ms Logged Cards Scan time: 0.00ms HCC time: 0.00ms',
  'User=0.01s Sys=0.00s Real=0.00s',
  'Eden regions: 24->0(23)',
  'Y: Mark Roots 0.1ms',
  '',
]
const mains = [
  'Pause Young (Normal) (G1 Evacuation Pause) 1613M->1361M(1636M), 0.092 ms',
  'Pause Young (Allocation Failure) 0G->0T(12345678901234K) 0.000123ms',
  'Pause Young (Normal) 24M->3M 2.100ms',
  'Pause Full (System.gc())  15M->13M(256M) 27.659ms',
  'Pause Full (System.gc()) 1.5M->1.3M(256M) 27.659ms',
  'Pause Full (System.gc() 15M->13M(256M) 27.659ms',
  'Pause Init Mark (unload classes) 0.123ms',
  'Pause Final Mark 12345678901.123ms',
  'Pause Final Mark 1.1234567890ms',
  'Pause Young, start',
  'Pause Young (Normal) (G1 Evacuation Pause) (Evacuation Failure) 10M->10M(10M) 1.000s',
  'Pause ünïcode (Cause ü) 1M->1M(1M) 1.000ms',
  'Pause ',
  'Concurrent Cycle 5M->1M(6M) 1.234ms',
  'Concurrent marking (unload classes) 5M(1%)->1M(2%) 1.234ms',
  'Concurrent A->B',
  'Concurrent reset (Young) 0.100ms',
  'Pause Young (Normal) (G1 Evacuation Pause)',
  'Pause Young (Normal) (G1 Evacuation Pause) 24M->3M(256M) 2.100ms',
  'Pause Full (System.gc()) 15M->13M(256M) 27.659ms',
  'Pause Remark 1M->1M(6M) 0.723ms',
  'Concurrent Mark Cycle',
  'Concurrent Mark Cycle 12.100ms',
  'Concurrent Mark 6.031ms',
  'Garbage Collection (Warmup) 24M(5%)->3M(1%)',
  'Y: Minor Collection (Allocation Rate) 24M(5%)->3M(1%) 0.012s',
  'Capacity:     3884M (98%)        3954M (100%)       3954M (100%)       3954M (100%)',
  'Pause Young torn',
  'Pause Degenerated GC (Mark) 158M->123M(200M) 0.389ms',
  'Cannot finish degeneration, upgrading to Full GC',
  'Degenerated GC upgrading to Full GC',
  'Phase 1: Mark live objects',
]
const unnumbered = [
  'Using G1',
  'Version: 17.0.15+6 (release)',
  'Trigger: Explicit GC request (System.gc())',
  'Allocation Stall (main) 0.706ms',
  'Safepoint "G1PauseRemark", Time since last: 48440 ns',
  'GC( without a number',
  'GC(12345678901234567890) Pause Young',
  'Heap Region Size: 1M',
]

/** Collections whose lines interleave, restarts of the VM, lines that are torn. */
export function gcLog(random: Random, count: number): string {
  let id = 0
  let uptime = 0
  return Array.from({ length: count }, () => {
    if (random.below(30) === 0) id++
    if (random.below(1500) === 0) id = uptime = 0
    uptime += random.below(3) / 1000
    const level = random.pick(['info ', 'debug', 'debug', 'trace', random.below(9) === 0 ? 'warning' : 'info '])
    const tags = random.pick([
      'gc,phases         ',
      'gc',
      'gc,start',
      'safepoint',
      random.below(9) === 0 ? 'gc,init' : 'gc',
    ])
    const date = random.pick([
      '2026-11-25T22:41:15.950+0000',
      '2026-12-31T23:59:60.001-0330',
      '2026-02-31T00:00:00.000+0100',
    ])
    const before = random.pick(
      random.below(20) === 0
        ? [
            `[${date}]`,
            '',
            `[${uptime.toFixed(0)}s]`,
            '[4711][4712]',
            '[2026-13-25T22:41:15.950+0000]',
            `[${date}][host]`,
          ]
        : [`[${date}]`],
    )
    const stamp = `${before}[${uptime.toFixed(3)}s][${level}][${tags}]`
    const number = Math.max(0, id - (random.below(8) === 0 ? random.below(4) : 0))
    const message =
      random.below(10) === 0
        ? random.pick(unnumbered)
        : `GC(${number})${random.pick([' ', ' ', '   ', ''])}${random.pick(random.below(4) === 0 ? mains : details)}`
    const separator = random.below(60) === 0 ? '' : ' '
    return random.below(200) === 0 ? message : `${stamp}${separator}${message}`
  }).join('\n')
}
