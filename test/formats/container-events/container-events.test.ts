import { describe, expect, it } from 'vitest'
import { containerEvents } from '../../../electron/engine/formats/container-events/index.ts'
import { dockerInspect } from '../../../electron/engine/formats/docker-inspect/index.ts'
import type { Format } from '../../../electron/engine/formats/format.ts'
import { feed, headOf } from '../../support/feed.ts'

const ID = '29d72966e0beb17d9b0b9fbcbfc734e2df2eb5428690115f9b24430357de08e5'
const event = (action: string, more = '', id = ID): string =>
  `2026-11-22T08:46:45.011072877-05:00 container ${action} ${id} (${more}image=apache/kafka:3.7.0, name=kafka)\n`
const [oom, start] = [event('oom'), event('start')]
const die = (code: number): string => event('die', `execDuration=7, exitCode=${code}, `)

function exitOf(text: string, format: Format = containerEvents): unknown {
  expect(format.sniff(headOf(text))).toBe('certain')
  return feed(format, text).records.flatMap((record) =>
    record.kind === 'fact' && record.key === 'process.exit' ? [record.value] : [],
  )
}

describe('events of docker', () => {
  it.each([
    ['killed for want of memory', start + oom + die(137), ['OOMKilled, exit code 137']],
    ['ended otherwise, after another process of it was killed', start + oom + die(1), ['exit code 1']],
    ['started again', oom + die(137) + start, []],
    ['died in a later life of something else', oom + die(137) + start + die(143), ['exit code 143']],
    ['of two nobody knows which one matters', die(137) + event('die', 'exitCode=1, ', ID.replace('2', '3')), []],
  ])('%s', (_, text, expected) => {
    expect(exitOf(text)).toEqual(expected)
  })

  it('of podman, and as JSON', () => {
    const podman = `2026-11-22 08:46:45.011072877 +0000 UTC container died ${ID} (image=a, name=kafka, containerExitCode=137)\n`
    expect(exitOf(podman)).toEqual(['exit code 137'])
    const json = (action: string, more: object): string =>
      `${JSON.stringify({ Type: 'container', Action: action, Actor: { ID, Attributes: { name: 'kafka', ...more } }, time: 1_795_337_205 })}\n`
    expect(exitOf(json('oom', {}) + json('die', { exitCode: '137' }))).toEqual(['OOMKilled, exit code 137'])
  })

  it('a kill is told of whichever container it was', () => {
    const { records } = feed(containerEvents, oom + event('oom', '', ID.replace('2', '3')))
    expect(records.filter(({ kind }) => kind === 'event')).toHaveLength(2)
    expect(records[0]).toMatchObject({
      type: 'oom-kill',
      at: Date.UTC(2026, 10, 22, 13, 46, 45, 11),
      values: { container: 'kafka', scope: 'cgroup', jvm: 1 },
    })
  })
})

describe('containers of crictl, and a state alone', () => {
  const cri = (state: string, reason: string, exitCode: number): string =>
    JSON.stringify({ status: { state, reason, exitCode, finishedAt: '2026-11-22T08:46:45.5Z' }, info: {} })

  it.each([
    [cri('CONTAINER_EXITED', 'OOMKilled', 137), ['OOMKilled, exit code 137']],
    [cri('CONTAINER_EXITED', 'Error', 1), ['exit code 1']],
    [cri('CONTAINER_RUNNING', '', 0), []],
  ])('%s', (text, expected) => {
    expect(exitOf(text, dockerInspect)).toEqual(expected)
  })

  it('of docker', () => {
    const state = { Running: false, OOMKilled: true, ExitCode: 137, FinishedAt: '2026-11-22T08:46:45.5Z' }
    expect(exitOf(JSON.stringify(state), dockerInspect)).toEqual(['OOMKilled, exit code 137'])
    expect(exitOf(JSON.stringify({ ...state, Running: true }), dockerInspect)).toEqual([])
  })
})
