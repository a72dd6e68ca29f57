/** A dump of IBM's 1.4.2 VM on Windows, as public as it is old. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { formats } from '../../../electron/engine/formats/index.ts'
import { javacore } from '../../../electron/engine/formats/javacore/index.ts'
import { claimOf } from '../../support/claim.ts'
import { feed, linesOf } from '../../support/feed.ts'
import { integrityFaults, isCovered } from '../../support/records.ts'

const folder = path.join(import.meta.dirname, '../../../../shared/corpus/public/other')

it('is read by sections and threads', () => {
  const bytes = new Uint8Array(readFileSync(path.join(folder, 'javacore_ibm142_samurai.txt')))
  expect(claimOf(formats, bytes, 'unknown')).toMatchObject({ id: 'javacore', confidence: 'certain' })
  const fed = feed(javacore, bytes)
  expect(integrityFaults(fed, linesOf(bytes))).toEqual([])
  expect(isCovered(fed)).toBe(true)
  const regions = fed.records.filter((record) => record.kind === 'region' && record.depth === 1)
  expect(regions).toHaveLength(11)
  expect(fed.records.filter(({ kind }) => kind === 'thread')).toHaveLength(44)
  expect(fed.records.some((record) => record.kind === 'fact' && record.key === 'crash.kind')).toBe(false)
  expect(fed.issues.map(({ code }) => code)).toEqual(['no-time-zone'])
})

it('is not what another tool calls javacore and is a thread dump', () => {
  const bytes = new Uint8Array(readFileSync(path.join(folder, 'javacore_yc1.out')))
  expect(claimOf(formats, bytes, 'javacore.1.out').id).toBe('thread-dump')
})
