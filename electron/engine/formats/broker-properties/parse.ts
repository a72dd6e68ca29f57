import type { FactKey, FactValue } from '../../../../shared/model/facts.ts'
import type { LineNumber } from '../../../../shared/model/units.ts'
import type { LineParser, ParseContext } from '../format.ts'
import { quoteOf } from '../lib/quote.ts'

export interface Property {
  /** Empty for comments. */
  name: string
  value: string
  /** Whether the value goes on in the next line. */
  open: boolean
}

// log.dirs=/srv/kafka/data        log.dirs : /srv/kafka/data        # comment        ! comment
const PROPERTY = /^\s{0,200}([^\s=:#!][^\s=:]{0,200})\s{0,200}[=:]\s{0,200}(.*)$/
const COMMENT = /^\s*[#!]/
/** A line ends with an odd number of backslashes when it goes on (java.util.Properties). */
const CONTINUED = /(?:^|[^\\])(?:\\\\)*\\$/

export function readProperty(text: string): Property | null {
  if (COMMENT.test(text)) return { name: '', value: '', open: false }
  const match = PROPERTY.exec(text)
  if (!match) return null
  const [, name = '', value = ''] = match
  const open = CONTINUED.test(value)
  return { name, value: open ? value.slice(0, -1) : value, open }
}

const KAFKA = new Set([
  'broker.id',
  'node.id',
  'process.roles',
  'controller.quorum.voters',
  'controller.listener.names',
  'listeners',
  'advertised.listeners',
  'listener.security.protocol.map',
  'inter.broker.listener.name',
  'inter.broker.protocol.version',
  'log.dir',
  'log.dirs',
  'metadata.log.dir',
  'zookeeper.connect',
  'num.network.threads',
  'num.io.threads',
  'num.partitions',
  'num.recovery.threads.per.data.dir',
  'num.replica.fetchers',
  'socket.request.max.bytes',
  'default.replication.factor',
  'min.insync.replicas',
  'offsets.topic.replication.factor',
  'transaction.state.log.replication.factor',
  'auto.create.topics.enable',
  'delete.topic.enable',
  'log.segment.bytes',
  'log.roll.hours',
  'log.roll.ms',
  'log.retention.hours',
  'log.retention.minutes',
  'log.retention.ms',
  'log.retention.bytes',
  'log.retention.check.interval.ms',
  'log.cleanup.policy',
  'log.cleaner.enable',
  'log.index.size.max.bytes',
  'log.index.interval.bytes',
  'log.message.format.version',
  'group.initial.rebalance.delay.ms',
  'unclean.leader.election.enable',
])

export function isKafkaSetting(name: string): boolean {
  return KAFKA.has(name)
}

const HOUR = 3_600_000
const MINUTE = 60_000

/** Settings of one fact, the strongest first (KafkaConfig, logRetentionTimeMillis and logRollTimeMillis), and their unit. */
const FACTS: readonly { key: FactKey; names: readonly (readonly [name: string, factor: number])[]; text?: true }[] = [
  {
    key: 'kafka.broker-id',
    names: [
      ['node.id', 1],
      ['broker.id', 1],
    ],
  },
  {
    key: 'kafka.log-dirs',
    names: [
      ['log.dirs', 1],
      ['log.dir', 1],
    ],
    text: true,
  },
  { key: 'kafka.segment-bytes', names: [['log.segment.bytes', 1]] },
  {
    key: 'kafka.segment-ms',
    names: [
      ['log.roll.ms', 1],
      ['log.roll.hours', HOUR],
    ],
  },
  {
    key: 'kafka.retention-ms',
    names: [
      ['log.retention.ms', 1],
      ['log.retention.minutes', MINUTE],
      ['log.retention.hours', HOUR],
    ],
  },
  { key: 'kafka.index-size', names: [['log.index.size.max.bytes', 1]] },
]
const STATED = new Set(FACTS.flatMap(({ names }) => names.map(([name]) => name)))

interface Setting {
  value: string
  line: LineNumber
  endLine: LineNumber
  quote: string
}

export function openBrokerProperties(context: ParseContext): LineParser {
  const settings = new Map<string, Setting>()
  let count = 0
  let open: { setting: Setting | null } | null = null

  function goOn(text: string, line: LineNumber, setting: Setting | null): void {
    const more = CONTINUED.test(text)
    if (setting) {
      setting.value += (more ? text.slice(0, -1) : text).trimStart()
      setting.endLine = line
    }
    if (!more) open = null
  }

  return {
    line(line) {
      const text = line.text()
      if (open !== null) {
        goOn(text, line.number, open.setting)
        return
      }
      if (text.trim() === '') return
      const property = readProperty(text)
      if (property === null) {
        context.report('malformed-line', line.number, 'Not a property')
        return
      }
      if (property.name === '') return
      count++
      let setting: Setting | null = null
      if (STATED.has(property.name)) {
        setting = { value: property.value, line: line.number, endLine: line.number, quote: quoteOf(text) }
        // The last of equal names counts, as in java.util.Properties.
        settings.set(property.name, setting)
      }
      if (property.open) open = { setting }
    },
    end(lines, cut) {
      if (lines === 0) return
      if (cut) context.report('truncated', lines, 'The settings end early')
      for (const { key, names, text } of FACTS) {
        const [name, factor] = names.find(([each]) => settings.has(each)) ?? ['', 1]
        const setting = settings.get(name)
        if (!setting) continue
        const value = text ? setting.value.trim() : numberOf(setting.value, factor)
        const { line, endLine, quote } = setting
        if (value === undefined || value === '') {
          context.report('malformed-line', line, `${name} is no number`)
          continue
        }
        context.emit({ kind: 'fact', key, value, at: null, span: { line, endLine }, quote })
      }
      context.emit({
        kind: 'region',
        id: 'broker-settings',
        title: `Settings of the broker, ${count}`,
        note: 'Each open segment of a partition has two mapped index files.',
        depth: 0,
        span: { line: 1, endLine: lines },
      })
    },
  }
}

/** -1 is no limit, a null; undefined when it is no whole number. */
function numberOf(value: string, factor: number): FactValue | undefined {
  const text = value.trim()
  if (text === '-1') return null
  return /^\d{1,15}$/.test(text) ? Number(text) * factor : undefined
}
