/** What is known of RMI's distributed collector in this process: its thread, and how long it waits. */
import { formatDuration } from '../../../../shared/display/durations.ts'
import type { Citation } from '../../../../shared/model/span.ts'
import type { Milliseconds } from '../../../../shared/model/units.ts'
import type { ProcessFacts } from '../process-facts.ts'
import type { Arguments } from './arguments.ts'

/** sun.misc.GC calls it "GC Daemon", sun.rmi.transport.GC (JDK 9 and later) "RMI GC Daemon". */
const DAEMON = /^(?:RMI )?GC Daemon$/
/** A thread of every JVM, one of the first: a list that holds it is whole, since crash logs list the youngest first. */
const ALWAYS = 'Reference Handler'
const DEFAULT: Milliseconds = 3_600_000
/** Up to JDK 5. */
const OLD_DEFAULT: Milliseconds = 60_000

export interface RmiFacts {
  /** The daemon's line in a list of threads. */
  daemon: { name: string; citation: Citation } | null
  /** A whole list of threads without it, and how many it has where that is counted. */
  absent: { threads: number | null; citation: Citation } | null
  interval: RmiInterval
}

export interface RmiInterval {
  ms: Milliseconds
  /** set: an argument says so. standard: the arguments are known and do not set it. assumed: they are not known. */
  origin: 'set' | 'standard' | 'assumed'
  words: string
  citation: Citation | null
}

export function rmiFactsOf(facts: ProcessFacts, options: Arguments): RmiFacts {
  // A daemon that is in one dump and not in another was there: it goes only when nothing is exported any more.
  const { threads } = facts.records
  const daemon = threads.find(({ name }) => DAEMON.test(name))
  const interval = intervalOf(facts, options)
  if (daemon) {
    // The line of a thread holds its name; its record keeps no more of it.
    const citation = { artifact: daemon.artifact, ...daemon.span, quote: daemon.name }
    return { daemon: { name: daemon.name, citation }, absent: null, interval }
  }
  const whole = threads.findLast(({ name }) => name === ALWAYS)
  if (!whole) return { daemon: null, absent: null, interval }
  const listed = facts.threads.threads
  const count = listed[0]?.artifact === whole.artifact ? listed.length : null
  const citation = { artifact: whole.artifact, ...whole.span, quote: whole.name }
  return { daemon: null, absent: { threads: count, citation }, interval }
}

function intervalOf({ jvm }: ProcessFacts, options: Arguments): RmiInterval {
  if (options.rmiInterval) {
    const { value, citation } = options.rmiInterval
    return { ms: value, origin: 'set', words: `sun.rmi.dgc.*.gcInterval is ${formatDuration(value)}`, citation }
  }
  const ms = (jvm?.feature ?? Infinity) <= 5 ? OLD_DEFAULT : DEFAULT
  return options.known
    ? { ms, origin: 'standard', words: `its interval is ${formatDuration(ms)}, the default`, citation: options.known }
    : {
        ms,
        origin: 'assumed',
        words: `its interval is ${formatDuration(ms)} unless an argument sets it`,
        citation: null,
      }
}
