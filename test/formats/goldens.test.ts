/** The records of each fixture, as text beside this file: read them when they change. */
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { formats } from '../../electron/engine/formats/index.ts'
import { feed } from '../support/feed.ts'
import { formatFixtures } from '../support/fixtures.ts'
import { recordsText } from '../support/records.ts'

/** Whose records are checked in a test of their own. */
const OWN_TESTS = new Set(['hs-err'])

describe.each(formatFixtures().filter(({ format }) => !OWN_TESTS.has(format)))('$format/$name', (fixture) => {
  it('gives its records', async () => {
    const format = formats.find(({ id }) => id === fixture.format)
    expect(format).toBeDefined()
    const golden = path.join(import.meta.dirname, fixture.format, `${fixture.name}.golden.txt`)
    await expect(recordsText(feed(format!, fixture.bytes))).toMatchFileSnapshot(golden)
  })
})
