/** Whose log it is, by the decorations of its lines. */
import { expect, test } from 'vitest'
import { stampOf } from '../../../electron/engine/formats/gc-unified/decorations.ts'

test.each([
  ['[2026-11-27T06:44:08.745+0000][kafka-13][4570][gc,phases      ]', 'kafka-13', null],
  ['[2026-11-27T06:44:08.745+0000][kafka-13][4570][4571][gc]', 'kafka-13', 4570],
  ['[0.745s][kafka-13][info][gc,phases]', 'kafka-13', null],
  ['[0.745s][4570][gc,phases]', null, null],
  ['[0.745s][gc,start]', null, null],
])('%s', (decorations, host, pid) => {
  expect(stampOf(decorations)).toMatchObject({ host, pid })
})
