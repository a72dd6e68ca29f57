import { defineFormat } from '../format.ts'
import { ConsoleLog } from '../lib/console-log.ts'
import { logHead } from '../lib/log-head.ts'
import { readsWrapped } from '../lib/wrapped-format.ts'

/** Sections of a crash log: `---------------  T H R E A D  ---------------`. A console has the heading without them. */
const CRASH_SECTION = /^-{3,}\s{1,4}[A-Z] (?:[A-Z] )*[A-Z]\s{1,4}-{3,}\s*$/
/** vmError.cpp prints this to the console and never into the crash log itself. */
const REPORT_SAVED = 'An error report file with more information is saved as:'
const THREAD_DUMP = /^Full thread dump /

/** What the java launcher and HotSpot print to stdout and stderr; the application's own lines may stand between. */
export const hotspotStdout = readsWrapped(
  defineFormat({
    id: 'hotspot-stdout',
    title: 'JVM console (stdout, stderr)',
    version: 10,
    sniff(head) {
      if (head.lines.some((line) => CRASH_SECTION.test(line) || THREAD_DUMP.test(line))) return 'no'
      const { timed, hotspot, unified } = logHead(head)
      if (hotspot === 0 || timed > 0) return 'no'
      if (head.text.includes(REPORT_SAVED)) return 'certain'
      return unified > hotspot ? 'no' : 'yes'
    },
    open: (context) =>
      new ConsoleLog(context, {
        id: 'console',
        title: 'Console of the JVM',
        note: 'Written by the launcher and HotSpot; they print no dates.',
      }),
  }),
)
