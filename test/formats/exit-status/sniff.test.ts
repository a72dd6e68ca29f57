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

describe('the status of a service', () => {
  const status = (active: string, main: string, program: string): string =>
    [
      '● kafka.service - Apache Kafka',
      '     Loaded: loaded (/etc/systemd/system/kafka.service; enabled; preset: enabled)',
      `     Active: ${active} since Sun 2026-11-22 08:46:45 UTC; 5min ago`,
      `   Main PID: 4711 (${main})`,
      `    Process: 4711 ExecStart=${program} (code=killed, signal=KILL)`,
      '',
    ].join('\n')

  it.each([
    ['failed (Result: signal)', 'code=killed, signal=KILL', '/usr/bin/java -jar a.jar', 'yes'],
    ['inactive (dead)', 'code=exited, status=143', '/usr/bin/java -jar a.jar', 'yes'],
    ['active (running)', 'java', '/usr/bin/java -jar a.jar', 'no'],
    ['activating (auto-restart) (Result: signal)', 'code=killed, signal=KILL', '/usr/bin/java -jar a.jar', 'no'],
    ['failed (Result: signal)', 'code=killed, signal=KILL', '/usr/sbin/mysqld', 'no'],
  ])('%s, %s, %s: %s', (active, main, program, confidence) => {
    expect(exitStatus.sniff(headOf(status(active, main, program)))).toBe(confidence)
  })

  it('is of one service', () => {
    const one = status('failed (Result: signal)', 'code=killed, signal=KILL', '/usr/bin/java -jar a.jar')
    expect(exitStatus.sniff(headOf(`${one}\n${one}`))).toBe('no')
  })
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
