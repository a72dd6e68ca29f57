/** What the shell says of a program's end is its end only where its console ends with it. */
import { expect, test } from 'vitest'
import { isLastEnd, shellEnd } from '../../../electron/engine/formats/lib/shell-end.ts'

test.each([
  ['./run.sh: line 2: 12544 Killed                  java -Xmx64m S.java', 'killed by signal 9 (SIGKILL)'],
  [
    '/opt/kafka/bin/kafka-run-class.sh: line 342:  4711 Segmentation fault      (core dumped) "$JAVA" "$@"',
    'killed by signal 11 (SIGSEGV), core dumped',
  ],
  ['run.sh: line 7: 99 Aborted                 (core dumped) "$JAVA"', 'killed by signal 6 (SIGABRT), core dumped'],
  [
    './opensearch-docker-entrypoint.sh: line 70:   103 Killed                  "$@" "${opts[@]}"',
    'killed by signal 9 (SIGKILL)',
  ],
  ['Process finished with exit code 1', 'exit code 1'],
  ['Process crashed with exitcode -1073741819.', 'exit code -1073741819'],
  ['Process finished with exit code 137 (interrupted by signal 9: SIGKILL)', 'exit code 137'],
  ['/entrypoint.sh: line 15: 28 Killed java -Xms1024M -jar spigot.jar', 'killed by signal 9 (SIGKILL)'],
  ['Killed', 'killed by signal 9 (SIGKILL)'],
  ['Aborted (core dumped)', 'killed by signal 6 (SIGABRT), core dumped'],
  ['Bus error (core dumped)', 'killed by signal 7 (SIGBUS), core dumped'],
])('%s', (text, value) => {
  expect(shellEnd(text)?.value).toBe(value)
})

test.each([
  ['batch.sh: line 9: 28461 Killed                  $JVM -Xmx64m -cp $LIB Main', 28_461],
  ['batch.sh: line 9: 28461 Killed                  "$JAVA" "$@"', 28_461],
  ['batch.sh: line 9: 28461 Killed                  /usr/lib/jvm/17/bin/java -jar a.jar', 28_461],
  ['batch.sh: line 9: 28461 Killed                  sudo -u app java -jar a.jar', null],
  ['Killed', null],
])('the number of the JVM: %s', (text, pid) => {
  expect(shellEnd(text)).toMatchObject({ value: 'killed by signal 9 (SIGKILL)', pid })
})

test.each([
  'batch.sh: line 9: 28461 Killed                  $CMD --cp x',
  'Killed by signal 15.',
  'Killed process 4711 (java)',
  'run.sh: line 7: 99 Killed                  sleep 600',
  'Process exited with errors',
  'init-topics exited with code 1',
  'run.sh: line 7: 99 Killed                  "$@"',
  'run.sh: line 7: 28 Killed sleep 600',
  'run.sh: line 7: 99 Terminated              "$JAVA"',
  'run.sh: line 7: kafka: command not found',
  'run.sh: line 7: Killed the old one',
  'Aborted the transaction',
  'Segmentation fault handler installed',
])('nothing ended by a signal: %s', (text) => {
  expect(shellEnd(text)).toBeNull()
})

test('lines below are of another life', () => {
  expect(isLastEnd(10, false, 12)).toBe(true)
  expect(isLastEnd(10, false, 40)).toBe(false)
  expect(isLastEnd(10, true, 10)).toBe(true)
  expect(isLastEnd(10, true, 11)).toBe(false)
})
