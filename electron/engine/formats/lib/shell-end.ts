/** How the shell that started a program says on its console that a signal ended it. */
import type { LineNumber } from '../../../../shared/model/units.ts'
import { JVM_PROGRAM } from './jvm-programs.ts'

// /opt/kafka/bin/kafka-run-class.sh: line 342:  4711 Killed                  "$JAVA" $KAFKA_HEAP_OPTS "$@"   (bash, jobs.c, notify_of_job_status)
// batch.sh: line 9: 28461 Killed                  $JVM -Xmx64m -cp $LIB Main                       (as the script has it, not what it became)
const OF_SCRIPT = /^\S{1,255}: line \d{1,6}: {1,6}(\d{1,10}) ([A-Z][a-z]+(?: [a-z]+)?)(?: \(core dumped\))?(?: {2,}|$)/
// /entrypoint.sh: line 15: 28 Killed java -Xms1024M -jar spigot.jar          (as web pages fold blanks)
const OF_FOLDED =
  /^\S{1,255}: line \d{1,6}: {1,6}(\d{1,10}) (Killed|Aborted|Bus error|Segmentation fault)(?: \(core dumped\))? (?=\S)/
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

/** Options that no program but a JVM has. */
const JVM = /java|\s-(?:X(?:m[nsx]|ss)\d|XX:[+\w-]|Xlog:)/i
/** A command that becomes the JVM: `"$JAVA"`, `$JVM`, `/usr/bin/java`. One that sudo or su waits for has another number. */
const ITSELF = /^ *(?:exec )?(?:"?\$|\S{0,255}java[" ])/
// Process finished with exit code 1        Process crashed with exitcode -1073741819.                  (IDEs and launchers of games)
const OF_LAUNCHER =
  /^Process (?:finished|crashed|exited|terminated) with (?:exit ?)?(?:code|value):? (-?\d{1,10})(?: \(.{1,80}\))?\.?$/

export interface ShellEnd {
  /** In the words of `process.exit`. */
  value: string
  /** Nothing but the signal's name, or the exit code, stands there. */
  lone: boolean
  pid: number | null
}

/** The end that a line states; null for others. */
export function shellEnd(text: string): ShellEnd | null {
  const launcher = OF_LAUNCHER.exec(text)
  if (launcher) return { value: `exit code ${launcher[1] ?? ''}`, lone: true, pid: null }
  const script = OF_SCRIPT.exec(text) ?? OF_FOLDED.exec(text)
  const command = script ? text.slice(script[0].length) : ''
  // Scripts run other programs too. What is called by "$@" has its name in that of the script.
  const named = command.startsWith('"$@"') ? `${text.slice(0, text.indexOf(': line '))} ${command}` : command
  if (script && !JVM_PROGRAM.test(named) && !JVM.test(named)) return null
  const signal = SIGNALS.get(script?.[2] ?? ALONE.exec(text)?.[1] ?? '')
  if (signal === undefined) return null
  const dumped = text.includes('(core dumped)') ? ', core dumped' : ''
  const pid = ITSELF.test(command) ? Number(script?.[1]) : null
  return { value: `killed by signal ${signal}${dumped}`, lone: script === null, pid }
}

/** Whether the program it is about is the one whose console ends there: what follows would be of its next life. */
export function isLastEnd(line: LineNumber, lone: boolean, lines: LineNumber): boolean {
  return lines - line <= (lone ? 0 : LINES_BELOW)
}
