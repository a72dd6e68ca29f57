import { describe, expect, test } from 'vitest'
import { type Confidence, defineFormat, type Format } from '../../../electron/engine/formats/format.ts'
import { detect, headOf } from '../../../electron/engine/ingest/detect.ts'
import { ingested, file } from './support.ts'

const says = (id: string, confidence: Confidence): Format =>
  defineFormat({ id, title: id, version: 1, sniff: () => confidence, open: () => ({ line() {}, end() {} }) })
const head = headOf(Buffer.from('x'), true, 'x')

test.each([
  [['maybe', 'yes', 'certain'], 2],
  [['yes', 'maybe', 'yes'], 0],
  [['no', 'maybe', 'maybe'], 1],
] as const)('of %j the number %i', (confidences, expected) => {
  const formats = [...confidences.map((confidence, at) => says(`f${at}`, confidence)), says('text', 'maybe')]
  expect(detect(formats, head).format?.id).toBe(`f${expected}`)
})

test('nothing but the fallback', () => {
  expect(detect([says('a', 'no'), says('text', 'no')], head).format?.id).toBe('text')
  expect(detect([says('a', 'no')], head).format).toBeNull()
})

test('a sniff that throws counts as no, and is an issue', async () => {
  const broken = defineFormat({
    ...says('broken', 'yes'),
    sniff() {
      throw new Error('oops')
    },
  })
  const { artifacts } = await ingested(file('a', 'x'), { formats: [broken, says('text', 'maybe')] })
  expect(artifacts[0]).toMatchObject({ formatId: 'text', result: { issues: [{ code: 'parser-failed' }] } })
})

describe('the head', () => {
  test('of a cut text loses its last line', () => {
    expect(headOf(Buffer.from('a\r\nb\nc'), false, 'n')).toMatchObject({
      lines: ['a', 'b'],
      text: 'a\r\nb\nc',
      whole: false,
      name: 'n',
    })
  })
  test('of a whole text keeps it', () => {
    expect(headOf(Buffer.from('a\nb'), true, 'n').lines).toEqual(['a', 'b'])
    expect(headOf(Buffer.from('a\nb\n'), true, 'n').lines).toEqual(['a', 'b'])
  })
})
