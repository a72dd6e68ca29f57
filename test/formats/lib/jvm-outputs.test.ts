import { expect, test } from 'vitest'
import type { Excerpt } from '../../../electron/engine/formats/format.ts'
import { JvmOutputs } from '../../../electron/engine/formats/lib/jvm-outputs.ts'

const WARNING = 'OpenJDK 64-Bit Server VM warning: Attempt to protect stack guard pages failed.'

function excerptsOf(lines: Iterable<[program: string, pid: number, text: string]>): Excerpt[] {
  const outputs = new JvmOutputs()
  const found: Excerpt[] = []
  let line = 0
  for (const [program, pid, text] of lines) outputs.hear(program, String(pid), text, ++line)
  outputs.end({ emit: () => {}, report: () => {}, excerpt: (excerpt) => found.push(excerpt), name: '', at: null })
  return found
}

test('all lines of a process that is a JVM by one of them, in runs', () => {
  const found = excerptsOf([
    ['java', 4711, 'starting'],
    ['java', 4711, 'started'],
    ['sshd', 900, 'x'],
    ['java', 4711, WARNING],
    ['java', 4899, 'another process, of which nothing shows what it is'],
  ])
  const spans = [
    { line: 1, endLine: 2 },
    { line: 4, endLine: 4 },
  ]
  expect(found).toEqual([{ name: 'java 4711', spans, isOther: true }])
})

test('among more processes than are remembered', () => {
  const cron = Array.from({ length: 40_000 }, (_, at): [string, number, string] => ['CRON', 1000 + at, 'x'])
  const found = excerptsOf([['java', 1, WARNING], ...cron, ['java', 2, 'starting'], ['java', 2, WARNING], ...cron])
  expect(found.map(({ name, spans }) => [name, spans])).toEqual([
    ['java 1', [{ line: 1, endLine: 1 }]],
    ['java 2', [{ line: 40_002, endLine: 40_003 }]],
  ])
})
