import { expect, test } from 'vitest'
import { artifactTime, timeInFolders, timeInName } from '../../../electron/engine/ingest/time.ts'

test.each([
  ['maps-1795337183412.txt', '2026-11-22T08:46:23.412Z'],
  ['smaps.9615.1795337183', '2026-11-22T08:46:23.000Z'],
  ['yc-2026-11-22T08-59-23', '2026-11-22T08:59:23.000Z'],
  ['report-2026-11-22_08-59-23.zip', '2026-11-22T08:59:23.000Z'],
  ['diagnostics-20261122-085923', '2026-11-22T08:59:23.000Z'],
  ['javacore.20261122.085923.4711.0001.txt', '2026-11-22T08:59:23.000Z'],
  ['server.log.2026-11-22-08', '2026-11-22T08:00:00.000Z'],
  ['core.java.1000.9b4f0e1c2d3a4b5c6d7e8f9001122334.9615.1795337963000000.zst', '2026-11-22T08:59:23.000Z'],
  ['maps-0000000000123.txt', null],
  ['maps-9999999999999.txt', null],
  ['hs_err_pid9615.log', null],
  ['app-20261399-085923.log', null],
  ['app-20260230-085923.log', null],
  ['00000000000012345678.index', null],
  ['server.log.2026-11-22', null],
])('%s', (name, expected) => {
  const time = timeInName(name)
  expect(time === null ? null : new Date(time).toISOString()).toBe(expected)
})

test.each([
  ['broker/2026-11-22T08-59-23', '2026-11-22T08:59:23.000Z'],
  ['yc-2026-11-22T08-59-23.zip/proc/9615', '2026-11-22T08:59:23.000Z'],
  ['case-20261122-080000/capture-1795337183412', '2026-11-22T08:46:23.412Z'],
  // A ticket, an hour of a rotated log, and a local time
  ['case-1234567890', null],
  ['logs.2026-11-22-08', null],
  ['ccpp-2026-11-22-09:59:23.123456-4711', null],
])('folders %s', (folders, expected) => {
  const time = timeInFolders(folders.split('/'))
  expect(time === null ? null : new Date(time).toISOString()).toBe(expected)
})

test('a name beats the archive’s time; an implausible time is none', () => {
  expect(artifactTime('maps-1795337183412.txt', 5, 'file')).toEqual({ at: 1795337183412, timeSource: 'name' })
  expect(artifactTime('maps.txt', 1795337183999.7, 'archive')).toEqual({ at: 1795337183999, timeSource: 'archive' })
  expect(artifactTime('maps.txt', 0, 'archive')).toEqual({ at: null, timeSource: null })
})
