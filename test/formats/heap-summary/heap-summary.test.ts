import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { heapSummary } from '../../../electron/engine/formats/heap-summary/index.ts'
import { feed } from '../../support/feed.ts'

function factsOf(text: string): Record<string, unknown> {
  const { records } = feed(heapSummary, text)
  return Object.fromEntries(records.flatMap((each) => (each.kind === 'fact' ? [[each.key, each.value]] : [])))
}

it('adds up the spaces where no line states the sum', () => {
  const file = new URL('../../fixtures/formats/heap-summary/parallel-jdk8.txt', import.meta.url)
  expect(factsOf(readFileSync(file, 'utf8'))).toEqual({
    'process.pid': 4801,
    'jvm.gc': 'parallel',
    'heap.max': 536870912,
    'heap.used': 243,
  })
})

it('takes G1’s own total, and not its generations once more', () => {
  const text = [
    'Garbage-First (G1) GC with 2 thread(s)',
    'Heap Configuration:',
    '   MaxHeapSize              = 268435456 (256.0MB)',
    'Heap Usage:',
    'G1 Heap:',
    '   used     = 3686336 (3.5MB)',
    'G1 Young Generation:',
    'Eden Space:',
    '   used     = 1048576 (1.0MB)',
    '',
  ]
  expect(factsOf(text.join('\n'))).toEqual({ 'jvm.gc': 'g1', 'heap.max': 268435456, 'heap.used': 3686336 })
})
