import { expect, test } from 'vitest'
import { createFacts } from '../../../electron/engine/facts/process-facts.ts'
import { ProcessBuilder } from '../../support/process-builder.ts'

const BASE = 0x7f00_0000_0000

/** SSTable components of Cassandra, `count` of each kind. */
function culpritOf(counts: { data: number; index: number }): string | undefined {
  const names = [
    ...Array.from({ length: counts.data }, (_, segment) => `nb-${segment}-big-Data.db`),
    ...Array.from({ length: counts.index }, (_, segment) => `nb-${segment}-big-Index.db`),
  ]
  const lines = names.map((name, index) => {
    const at = BASE + index * 0x10000
    return `${at.toString(16)}-${(at + 0x1000).toString(16)} r--s 00000000 fe:00 1 /var/lib/cassandra/data/ks/t-1/${name}`
  })
  return createFacts(new ProcessBuilder().crashLog().maps(lines).records).culprit?.owner
}

test.each([
  [{ data: 100, index: 100 }, 'index-file'],
  // An index that is mapped beside every data file names the pair, also when a few more data files are mapped.
  [{ data: 100, index: 98 }, 'index-file'],
  [{ data: 100, index: 97 }, 'data-file'],
  [{ data: 100, index: 10 }, 'data-file'],
  [{ data: 10, index: 100 }, 'index-file'],
])('%o: the culprit is the %s', (counts, owner) => {
  expect(culpritOf(counts)).toBe(owner)
})
