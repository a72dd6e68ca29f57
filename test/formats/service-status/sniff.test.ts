import { describe, expect, it } from 'vitest'
import { serviceStatus } from '../../../electron/engine/formats/service-status/index.ts'
import { headOf } from '../../support/feed.ts'

describe('the status of a service', () => {
  const status = (active: string, main: string, program: string): string =>
    [
      '● app.service - The application',
      '     Loaded: loaded (/etc/systemd/system/app.service; enabled; preset: enabled)',
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
    ['failed (Result: oom-kill)', 'code=killed, signal=KILL', '/opt/kafka/bin/kafka-server-start.sh', 'yes'],
    ['failed (Result: signal)', 'code=killed, signal=KILL', '/usr/sbin/mysqld', 'no'],
  ])('%s, %s, %s: %s', (active, main, program, confidence) => {
    expect(serviceStatus.sniff(headOf(status(active, main, program)))).toBe(confidence)
  })

  it('is of one service', () => {
    const one = status('failed (Result: signal)', 'code=killed, signal=KILL', '/usr/bin/java -jar a.jar')
    expect(serviceStatus.sniff(headOf(`${one}\n${one}`))).toBe('no')
  })
})
