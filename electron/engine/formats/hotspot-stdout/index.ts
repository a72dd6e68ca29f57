import { defineFormat, type Head } from '../format.ts'
import { CollectionsAside } from '../lib/collections-aside.ts'
import { ConsoleLog } from '../lib/console-log.ts'
import { readKernelPrefix } from '../lib/kernel-prefix.ts'
import { CrashAside } from '../lib/crash-aside.ts'
import { logHead } from '../lib/log-head.ts'
import { continuesThrowable, mentionsFailure, namesThrowable } from '../lib/throwable.ts'
import { readsWrapped } from '../lib/wrapped-format.ts'

/** Sections of a crash log: `---------------  T H R E A D  ---------------`. A console has the heading without them. */
const CRASH_SECTION = /^-{3,}\s{1,4}[A-Z] (?:[A-Z] )*[A-Z]\s{1,4}-{3,}\s*$/
/** vmError.cpp prints this to the console and never into the crash log itself. */
const REPORT_SAVED = 'An error report file with more information is saved as:'
const THREAD_DUMP = /^Full thread dump /

// java.io.IOException: Cannot run program "df": error=12, Cannot allocate memory
//     at java.lang.ProcessBuilder.start(ProcessBuilder.java:1048)
const TRACE = /(?:Exception|Error)\b.*\r?\n(?:Caused by: .*\r?\n)?[ \t]{0,8}at [\w$./@<>-]{3,400}\(/

// java.io.IOException: Map failed: MemorySegmentIndexInput(path="/srv/index/_7.cfs") [this may be caused by ...
/** Quoted without its trace; Lucene says all of it in one line. */
const MAP_FAILED = /^java\.io\.IOException: Map failed\b/m

/** Whatever stands around it. */
function hasTellingTrace({ lines, text }: Head): boolean {
  const tells = (line: string): boolean => mentionsFailure(line) && (namesThrowable(line) || continuesThrowable(line))
  return lines.some((line) => tells(line.slice(0, LINE_CHARACTERS))) && TRACE.test(text)
}

const LINE_CHARACTERS = 1000
const SAMPLE_LINES = 50

/** Of a whole host: lines of several programs, or the prefix would be known as what is around a console. */
function isJournal(lines: readonly string[]): boolean {
  const sample = lines.filter((line) => line !== '').slice(0, SAMPLE_LINES)
  const of = (line: string): boolean =>
    line.startsWith('{') ? line.includes('"__REALTIME_TIMESTAMP"') : (readKernelPrefix(line)?.program ?? null) !== null
  return sample.filter(of).length * 2 > sample.length
}

/** What the java launcher and HotSpot print to stdout and stderr; the application's own lines may stand between. */
export const hotspotStdout = readsWrapped(
  defineFormat({
    id: 'hotspot-stdout',
    title: 'JVM console (stdout, stderr)',
    version: 21,
    sniff(head) {
      if (head.lines.some((line) => CRASH_SECTION.test(line) || THREAD_DUMP.test(line))) return 'no'
      if (isJournal(head.lines)) return 'no'
      const { timed, timeless, hotspot, unified, throwables, others } = logHead(head)
      if (timed > 0) return 'no'
      // Traces that somebody cut out of a console.
      const cutOut =
        (throwables > others && TRACE.test(head.text)) || MAP_FAILED.test(head.text) || hasTellingTrace(head)
      if (hotspot === 0) return timeless === 0 && cutOut ? 'maybe' : 'no'
      if (head.text.includes(REPORT_SAVED)) return 'certain'
      return unified > hotspot ? 'no' : 'yes'
    },
    open: (context) =>
      new CrashAside(
        new CollectionsAside(
          new ConsoleLog(context, {
            id: 'console',
            title: 'Console of the JVM',
            note: 'Written by the launcher and HotSpot; they print no dates.',
          }),
          context,
        ),
        context,
      ),
  }),
)
