/** Every explicit collection of the zoo's GC logs, of every collector, against what the zoo's programs did. */
import { describe, expect, test } from 'vitest'
import { openForTest } from '../../support/open-case.ts'
import { zooBundles } from '../../support/zoo.ts'

/** By the zoo's letters: a, b and x map files until they are refused, g reserves direct memory, h-* say it themselves. */
const CAUSES: readonly (readonly [name: RegExp, cause: string])[] = [
  [/^a7-disableexplicitgc/, 'none'],
  [/^h-app/, 'application'],
  [/^h-rmi/, 'rmi-dgc'],
  [/^g-direct/, 'direct-memory'],
  [/^(?:a[1-3]|a6-zgc-index|a7|b-rlimit-as-(?:mapfailed|threads)|cluster|founding|x)-/, 'nio-map-retry'],
]

const bundles = zooBundles().flatMap((bundle) => {
  const cause = CAUSES.find(([name]) => name.test(bundle.name))?.[1]
  return cause === undefined ? [] : [{ ...bundle, cause }]
})

describe.each(bundles)('$name', ({ file, cause }) => {
  test(`asked for by: ${cause}`, async () => {
    const opened = await openForTest([file])
    const collections = opened.processes.flatMap(({ explicitGc }) => explicitGc)
    const expected = cause === 'none' ? [] : [cause]
    expect([...new Set(collections.map((each) => each.cause))]).toEqual(expected)
    for (const { why, citation, weighed } of collections) {
      expect(why).toMatch(/^\S.{40,}\.$/)
      expect(citation.quote).toContain('System.gc()')
      expect(weighed?.map((each) => each.stance).filter((stance) => stance === 'stands')).toHaveLength(1)
    }
    // Where nothing is logged by design, that is said.
    expect(opened.processes.some(({ explicitGcNote }) => explicitGcNote?.includes('DisableExplicitGC'))).toBe(
      cause === 'none',
    )
  }, 120_000)
})

test('a map count that each collection clears is the limit, though no log shows a refusal', async () => {
  const bundle = zooBundles().find(({ name }) => name.startsWith('a3-recovered'))
  const { processes } = await openForTest([bundle?.file ?? ''])
  expect(processes.map(({ verdict }) => verdict.rootCause)).toEqual(['max-map-count'])
}, 120_000)
