/** Bundles of JVMs that really failed: nothing is lost on the way, and every process has its own. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { formats } from '../../../electron/engine/formats/index.ts'
import { assignProcesses } from '../../../electron/engine/ingest/index.ts'
import { Unpacked, zooBundles } from '../../support/zoo.ts'
import { ingested, issueCodes } from './support.ts'

const bundles = zooBundles()
const named = (name: string): string => bundles.find((bundle) => bundle.name === name)?.file ?? ''

test.each(['f-metaspace-crash-serial-j25', 'j-internalerror-g1-j25', 'x-gzipped-parallel-j25'])(
  '%s: every file with its bytes, hash and lines',
  async (name) => {
    const { artifacts, result } = await ingested(named(name))
    expect(result.bundles[0]?.issues).toEqual([])
    const unpacked = await Unpacked.open(named(name))
    try {
      for (const { path: artifact, bytes, result: read } of artifacts) {
        const original = readFileSync(path.join(unpacked.folder, artifact))
        const lines = unpacked.lines(artifact)
        expect([artifact, bytes, read.sha256, read.lines]).toEqual([
          artifact,
          original.length,
          createHash('sha256').update(original).digest('hex'),
          lines.at(-1) === '' ? lines.length - 1 : lines.length,
        ])
      }
    } finally {
      unpacked.dispose()
    }
  },
)

describe('processes', () => {
  const small = [
    'founding-jdk8',
    'i-segv-jni-parallel-j17',
    'b-rlimit-as-startup-g1-j17',
    'core-small',
    'core-many-maps',
    'n-healthy-zgc-j25',
  ]
  test.each([...small, 'x-gzipped-parallel-j25', 'cluster-incident'])('%s', async (name) => {
    const truth = bundles.find((bundle) => bundle.name === name)
    const { result, artifacts } = await ingested(named(name), { formats })
    const drafts = assignProcesses(result.artifacts)
    expect(new Set(drafts.map(({ pid }) => pid))).toEqual(new Set(truth?.processes.map(({ pid }) => pid)))
    const assigned = drafts.flatMap((draft) => draft.artifacts.map(({ id }) => id))
    expect(assigned.toSorted((one, other) => one - other)).toEqual(artifacts.map(({ ordinal }) => ordinal))
  })

  test('two crash logs in one folder: the foreign one has just its own', async () => {
    const { result, paths } = await ingested(named('x-two-hs-err-g1-j17'), { formats })
    const drafts = assignProcesses(result.artifacts)
    expect(drafts.map(({ pid, artifacts }) => [pid, artifacts.length])).toEqual([
      [9615, paths.length - 1],
      [10374, 1],
    ])
  })
})

test('programs are binary; core dumps are read, whatever they are packed in', async () => {
  const { artifacts } = await ingested(named('core-many-maps'))
  const basenames = (formatId: string): string[] =>
    artifacts
      .filter((artifact) => artifact.formatId === formatId)
      .map((artifact) => path.basename(artifact.path))
      .toSorted()
  expect(basenames('binary')).toEqual(['segment_roller'])
  expect(basenames('elf-core')).toEqual(['core.gz', 'core.pnxnum.xz', 'core.zst'])
  const binary = artifacts.filter((artifact) => artifact.formatId === 'binary')
  expect(binary.flatMap(issueCodes)).toEqual(['binary'])
})

test('the zoo is there', () => {
  expect(bundles.every((bundle) => existsSync(bundle.file))).toBe(true)
})
