/** What holds of every hypothesis, so that a new one is asked too: without its input it claims nothing, and a healthy process is none of its. */
import { describe, expect, test } from 'vitest'
import { createFacts } from '../../electron/engine/facts/process-facts.ts'
import { rules } from '../../electron/engine/rules/index.ts'
import { runRules } from '../../electron/engine/rules/run.ts'
import { rootCauses } from '../../shared/model/analysis.ts'
import { GIB, indexFiles, MIB, ProcessBuilder } from '../support/process-builder.ts'

const claims = new Set(['confirmed', 'likely'])

const empty = new ProcessBuilder()
const healthy = new ProcessBuilder()
  .artifact('proc-limits')
  .facts({
    'jvm.feature': 17,
    'os.kernel': '6.1.0',
    'limit.max-map-count': 65_530,
    'limit.overcommit-memory': 0,
    'limit.swappiness': 60,
    'memory.total': 64 * GIB,
    'memory.available': 32 * GIB,
    'process.virtual-size': 4 * GIB,
    'process.rss': 512 * MIB,
    'process.threads': 40,
  })
  .maps(indexFiles(400))

describe.each(rules)('$id', ({ id, title, question }) => {
  test('is one of the closed set, with words of its own', () => {
    expect(rootCauses).toContain(id)
    expect(title).not.toBe('')
    expect(question).toMatch(/\?$/)
  })

  test.each([
    ['nothing is known', empty],
    ['the process lives and nothing was refused', healthy],
  ])('claims nothing where %s', (_name, builder) => {
    const found = runRules([...rules], createFacts(builder.records)).find((hypothesis) => hypothesis.id === id)
    expect(claims.has(found?.status ?? 'confirmed')).toBe(false)
    expect(found?.summary).not.toBe('')
    // Evidence for something needs a line that it stands on.
    for (const { citation } of found?.evidence ?? []) expect(citation.line).toBeGreaterThan(0)
  })
})

test('each of them once', () => {
  expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length)
})
