/** A crash log in the middle of a console is handed over; its heading stays an event of the console. */
import { expect, test } from 'vitest'
import { applicationLog } from '../../../electron/engine/formats/application-log/index.ts'
import { feed } from '../../support/feed.ts'

const INFO = '[2026-11-22 08:46:01,797] INFO ready (kafka.server.KafkaServer)'
const HEADING = [
  '#',
  '# There is insufficient memory for the Java Runtime Environment to continue.',
  '# Native memory allocation (mmap) failed to map 12288 bytes. Error detail: committing reserved memory.',
  '#',
]
const SECTIONS = ['', '---------------  S U M M A R Y ------------', '', 'Command Line: -Xmx1g Main', '', 'END.']

function read(lines: readonly string[]) {
  const { excerpts, records } = feed(applicationLog, `${lines.join('\n')}\n`)
  return {
    excerpts: excerpts.map(({ name, spans }) => [name, ...spans]),
    types: records.flatMap((record) => (record.kind === 'event' ? [record.type] : [])),
  }
}

test.each([
  ['with its end', SECTIONS],
  ['without', SECTIONS.slice(0, -1)],
])('%s', (_, sections) => {
  const { excerpts, types } = read([INFO, ...HEADING, ...sections, INFO])
  expect(excerpts).toEqual([['crash at line 2', { line: 2, endLine: 5 + sections.length }]])
  expect(types).toEqual(['insufficient-memory'])
})

test('two lives, two crash logs', () => {
  const life = [INFO, ...HEADING, ...SECTIONS]
  expect(read([...life, ...life, INFO]).excerpts).toEqual([
    ['crash at line 2', { line: 2, endLine: 11 }],
    ['crash at line 13', { line: 13, endLine: 22 }],
  ])
})

test('a heading alone, and a banner without a heading, are of the console', () => {
  expect(read([INFO, ...HEADING, INFO]).excerpts).toEqual([])
  expect(read([INFO, ...SECTIONS, INFO]).excerpts).toEqual([])
  const far = Array.from({ length: 30 }, () => 'text')
  expect(read([INFO, ...HEADING, ...far, ...SECTIONS, INFO]).excerpts).toEqual([])
})
