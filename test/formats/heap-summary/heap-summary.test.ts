import { expect, it } from 'vitest'
import { heapSummary } from '../../../electron/engine/formats/heap-summary/index.ts'
import { feed, headOf } from '../../support/feed.ts'

const HEAD = `Attaching to process ID 9615, please wait...
Debugger attached successfully.
Server compiler detected.
JVM version is 25.131-b11

`
const CONFIGURATION = `
Heap Configuration:
   MaxHeapSize              = 2147483648 (2048.0MB)
   MaxMetaspaceSize         = 17592186044415 MB

Heap Usage:
`

function space(name: string, capacity: number, used: number): string {
  return `${name}\n   capacity = ${capacity} (0.0MB)\n   used     = ${used} (0.0MB)\n   free     = ${capacity - used} (0.0MB)\n   1.0% used\n`
}

function factsOf(text: string): unknown {
  expect(heapSummary.sniff(headOf(text))).toBe('certain')
  return feed(heapSummary, text).records.flatMap((record) =>
    record.kind === 'fact' ? [[record.key, record.value]] : [],
  )
}

it.each([
  [
    'Parallel GC with 43 thread(s)',
    'parallel',
    [
      'PS Young Generation\n',
      space('Eden Space:', 500, 400),
      space('From Space:', 80, 10),
      space('To Space:', 80, 0),
      space('PS Old Generation', 1400, 900),
    ],
  ],
  [
    'Concurrent Mark-Sweep GC',
    'cms',
    [
      space('New Generation (Eden + 1 Survivor Space):', 580, 410),
      space('Eden Space:', 500, 400),
      space('From Space:', 80, 10),
      space('To Space:', 80, 0),
      space('concurrent mark-sweep generation:', 1400, 900),
      space('Perm Generation:', 96, 60),
    ],
  ],
])('%s: what its spaces add up to', (line, collector, spaces) => {
  expect(factsOf(HEAD + line + CONFIGURATION + spaces.join(''))).toEqual([
    ['process.pid', 9615],
    ['jvm.gc', collector],
    ['heap.max', 2_147_483_648],
    ['heap.committed', 2060],
    ['heap.used', 1310],
  ])
})

it('G1: the capacity of the heap is what is reserved', () => {
  const spaces = [
    space('G1 Heap:', 2000, 890),
    'G1 Young Generation:\n',
    space('Eden Space:', 200, 100),
    space('Survivor Space:', 50, 50),
    space('G1 Old Generation:', 900, 800),
  ]
  const facts = factsOf(`${HEAD}Garbage-First (G1) GC with 2 thread(s)${CONFIGURATION}${spaces.join('')}`)
  expect(facts).toContainEqual(['heap.committed', 1150])
  expect(facts).toContainEqual(['heap.used', 890])
})
