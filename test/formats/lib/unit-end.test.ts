import { expect, test } from 'vitest'
import { kernelLog } from '../../../electron/engine/formats/kernel-log/index.ts'
import { hotspotStdout } from '../../../electron/engine/formats/hotspot-stdout/index.ts'
import { feed } from '../../support/feed.ts'

const line = (program: string, text: string): string => `Nov 22 08:46:23 broker-1 ${program}[1]: ${text}\n`
const systemd = (text: string): string => line('systemd', text)
const killed = 'kafka.service: Main process exited, code=killed, status=9/KILL'

function exitOf(text: string, format = kernelLog): unknown {
  return feed(format, text).records.flatMap((record) =>
    record.kind === 'fact' && record.key === 'process.exit' ? [record.value] : [],
  )
}

test.each([
  [killed, 'killed by signal 9 (SIGKILL)'],
  ['kafka.service: Main process exited, code=dumped, status=6/ABRT', 'killed by signal 6 (SIGABRT), core dumped'],
  ['kafka.service: Main process exited, code=exited, status=1/FAILURE', 'exit code 1'],
  ['kafka.service: main process exited, code=exited, status=143/n/a', 'exit code 143'],
])('%s', (text, value) => {
  expect(exitOf(systemd('Started Apache Kafka.') + systemd(text))).toEqual([value])
})

test.each(['oom-kill', 'timeout'])('who killed it, by the result: %s', (result) => {
  const lines = systemd('Started Apache Kafka.') + systemd(killed)
  expect(exitOf(lines + systemd(`kafka.service: Failed with result '${result}'.`))).toEqual([
    `killed by signal 9 (SIGKILL), result ${result}`,
  ])
})

test.each(['systemd-oomd killed 2 process(es) in this unit.', 'systemd-oomd killed some process(es) in this unit.'])(
  'systemd-oomd, above or below the end: %s',
  (words) => {
    const oomd = systemd(`kafka.service: ${words}`)
    const started = systemd('Started Apache Kafka.')
    const value = 'killed by signal 9 (SIGKILL), by systemd-oomd'
    expect(exitOf(started + oomd + systemd(killed))).toEqual([value])
    expect(exitOf(started + systemd(killed) + oomd)).toEqual([value])
    expect(exitOf(started + oomd + started + systemd(killed))).toEqual(['killed by signal 9 (SIGKILL)'])
  },
)

test('a service that was started again has not ended', () => {
  const restarted =
    systemd('Started Apache Kafka.') +
    systemd(killed) +
    systemd('kafka.service: Scheduled restart job, restart counter is at 1.')
  expect(exitOf(restarted)).toEqual(['killed by signal 9 (SIGKILL)'])
  expect(exitOf(restarted + systemd('Started Apache Kafka.'))).toEqual([])
})

test('which of several services is meant is not said', () => {
  expect(exitOf(systemd(killed) + systemd(killed.replace('kafka', 'sshd')))).toEqual([])
  expect(exitOf(systemd(killed) + systemd('sshd.service: Succeeded.'))).toEqual([])
  expect(exitOf(systemd(killed) + line('sshd', 'x') + line('cron', 'y'))).toEqual([])
  const started = systemd('Started Apache Kafka.')
  expect(exitOf(started + systemd(killed) + line('dockerd', 'x'))).toEqual([])
  expect(exitOf(started + systemd(killed) + 'Nov 22 08:46:24 broker-1 kernel: [ 1.000000] x\n')).toEqual([])
  // Of a service that is not seen to start: it may be one that runs once and ends.
  expect(exitOf(systemd(killed))).toEqual([])
})

test('a program that quotes systemd says nothing', () => {
  expect(exitOf(line('kafka', `systemd: ${killed}`))).toEqual([])
})

test('beside the output of the service, of which it is', () => {
  const own = line(
    'java',
    "OpenJDK 64-Bit Server VM warning: INFO: os::commit_memory(0x0000700000000000, 12288, 0) failed; error='Not enough space' (errno=12)",
  )
  expect(exitOf(systemd('Started Apache Kafka.') + own + systemd(killed), hotspotStdout)).toEqual([
    'killed by signal 9 (SIGKILL)',
  ])
})
