/** The map count of a process that lives, around nine tenths of its limit. */
import { describe, expect, test } from 'vitest'
import { createFacts } from '../../electron/engine/facts/process-facts.ts'
import { rules } from '../../electron/engine/rules/index.ts'
import { runRules } from '../../electron/engine/rules/run.ts'
import { verdictOf } from '../../electron/engine/rules/verdict.ts'
import { indexFiles, ProcessBuilder } from '../support/process-builder.ts'

function near(builder: ProcessBuilder) {
  return runRules(rules, createFacts(builder.records)).find(({ id }) => id === 'near-map-limit')
}

describe('near-map-limit', () => {
  test.each([
    [500, 'ruled-out'],
    [899, 'ruled-out'],
    [900, 'confirmed'],
    [950, 'confirmed'],
    // So close that it may have been refused something already, which another hypothesis weighs.
    [990, 'likely'],
    [1001, 'likely'],
  ])('%d of 1000 mappings of a living process: %s', (count, status) => {
    const living = new ProcessBuilder().artifact('proc-maps').fact('limit.max-map-count', 1000).maps(indexFiles(count))
    expect(near(living)).toMatchObject({ status })
  })

  test('a process that has ended is not warned of', () => {
    const ended = new ProcessBuilder()
      .crashLog()
      .facts({ 'crash.kind': 'signal', 'crash.signal': 'SIGSEGV', 'limit.max-map-count': 1000 })
      .maps(indexFiles(950))
    expect(near(ended)).toMatchObject({ status: 'ruled-out' })
  })

  test('more than the default allows, and no limit stated: the default is not the limit', () => {
    const builder = new ProcessBuilder().artifact('proc-maps').maps(indexFiles(65_600))
    expect(near(builder)).toMatchObject({ status: 'unknown' })
    const facts = createFacts(builder.records)
    const verdict = verdictOf(runRules(rules, facts), facts)
    expect(verdict).toMatchObject({ rootCause: 'none' })
    expect(verdict.summary).toContain('the limit in force is not stated')
  })

  test('no count: not known', () => {
    expect(near(new ProcessBuilder().artifact('sysctl').fact('limit.max-map-count', 1000))?.status).toBe('unknown')
  })
})
