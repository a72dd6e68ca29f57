/** Logger and message of a log line whose level was found by LogHeader. */
import type { EpochMs } from '../../../../shared/model/units.ts'
import type { LogShape } from './log-header.ts'

export interface LogFields {
  source: string
  message: string
  pid: number | null
}

/** What is known of the current line, worked out only when it is asked for. */
export interface LineDetails {
  text(): string
  fields(): LogFields
  time(): EpochMs | null
}

// message text (kafka.server.KafkaServer)
const TRAILING_LOGGER = /^(.*\S)?\s*\(([\w.$-]{1,200})\)\s*$/
// [o.e.n.Node] [es-data-03] started
const BRACKETED = /^\[([^\]]{0,200})\]\s*(?:\[([^\]]{0,200})\]\s*)?(.*)$/
// [main] org.apache.catalina.startup.Catalina.start The required component failed
const THREAD_FIRST = /^\[[^\]]{0,200}\] ([\w$]{1,100}\.[\w.$<>]{1,200}):? (.*)$/
// 11672 --- [main] c.a.orders.OrderService : message
const PID = /^(\d{1,10}) --- /

/** `rest` is the text after the level (and after the time, where that comes later). */
export function logFields(shape: LogShape, rest: string): LogFields {
  if (shape === 'bracketed-level') {
    const match = BRACKETED.exec(rest)
    return { source: (match?.[1] ?? '').trim(), message: match?.[3] ?? rest, pid: null }
  }
  const logger = rest.endsWith(')') || shape === 'bracketed-time' ? TRAILING_LOGGER.exec(rest) : null
  if (logger && shape !== 'level-after-time') return { source: logger[2] ?? '', message: logger[1] ?? '', pid: null }
  const pid = PID.exec(rest)
  const split = rest.indexOf(pid ? ' : ' : ' - ')
  if (split >= 0 && split < 300) {
    return { source: lastName(rest.slice(0, split)), message: rest.slice(split + 3), pid: pid ? Number(pid[1]) : null }
  }
  const thread = THREAD_FIRST.exec(rest)
  if (thread) return { source: thread[1] ?? '', message: thread[2] ?? '', pid: null }
  // org.apache.hadoop.hdfs.DFSClient: message
  const named = /^([\w.$]{1,200}): (.*)$/.exec(rest)
  return named
    ? { source: named[1] ?? '', message: named[2] ?? '', pid: null }
    : { source: '', message: rest, pid: null }
}

/** The last word that is not in brackets: `[main] c.a.App`, `c.a.App [main]`, `CassandraDaemon.java:214`. */
function lastName(text: string): string {
  const names = text.split(/\s+/).filter((word) => word !== '' && !/[[\]()]/.test(word) && word !== '---')
  return (names.at(-1) ?? '').replace(/:\d+$/, '')
}
