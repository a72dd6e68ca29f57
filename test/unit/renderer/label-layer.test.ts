/** Where the label of a line stands: it must not hide the text that it is about. */
import { expect, test } from 'vitest'
import { placeOf } from '../../../renderer/editor/label-layer.ts'

test.each([
  ['all of it behind the text', 300, 190, 600, { behind: true, most: 300 }],
  ['cut to the room behind the text', 420, 190, 550, { behind: true, most: 130 }],
  ['a short one where there is just room', 500, 50, 550, { behind: true, most: 50 }],
  ['at the edge where the text reaches it', 540, 190, 550, { behind: false, most: 120 }],
  ['at the edge of text that goes on beyond', 900, 50, 550, { behind: false, most: 120 }],
])('%s', (_, end, width, right, place) => {
  expect(placeOf(end, width, right)).toEqual(place)
})
