/** A VM that ran and ends in the words of one that does not start: the warning above them says how old it was. */
import { expect, test } from 'vitest'
import { hotspotStdout } from '../../../electron/engine/formats/hotspot-stdout/index.ts'
import { feed } from '../../support/feed.ts'

const WARNING =
  '[warning][os,thread] Failed to start thread "Unknown thread" - pthread_create failed (EAGAIN) for attributes: stacksize: 1024k, guardsize: 0k, detached.'
const END = ['Error occurred during initialization of VM', 'java.lang.OutOfMemoryError: unable to create native thread']

function uptimeOf(lines: readonly string[]): unknown {
  const { records } = feed(hotspotStdout, `${lines.join('\n')}\n`)
  const event = records.find((record) => record.kind === 'event' && record.type === 'vm-initialization-failed')
  return event?.kind === 'event' ? event.values['uptime'] : null
}

test.each([
  [[`[15.430s]${WARNING}`, ...END], 15.43],
  [[WARNING, ...END], undefined],
  [[`[15.430s]${WARNING}`, 'a line of its script', ...END], undefined],
  [END, undefined],
])('%j', (lines, uptime) => {
  expect(uptimeOf(lines)).toBe(uptime)
})
