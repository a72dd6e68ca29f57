/** How the shell that started a program says on its console that a signal ended it. */
import type { LineNumber } from '../../../../shared/model/units.ts'

// /opt/kafka/bin/kafka-run-class.sh: line 342:  4711 Killed                  "$JAVA" $KAFKA_HEAP_OPTS "$@"   (bash, jobs.c, notify_of_job_status)
// batch.sh: line 9: 28461 Killed                  $JVM -Xmx64m -cp $LIB Main                       (as the script has it, not what it became)
const OF_SCRIPT = /^\S{1,255}: line \d{1,6}: {1,6}(\d{1,10}) ([A-Z][a-z]+(?: [a-z]+)?)(?: \(core dumped\))?(?: {2,}|$)/
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

export interface ShellEnd {
  /** In the words of `process.exit`. */
  value: string
  /** Nothing but the signal's name stands there. */
  lone: boolean
  pid: number | null
}

/** The end that a line states; null for others. */
export function shellEnd(text: string): ShellEnd | null {
  const script = OF_SCRIPT.exec(text)
  const command = script ? text.slice(script[0].length) : ''
  // Scripts run other programs too.
  if (script && !JVM.test(command)) return null
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
