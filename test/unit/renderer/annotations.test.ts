import { describe, expect, it } from 'vitest'
import {
  annotationDecorations,
  foldingRanges,
  isListing,
  lineLabels,
  plainMarkdown,
  regionDecorations,
  regionsAt,
  toModel,
} from '../../../renderer/editor/annotations.ts'
import { hexOf } from '../../../renderer/editor/themes.ts'
import { fakeOutline } from '../../support/fake-case.ts'

const whole = { firstLine: 1, lines: 66_432 }
const later = { firstLine: 60_001, lines: 6_432 }
const colours = { bad: '#1', warn: '#2', good: '#3', accent: '#4' }

describe('lines of a window', () => {
  it('maps lines of the artifact to lines of the model and clips what stands outside', () => {
    expect(toModel({ line: 66_387, endLine: 66_387 }, later)).toEqual({ line: 6387, endLine: 6387 })
    expect(toModel({ line: 606, endLine: 66_138 }, later)).toEqual({ line: 1, endLine: 6138 })
    expect(toModel({ line: 3, endLine: 3 }, later)).toBeNull()
  })
})

describe('annotations', () => {
  it('become whole lines with a mark in the ruler', () => {
    const decorations = annotationDecorations(fakeOutline.annotations, whole, colours)
    expect(decorations).toHaveLength(5)
    expect(decorations[0]).toMatchObject({
      range: { startLineNumber: 3, endLineNumber: 3 },
      options: { isWholeLine: true, className: 'note-line bad', overviewRuler: { color: '#1' } },
    })
  })

  it('mark only the first line of a long stretch in the ruler', () => {
    const span = { artifact: 1, line: 607, endLine: 66_138 }
    const [first, rest] = annotationDecorations([{ span, tone: 'bad', label: '', detail: '' }], whole, colours)
    expect(first?.range).toMatchObject({ startLineNumber: 607, endLineNumber: 607 })
    expect(rest?.range).toMatchObject({ startLineNumber: 607, endLineNumber: 66_138 })
    expect(rest?.options.overviewRuler).toBeUndefined()
  })

  it('label a line once, however many speak of it', () => {
    const [first] = fakeOutline.annotations
    if (first === undefined) throw new Error('the outline has annotations')
    expect(lineLabels([first, { ...first, label: 'asked' }, first], whole)).toEqual([
      { line: 3, tone: 'bad', text: 'what was refused · asked' },
    ])
    expect(lineLabels(fakeOutline.annotations, later).map(({ line }) => line)).toEqual([6322, 6387])
  })

  it('cannot smuggle Markdown into a hover', () => {
    const text = plainMarkdown('[click](command:x) <img src=x> `code` **bold**\nnext')
    expect(text).not.toMatch(/(^|[^\\])[[<`*]/)
    expect(text.split('  \n')).toHaveLength(2)
  })
})

describe('regions', () => {
  it('fold, and long listings start folded', () => {
    const kind = { value: 'region' } as never
    const ranges = foldingRanges(fakeOutline.regions, whole, kind)
    expect(ranges).toHaveLength(fakeOutline.regions.length)
    expect(ranges.filter((range) => range.kind === kind)).toEqual([{ start: 606, end: 66_138, kind }])
    expect(fakeOutline.regions.filter(isListing).map(({ id }) => id)).toEqual(['dynamic-libraries'])
  })

  it('say their length at their title when they are long', () => {
    const contents = regionDecorations(fakeOutline.regions, whole, () => 20).map(
      ({ options }) => options.after?.content,
    )
    expect(contents).toEqual([' 570 lines ', ' 65\u202f533 lines '])
  })

  it('surround a line from the outside in', () => {
    expect(regionsAt(fakeOutline.regions, 40).map(({ id }) => id)).toEqual(['thread', 'native-frames'])
    expect(regionsAt(fakeOutline.regions, 1)).toEqual([])
  })
})

it('colours are read as the browser resolves them', () => {
  expect(hexOf('rgb(14, 17, 22)')).toBe('#0e1116')
  expect(hexOf('rgba(255, 255, 255, 1)')).toBe('#ffffff')
})
