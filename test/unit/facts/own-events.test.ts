import { expect, test } from 'vitest'
import { createFacts } from '../../../electron/engine/facts/process-facts.ts'
import { ProcessBuilder } from '../../support/process-builder.ts'

/** Lines of a journal that two lives of one service wrote. */
function journal(pid: number | null, others: number[]): string[] {
  const builder = new ProcessBuilder()
    .artifact('hotspot-stdout')
    .event('commit-failed', { writer: 4711 }, { quote: 'first life' })
    .event('start', { writer: 4899 }, { quote: 'second life' })
    .artifact('application-log')
    .event('log-error', {}, { quote: 'a log of its own' })
  builder.records.pid = pid
  builder.records.others = others.map((other) => ({ host: null, pid: other }))
  return createFacts(builder.records).records.events.map(({ quote }) => quote)
}

test('what another life wrote is no evidence', () => {
  expect(journal(4711, [4899])).toEqual(['first life', 'a log of its own'])
  expect(journal(4899, [4711])).toEqual(['second life', 'a log of its own'])
  expect(journal(4899, [])).toEqual(['second life', 'a log of its own'])
})

test('a script that started the JVM wrote for it', () => {
  expect(journal(5000, [])).toEqual(['first life', 'second life', 'a log of its own'])
  expect(journal(5000, [4711])).toEqual(['second life', 'a log of its own'])
  expect(journal(null, [4711])).toEqual(['first life', 'second life', 'a log of its own'])
})
