import { expect, it } from 'vitest'
import { otherGcLog } from '../../../electron/engine/formats/other-gc-log/index.ts'
import { feed, headOf } from '../../support/feed.ts'

const collection =
  '<exclusive-start id="2" timestamp="2026-03-01T10:00:04.957" intervalms="3955.367">\n</exclusive-start>\n' +
  '<gc-start id="5" type="scavenge" contextid="4" timestamp="2026-03-01T10:00:04.957">\n</gc-start>\n' +
  '<gc-end id="8" type="scavenge" contextid="4" durationms="25.007" timestamp="2026-03-01T10:00:04.982">\n</gc-end>\n'

it.each([
  ['a file of a rotated log, without its root', collection, 'certain'],
  [
    'JRockit with times',
    '[INFO ][memory ][Sun Mar 01 03:49:09 2026][10120] [YC#1] 1.530-1.531: YC 15K->1K (20K), 0.001 s\n',
    'certain',
  ],
  ['JRockit 1.5', '[memory ] 1.750-1.763: GC 65536K->6612K (65536K), 13.000 ms\n', 'certain'],
  ['another XML', '<?xml version="1.0"?>\n<initialized>\n  <attribute name="x" value="0"/>\n</initialized>\n', 'no'],
  ['a unified log', '[1.0s][info][gc] GC(0) Pause Full (System.gc()) 5M->4M(9M) 1.000ms\n', 'no'],
  ['an application', '[memory ] used 12 of 20\n', 'no'],
])('%s', (_, text, expected) => {
  expect(otherGcLog.sniff(headOf(text))).toBe(expected)
})

it('counts collections and says that they are not read', () => {
  const { records, issues } = feed(otherGcLog, collection.repeat(3))
  expect(records.map((record) => (record.kind === 'region' ? record.note : ''))).toEqual([
    'About 3 collections. They are only counted: no pause, heap or cause of them is in the case.',
  ])
  expect(issues.map(({ code, line }) => [code, line])).toEqual([['unsupported', 1]])
})
