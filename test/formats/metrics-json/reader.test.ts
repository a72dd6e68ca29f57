import { describe, expect, it } from 'vitest'
import { JsonFields, JsonList, JsonReader, type JsonNode } from '../../../electron/engine/formats/lib/json-reader.ts'

function read(text: string): JsonReader {
  const reader = new JsonReader()
  for (const [index, line] of text.split('\n').entries()) reader.feed(line, index + 1)
  reader.end()
  return reader
}

/** As JSON.parse would give it. */
function plain(node: JsonNode | undefined): unknown {
  if (node instanceof JsonList) return node.items.map(plain)
  if (node instanceof JsonFields)
    return Object.fromEntries(node.keys.map((key, index) => [key, plain(node.values[index])]))
  return node
}

describe('JSON', () => {
  it.each([
    '[]',
    '{}',
    '[1, -2.5e3, "a", true, false, null]',
    String.raw`{"a": "\"\\\u00e9\n", "b\"": [{}], "": "\\"}`,
    '[\n1,\n2\n]',
    '{"a":\n{"b"\n:\n[[[]]]}}',
    '"alone"',
    '12',
  ])('%s is read as JSON.parse does', (text) => {
    const reader = read(text)
    expect(reader.fault).toBeNull()
    expect(reader.roots.map(plain)).toEqual([JSON.parse(text)])
  })

  it.each([
    ['[1,]', [1]],
    ['[1 2]', [1]],
    ['{"a" 1}', {}],
    ['{"a":1,}', { a: 1 }],
    ['{"a":}', {}],
    ['{1:2}', {}],
    ['[1}', [1]],
    ['["a', []],
    ['[tru]', []],
    [String.raw`["a\x"]`, []],
    ['[1],', [1]],
    ['["a"\u0000]', ['a']],
  ])('%s is kept up to its fault', (text, kept) => {
    const reader = read(text)
    expect(reader.fault).not.toBeNull()
    expect(plain(reader.roots[0])).toEqual(kept)
  })

  it('has no end', () => {
    const reader = new JsonReader()
    reader.feed('{"a": [[1, "x"], [2, "y', 1)
    expect(reader.end()).toBe(false)
    expect(plain(reader.roots[0])).toEqual({ a: [[1, 'x'], [2]] })
  })

  it('leaves a number out that the end may have cut', () => {
    expect(plain(read('[[1, 655').roots[0])).toEqual([[1]])
    expect(plain(read('[[1, 655\n').roots[0])).toEqual([[1, 655]])
  })

  it('takes the words of Python and JSON lines', () => {
    const reader = read('[NaN, -Infinity]\n[null]')
    expect(reader.roots.map(plain)).toEqual([[Number.NaN, Number.NaN], [null]])
  })

  it('ends where it is too deep to be meant', () => {
    const reader = read('['.repeat(100_000))
    expect(reader.fault).toMatchObject({ message: 'more than 64 levels' })
  })
})

it('each thing has its line', () => {
  const [root] = read('{"a":\n [1,\n  2\n ],\n "b": {\n}}').roots
  const list = root instanceof JsonFields ? root.list('a') : null
  expect([list?.line, list?.lineAt(0), list?.lineAt(1)]).toEqual([2, 2, 3])
  expect(root).toMatchObject({ line: 1, column: 0, endLine: 6 })
  expect(root instanceof JsonFields ? [root.lineOf('a'), root.lineOf('b'), root.fields('b')?.endLine] : []).toEqual([
    2, 5, 6,
  ])
})
