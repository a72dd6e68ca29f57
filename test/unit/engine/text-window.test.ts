import { mkdtempSync, openSync, closeSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { LINE_INDEX_STEP } from '../../../electron/engine/ingest/types.ts'
import { readWindow, WINDOW_BYTES } from '../../../electron/engine/text-window.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'mortem-test-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Writes the text and indexes its lines the plain way: byte offset of lines 1, 257, ... */
function indexed(content: string | Buffer): { file: string; lines: number; lineIndex: Float64Array<ArrayBuffer> } {
  const bytes = Buffer.from(content)
  const starts = [0]
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) starts.push(at + 1)
  if (starts.at(-1) === bytes.length) starts.pop()
  const file = path.join(folder, String(Math.random()))
  writeFileSync(file, bytes)
  return {
    file,
    lines: starts.length,
    lineIndex: Float64Array.from(starts.filter((_, index) => index % LINE_INDEX_STEP === 0)),
  }
}

const window = async (content: string | Buffer, from: number, count: number) => {
  const { file, ...lines } = indexed(content)
  return readWindow(file, lines, from, count)
}

test('a small artifact comes whole, with or without a last line end', async () => {
  expect(await window('one\ntwo\nthree\n', 1, 1000)).toEqual({ from: 1, text: 'one\ntwo\nthree', totalLines: 3 })
  expect(await window('one\ntwo\nthree', 1, 1000)).toEqual({ from: 1, text: 'one\ntwo\nthree', totalLines: 3 })
  expect(await window('\n\n', 1, 9)).toEqual({ from: 1, text: '\n', totalLines: 2 })
})

test('an empty artifact has no lines', async () => {
  expect(await window('', 1, 10)).toEqual({ from: 1, text: '', totalLines: 0 })
})

test('any window of many lines is the lines that stand there', async () => {
  const lines = Array.from({ length: 3000 }, (_, index) => `line ${index + 1} ${'ö'.repeat(index % 300)}`)
  const { file, ...index } = indexed(`${lines.join('\n')}\n`)
  for (const [from, count] of [
    [1, 1],
    [256, 2],
    [257, 1],
    [258, 600],
    [1000, 1999],
    [2999, 50],
    [3000, 1],
  ] as const) {
    const got = await readWindow(file, index, from, count)
    expect(got).toEqual({ from, text: lines.slice(from - 1, from - 1 + count).join('\n'), totalLines: 3000 })
  }
})

test('a window beyond the end is the last line', async () => {
  expect(await window('one\ntwo\n', 50, 3)).toEqual({ from: 2, text: 'two', totalLines: 2 })
})

test('CR before a line end goes, any other is shown and breaks no line', async () => {
  expect((await window('one\r\ntwo\r\r\nth\rree\r', 1, 9)).text).toBe('one\ntwo\u240d\nth\u240dree')
})

test('megabytes of CR take no longer than other text', async () => {
  const { text } = await window(`${'\r'.repeat(4_000_000)}x\n`, 1, 1)
  expect(text.length).toBe(4_000_001)
})

test('what is no UTF-8 is replaced, NUL and other scripts stay', async () => {
  const { text } = await window(
    Buffer.concat([Buffer.from('größe\u0000索引 '), Buffer.from([0xff, 0xfe]), Buffer.from('!\n')]),
    1,
    1,
  )
  expect(text).toBe('größe\u0000索引 \ufffd\ufffd!')
})

test('a byte order mark before the first line is not part of it', async () => {
  const { file, lines } = indexed('\ufeffone\ntwo\n')
  expect((await readWindow(file, { lines, lineIndex: Float64Array.of(3) }, 1, 2)).text).toBe('one\ntwo')
})

test('what exceeds the cap stays out, by whole lines', async () => {
  const line = 'x'.repeat(1_000_000)
  const { text, totalLines } = await window(`${line}\n`.repeat(12), 2, 11)
  expect(text.split('\n').every((part) => part === line)).toBe(true)
  expect([text.split('\n').length, totalLines]).toEqual([Math.floor(WINDOW_BYTES / 1_000_001), 12])
})

test('a line that alone exceeds the cap comes cut, and the one behind it can be asked for', async () => {
  const content = `first\n${'y'.repeat(20_000_000)}\nlast\n`
  expect((await window(content, 2, 2)).text).toBe('y'.repeat(WINDOW_BYTES))
  expect((await window(content, 3, 1)).text).toBe('last')
})

test('a file that became shorter gives what is left', async () => {
  const { file, ...index } = indexed('one\ntwo\nthree\n')
  writeFileSync(file, 'one\n')
  expect((await readWindow(file, index, 1, 3)).text).toBe('one\n')
  expect((await readWindow(file, index, 3, 1)).text).toBe('')
})

test('no file stays open', async () => {
  const { file, ...index } = indexed('one\n')
  const before = openSync(file, 'r')
  closeSync(before)
  for (let time = 0; time < 50; time++) await readWindow(file, index, 1, 1)
  const after = openSync(file, 'r')
  closeSync(after)
  expect(after).toBe(before)
})
