import { defineFormat } from '../format.ts'
import { CollectionsAside } from '../lib/collections-aside.ts'
import { ConsoleLog } from '../lib/console-log.ts'
import { CrashAside } from '../lib/crash-aside.ts'
import { logHead } from '../lib/log-head.ts'
import { readsWrapped } from '../lib/wrapped-format.ts'

/** Kafka, ZooKeeper, Spring Boot, Elasticsearch, Cassandra, Tomcat and other patterns of log4j and logback. */
export const applicationLog = readsWrapped(
  defineFormat({
    id: 'application-log',
    title: 'Application log (Kafka, log4j, logback)',
    version: 21,
    sniff(head) {
      const { timed, timeless, hotspot, unified, throwables, others } = logHead(head)
      const log = timed + timeless
      if (log === 0 || unified > log) return 'no'
      // Without times the words of HotSpot are the better sign; `INFO` may begin a line of anything.
      if (timed === 0) return hotspot === 0 && (throwables > 0 || timeless > 4 * others) ? 'maybe' : 'no'
      return timed * 3 >= others ? 'yes' : 'maybe'
    },
    open: (context) =>
      new CrashAside(
        new CollectionsAside(
          new ConsoleLog(context, { id: 'application-log', title: 'Application log', note: '' }),
          context,
        ),
        context,
      ),
  }),
)
