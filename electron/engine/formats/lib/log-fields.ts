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
// [ore.internal.events.OSGiEventManager] - message                            (openHAB)
const BRACKETED = /^\[([^\]]{0,200})\]\s*(?:\[([^\]]{0,200})\]\s*)?(?:- )?(.*)$/
// o.o.p.r.s.SelectionManager] message                                        (the bracket of the time holds all)
const CLOSING = /^([\w.$-]{1,200})\] (.*)$/
// [mixin/]: message        [com.velocitypowered.proxy.VelocityServer]: message    (Minecraft's servers)
const BEFORE_COLON = /^\[([\w.$-]{1,200})\/?\]: (.*)$/
// message (kafka.server.BrokerServer) [main]                                 (Strimzi)
const LOGGER_AND_THREAD = /^(.*\S)?\s*\(([\w$-]{1,100}\.[\w.$-]{1,200})\) \[[^\]]{0,200}\]\s*$/
// CassandraDaemon.java (line 185) message                                     (Cassandra up to 2.0)
const FILE_AND_LINE = /^([\w$]{1,100}\.java) \(line \d{1,7}\) (.*)$/
// :oejut.QueuedThreadPool:qtp29832506-14: message                            (Jetty, StdErrLog)
const JETTY = /^:([\w.$]{1,200}):[^:]{0,200}: (.*)$/
// [main] org.apache.catalina.startup.Catalina.start The required component failed
const THREAD_FIRST = /^\[[^\]]{0,200}\] ([\w$]{1,100}\.[\w.$<>]{1,200}):? (.*)$/
// main\tio.trino.server.Server\tmessage                                                            (Trino, Presto)
const TABBED = /^[^\t]{0,200}\t([\w.$-]{1,200})\t(.*)$/
// message | org.apache.activemq.broker.BrokerService | main                                        (ActiveMQ)
const MESSAGE_FIRST = /^(.*) \| ([\w$-]{1,100}\.[\w.$-]{1,200}) \| [^|]{0,200}$/
// FelixStartLevel  | Activator      | 5 - org.ops4j.pax.logging | message                          (Karaf)
const COLUMNS = /^[^|]{0,200} \| ([\w.$-]{1,200}) {0,60}\| [^|]{0,200} \| (.*)$/
// [main:QuorumPeerMain@137]                                                                        (ZooKeeper, BookKeeper)
const THREAD_AND_CLASS = /:([\w.$]{1,200})@\d{1,7}\]$/
// (qtp12-22) [c:orders s:shard1 r:core_node2 x:orders_shard1_replica_n1] o.a.s.c.S.Request message  (Solr)
const SOLR = /^\([^)]{0,200}\) \[[^\]]{0,400}\] ([\w.$]{1,200}) (.*)$/
// [org.jboss.as] (Controller Boot Thread) message                                                  (WildFly)
const WILDFLY = /^\[([\w.$-]{1,200})\] \([^)]{0,200}\) (.*)$/
// 11672 --- [main] c.a.orders.OrderService : message
const PID = /^(\d{1,10}) --- /

/** `rest` is the text after the level (and after the time, where that comes later). */
export function logFields(shape: LogShape, rest: string): LogFields {
  if (shape === 'bracketed-level') {
    const named = CLOSING.exec(rest) ?? BEFORE_COLON.exec(rest)
    if (named) return { source: named[1] ?? '', message: named[2] ?? '', pid: null }
    const match = BRACKETED.exec(rest)
    return { source: (match?.[1] ?? '').trim(), message: match?.[3] ?? rest, pid: null }
  }
  const logger = rest.endsWith(')') || shape === 'bracketed-time' ? TRAILING_LOGGER.exec(rest) : null
  if (logger && shape !== 'level-after-time') return { source: logger[2] ?? '', message: logger[1] ?? '', pid: null }
  const last = rest.endsWith(']') ? LOGGER_AND_THREAD.exec(rest) : null
  if (last) return { source: last[2] ?? '', message: last[1] ?? '', pid: null }
  const jetty = rest.startsWith(':') ? JETTY.exec(rest) : null
  if (jetty) return { source: jetty[1] ?? '', message: jetty[2] ?? '', pid: null }
  const columns = inColumns(rest)
  if (columns) return columns
  const pid = PID.exec(rest)
  const split = rest.indexOf(pid ? ' : ' : ' - ')
  if (split >= 0 && split < 300) {
    return { source: lastName(rest.slice(0, split)), message: rest.slice(split + 3), pid: pid ? Number(pid[1]) : null }
  }
  const thread = THREAD_FIRST.exec(rest)
  if (thread) return { source: thread[1] ?? '', message: thread[2] ?? '', pid: null }
  // org.apache.hadoop.hdfs.DFSClient: message          [o.n.b.t.NettyServer] message          (Neo4j)
  const named = /^\[([\w$]{1,100}\.[\w.$]{1,200})\] (.*)$/.exec(rest) ?? /^([\w.$]{1,200}): (.*)$/.exec(rest)
  return named
    ? { source: named[1] ?? '', message: named[2] ?? '', pid: null }
    : { source: '', message: rest, pid: null }
}

function inColumns(rest: string): LogFields | null {
  const tabbed = rest.includes('\t') ? TABBED.exec(rest) : null
  if (tabbed) return { source: tabbed[1] ?? '', message: tabbed[2] ?? '', pid: null }
  const named = SOLR.exec(rest) ?? WILDFLY.exec(rest) ?? FILE_AND_LINE.exec(rest)
  if (named) return { source: named[1] ?? '', message: named[2] ?? '', pid: null }
  if (!rest.includes(' | ')) return null
  const first = MESSAGE_FIRST.exec(rest)
  if (first) return { source: first[2] ?? '', message: first[1] ?? '', pid: null }
  const columns = COLUMNS.exec(rest)
  return columns && { source: columns[1] ?? '', message: columns[2] ?? '', pid: null }
}

/**
 * The last word that is not in brackets: `[main] c.a.App`, `c.a.App [main]`, `CassandraDaemon.java:214`. Tomcat's loggers have brackets
 * in their names: `o.a.c.c.C.[.[.[/].[dispatcherServlet]`.
 */
function lastName(text: string): string {
  const names = text
    .split(/\s+/)
    .filter((word) => /[^\d-]/.test(word) && (!/[[\]()]/.test(word) || /^[\w$.]{1,200}\.\[/.test(word)))
  return (names.at(-1) ?? THREAD_AND_CLASS.exec(text.trim())?.[1] ?? '').replace(/:\d+$/, '')
}
