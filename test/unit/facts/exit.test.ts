import { describe, expect, it } from 'vitest'
import { endWords } from '../../../electron/engine/facts/exit.ts'

describe('the words for how a process ended', () => {
  it.each([
    ['exit code 1', 'ended with exit code 1'],
    ['OOMKilled, exit code 137', 'ended with OOMKilled, exit code 137'],
    ['signal: 9', 'ended with signal: 9'],
    ['killed by signal 11', 'was killed by signal 11'],
    ['Killed by signal 9 (SIGKILL)', 'was killed by signal 9 (SIGKILL)'],
    ['Process was killed by signal 6.', 'was killed by signal 6'],
    ['java killed by SIGABRT', 'was killed by SIGABRT'],
    ['dumped core by signal SIGSEGV', 'dumped core by signal SIGSEGV'],
    ['Process finished with exit code 134', 'finished with exit code 134'],
    ['exited with code 3', 'exited with code 3'],
    ['terminated with exit code 1', 'terminated with exit code 1'],
    ['died on signal 7', 'died on signal 7'],
  ])('%s', (value, words) => expect(endWords(value)).toBe(words))
})
