import fs from 'node:fs'
import { expect, test } from 'vitest'
import { BufferPool } from '../../../electron/engine/ingest/aligned.ts'
import { lineChunks } from '../../../electron/engine/ingest/line-chunks.ts'
import { LineIndex } from '../../../electron/engine/ingest/line-index.ts'
import { Pace } from '../../../electron/engine/ingest/pace.ts'
import { file } from './support.ts'

/** Small chunks, so that lines go over several, and lines enough for three entries of the index. */
const CHUNK = 4096
const lines = Array.from(
  { length: 700 },
  (_, at) => `${at + 1}:${'x'.repeat((at * 37) % 500)}${at === 300 ? 'y'.repeat(9000) : ''}`,
)

async function cut(text: string, ...spans: [line: number, endLine: number][]): Promise<string> {
  const index = new LineIndex()
  let offset = 0
  for (const [before, row] of text.split('\n').entries()) {
    index.add(before, offset)
    offset += row.length + 1
  }
  const opened = fs.openSync(file('lines.txt', text), 'r')
  try {
    const found: string[] = []
    const session = { pool: new BufferPool(CHUNK), pace: new Pace(undefined) }
    for await (const chunk of lineChunks(
      opened,
      session,
      index.finish(),
      spans.map(([line, endLine]) => ({ line, endLine })),
    ))
      found.push(chunk.toString())
    return found.join('')
  } finally {
    fs.closeSync(opened)
  }
}

test.each([
  [1, 1],
  [1, 700],
  [2, 2],
  [255, 258],
  [256, 256],
  [257, 257],
  [300, 302],
  [512, 513],
  [700, 700],
])('lines %i to %i', async (line, endLine) => {
  expect(await cut(`${lines.join('\n')}\n`, [line, endLine])).toBe(`${lines.slice(line - 1, endLine).join('\n')}\n`)
})

test('the last line has no end', async () => {
  expect(await cut('a\nb\nc', [2, 3])).toBe('b\nc')
  expect(await cut('a\nb\nc', [3, 3])).toBe('c')
})

test('there are fewer lines by now', async () => {
  expect(await cut('a\nb\n', [2, 30])).toBe('b\n')
  expect(await cut('a\nb\n', [20, 30])).toBe('')
})

test.each([
  [
    [
      [1, 1],
      [3, 3],
      [700, 700],
    ],
  ],
  [
    [
      [2, 300],
      [301, 302],
      [400, 699],
    ],
  ],
  [
    [
      [255, 256],
      [258, 258],
      [300, 301],
      [303, 600],
    ],
  ],
] as [[number, number][]][])('several: %j', async (spans) => {
  const expected = spans.flatMap(([line, endLine]) => lines.slice(line - 1, endLine)).map((line) => `${line}\n`)
  expect(await cut(`${lines.join('\n')}\n`, ...spans)).toBe(expected.join(''))
})
