/** How the shell that started a program says on its console that a signal ended it. */
import type { LineNumber } from '../../../../shared/model/units.ts'
import { JVM_PROGRAM } from './jvm-programs.ts'

// /opt/kafka/bin/kafka-run-class.sh: line 342:  4711 Killed                  "$JAVA" $KAFKA_HEAP_OPTS "$@"   (bash, jobs.c, notify_of_job_status)
const OF_SCRIPT = /^\S{1,255}: line \d{1,6}: {1,6}\d{1,10} ([A-Z][a-z]+(?: [a-z]+)?)(?: \(core dumped\))?(?: {2,}|$)/
// /entrypoint.sh: line 15: 28 Killed java -Xms1024M -jar spigot.jar          (as web pages fold blanks)
const OF_FOLDED =
  /^\S{1,255}: line \d{1,6}: {1,6}\d{1,10} (Killed|Aborted|Bus error|Segmentation fault)(?: \(core dumped\))? (?=\S)/
// ./opensearch-docker-entrypoint.sh: line 70:   103 Killed                  "$@" "${opensearch_opts[@]}"
// Killed         Aborted (core dumped)          (dash; bash for the only command of a line)
const ALONE = /^([A-Z][a-z]+(?: [a-z]+)?)(?: \(core dumped\))?$/
/** strsignal of the C library, in English. Ends by SIGHUP, SIGINT and SIGTERM are not printed, or orderly. */
const SIGNALS = new Map([
  ['Illegal instruction', '4 (SIGILL)'],
  ['Aborted', '6 (SIGABRT)'],
  ['Bus error', '7 (SIGBUS)'],
  ['Killed', '9 (SIGKILL)'],
  ['Segmentation fault', '11 (SIGSEGV)'],
])
/** Lines that may follow: of the script, and what was still in a buffer. */
const LINES_BELOW: LineNumber = 5

// Process finished with exit code 1        Process crashed with exitcode -1073741819.                  (IDEs and launchers of games)
const OF_LAUNCHER =
  /^Process (?:finished|crashed|exited|terminated) with (?:exit ?)?(?:code|value):? (-?\d{1,10})(?: \(.{1,80}\))?\.?$/

/** The end that a line states, in the words of `process.exit`; null for others. `lone`: nothing but the signal's name stands there. */
export function shellEnd(text: string): { value: string; lone: boolean } | null {
  const launcher = OF_LAUNCHER.exec(text)
  if (launcher) return { value: `exit code ${launcher[1] ?? ''}`, lone: true }
  const script = OF_SCRIPT.exec(text) ?? OF_FOLDED.exec(text)
  // Scripts run other programs too. What is called by "$@" has its name in that of the script.
  if (script) {
    const command = text.slice(script[0].length)
    const named = command.startsWith('"$@"') ? `${text.slice(0, text.indexOf(': line '))} ${command}` : command
    if (!JVM_PROGRAM.test(named) && !/java/i.test(named)) return null
  }
  const signal = SIGNALS.get((script ?? ALONE.exec(text))?.[1] ?? '')
  if (signal === undefined) return null
  const dumped = text.includes('(core dumped)') ? ', core dumped' : ''
  return { value: `killed by signal ${signal}${dumped}`, lone: script === null }
}

/** Whether the program it is about is the one whose console ends there: what follows would be of its next life. */
export function isLastEnd(line: LineNumber, lone: boolean, lines: LineNumber): boolean {
  return lines - line <= (lone ? 0 : LINES_BELOW)
}
