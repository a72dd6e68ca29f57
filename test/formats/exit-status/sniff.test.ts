import { describe, expect, it } from 'vitest'
import { commandLine } from '../../../electron/engine/formats/command-line/index.ts'
import { exitStatus } from '../../../electron/engine/formats/exit-status/index.ts'
import { headOf } from '../../support/feed.ts'

describe('exit status', () => {
  it.each([
    'exit code 1',
    'exit status: 134',
    'exited with code 3',
    'signal 6',
    'terminated by signal 15',
    'exit code -1',
  ])('takes "%s"', (line) => {
    expect(exitStatus.sniff(headOf(`${line}\n`))).toBe('yes')
  })

  it.each(['the exit code 1 is bad', 'exit code one', 'signal', 'exit code 1\nexit code 2\nexit code 3\n', ''])(
    'leaves "%s"',
    (text) => {
      expect(exitStatus.sniff(headOf(text))).toBe('no')
    },
  )
})

describe('command line', () => {
  it.each([
    'java version "17"',
    'javac -d out A.java',
    'java',
    'see java -jar app.jar',
    'java -jar a.jar\nsecond line',
  ])('leaves "%s"', (text) => {
    expect(commandLine.sniff(headOf(text))).toBe('no')
  })
})
