/** A log line and the exception behind it, as the events they are. */
import type { EventRecord, EventType, LogLevel } from '../../../../shared/model/records.ts'
import type { EpochMs, LineNumber } from '../../../../shared/model/units.ts'
import type { Line } from '../format.ts'
import { quoteOf } from './quote.ts'
import { throwableEvent, type Throwable } from './throwable.ts'

const TAB = 0x09
const SPACE = 0x20

/** An error or warning whose trace may still follow. */
export interface Group {
  type: EventType
  level: LogLevel
  at: EpochMs | null
  source: string
  message: string
  pid: number | null
  line: LineNumber
  endLine: LineNumber
  quote: string
}

/**
 * What servers say with an OutOfMemoryError when they end themselves because of it.
 *
 *   fatal error in thread [Thread-35], exiting                                            Elasticsearch, OpenSearch: ...UncaughtExceptionHandler, which halts
 *   [KafkaServer id=0] Fatal error during KafkaServer startup. Prepare to shutdown        kafka.server.KafkaServer, startup
 *   Encountered fatal fault: Unexpected error in raft IO thread                           Kafka: ProcessTerminatingFaultHandler
 *   Exiting Kafka due to fatal exception                                                  kafka.Kafka
 *   Uncaught exception in thread Thread[Executor task launch worker for task 6.0,5,main]  Spark: SparkUncaughtExceptionHandler, with exit code 52
 *   Fatal error occurred while executing the TaskManager. Shutting it down...             Flink: TaskManagerRunner, onFatalError
 *   Run out of memory; HRegionServer will abort itself immediately                        HBase: HRegionServer, checkOOME
 *   JVM state determined to be unstable.  Exiting forcefully due to:                      Cassandra: JVMStabilityInspector
 */
const LAST_WORDS: readonly { source: RegExp; message: RegExp }[] = [
  { source: /UncaughtExceptionHandler$/, message: /^fatal error in thread \[.{1,300}\], exiting$/ },
  { source: /^kafka\./, message: /Fatal error during \w{1,60} startup\. Prepare to shutdown$/ },
  { source: /ProcessTerminatingFaultHandler$/, message: /^Encountered fatal fault: / },
  { source: /^kafka\.Kafka\$$/, message: /^Exiting Kafka due to fatal exception/ },
  {
    source: /SparkUncaughtExceptionHandler$/,
    message: /^(?:\[Container in shutdown\] )?Uncaught exception in thread /,
  },
  { source: /TaskManagerRunner$/, message: /^Fatal error occurred while executing the TaskManager\. Shutting it down/ },
  { source: /HRegionServer$/, message: /^Run out of memory; \w{1,60} will abort itself immediately/ },
  { source: /JVMStabilityInspector/, message: /^JVM state determined to be unstable\. {1,2}Exiting forcefully due to/ },
]

/** The event of a log line. */
export function groupEvent(group: Group): Omit<EventRecord, 'kind'> {
  const { type, at, level, source, message, pid, line, endLine, quote } = group
  const values = { message: quoteOf(message), ...(pid === null ? {} : { pid }) }
  return { type, at, uptime: null, level, source, values, span: { line, endLine }, quote }
}

/** The event of an exception; null when it tells nothing. @param message Of the log line above; empty where none is */
export function throwableRecord(throwable: Throwable, message: string): Omit<EventRecord, 'kind'> | null {
  const { at, level, line, endLine, quote, thread, exception } = throwable
  const event = throwableEvent(throwable)
  if (!event && thread === '') return null
  const source = throwable.source || exception
  const type = event?.type ?? 'log-error'
  // Of another kind, and nobody caught it: the thread ended of it.
  const values: EventRecord['values'] = event?.values ?? { message: quote, uncaught: thread }
  if (type === 'call-refused' && thread !== '') values['uncaught'] = thread
  const ends =
    type === 'out-of-memory' && LAST_WORDS.some((last) => last.source.test(source) && last.message.test(message))
  if (ends) values['ending'] = 'exited'
  return { type, at, uptime: null, level, source, values, span: { line, endLine }, quote }
}

/** The event of a line in which the launcher or a server says that it does not start. */
export function launcherEvent(text: string, line: LineNumber): Omit<EventRecord, 'kind'> {
  const quote = quoteOf(text)
  const values = { message: quote, launcher: 1 }
  const span = { line, endLine: line }
  return { type: 'log-error', at: null, uptime: null, level: 'error', source: 'launcher', values, span, quote }
}

/** The first character of a line that is no blank; 0 where all are. */
export function firstLetter(line: Line): number {
  const { buffer, start, end } = line
  let at = start
  while (at < end && (buffer[at] === TAB || buffer[at] === SPACE)) at++
  return at < end ? (buffer[at] ?? 0) : 0
}
