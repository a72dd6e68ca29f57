import { expect, test } from 'vitest'
import { paletteFor, wrap } from '../../../electron/cli/terminal.ts'

test('wraps at spaces, with a hanging indent', () => {
  expect(wrap('one two three four', 10, '  ', 2)).toBe('  one two\n    three\n    four')
})

test('a word longer than the line stands alone and whole', () => {
  expect(wrap('a incomprehensibilities b', 8, '')).toBe('a\nincomprehensibilities\nb')
})

test('colours only on a terminal, and never against NO_COLOR', () => {
  expect(paletteFor({ isTTY: true }, {}).bad('x')).not.toBe('x')
  expect(paletteFor({ isTTY: false }, {}).bad('x')).toBe('x')
  expect(paletteFor({}, {}).bad('x')).toBe('x')
  expect(paletteFor({ isTTY: true }, { NO_COLOR: '1' }).bad('x')).toBe('x')
})
