/**
 * What is missing, cut or written otherwise must not make the diagnosis say more than it can know. A sample of bundles and variants;
 * `npm run test:ablation` runs them all.
 */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CRASH_LOG_FORMS, CUTS, underLimit } from '../support/ablation/crash-log-forms.ts'
import { ablate } from '../support/ablation/run.ts'
import { Unpacked, zooBundles } from '../support/zoo.ts'

/** One of each kind of end, small where the kind allows it. */
const SAMPLE = [
  'founding-jdk8',
  'b-rlimit-as-threads-serial-j17',
  'b-rlimit-as-startup-g1-j17',
  'c-commitlimit-running-g1-j17',
  'd-nproc-gcthreads-startup-j25',
  'd-pidscgroup-serial-j25',
  'e-heap-exit-g1-j25',
  'f-metaspace-crash-serial-j25',
  'g-direct-g1-j17',
  'i-segv-jni-parallel-j17',
  'l-malloc-rlimit-as-g1-j17',
  'n-healthy-g1-j17',
]
/** Every so manieth variant, another one first for every bundle, so that the sample touches them all. */
const STEP = 6

const bundles = zooBundles().filter(({ name }) => SAMPLE.includes(name))

test('the sample is there', () => {
  expect(bundles.map(({ name }) => name)).toEqual(expect.arrayContaining(SAMPLE))
})

test.each(bundles.map((bundle, first) => ({ bundle, name: bundle.name, first })))(
  '$name, told worse',
  async ({ bundle, first }) => {
    const outcomes = await ablate(bundle, (_variant, index) => index % STEP === first % STEP)
    expect(outcomes.length).toBeGreaterThan(0)
    expect(outcomes.filter(({ fault }) => fault !== '')).toEqual([])
  },
  240_000,
)

describe('one crash log, retold', () => {
  let unpacked: Unpacked
  let log = ''
  beforeAll(async () => {
    const bundle = zooBundles().find(({ name }) => name === 'a2-guard16384-g1-j25')
    unpacked = await Unpacked.open(bundle?.file ?? '')
    const found = readdirSync(unpacked.folder, { recursive: true, encoding: 'utf8' }).find((name) =>
      /hs_err_pid\d+\.log$/.test(name),
    )
    log = readFileSync(path.join(unpacked.folder, found ?? ''), 'utf8')
  }, 60_000)
  afterAll(() => unpacked.dispose())

  test.each(Object.entries(CRASH_LOG_FORMS))('%s: other words', (_name, rewrite) => {
    expect(rewrite(log)).not.toBe(log)
    expect(rewrite(log).length).toBeGreaterThan(log.length / 2)
  })

  test('JDK 8 printed neither the limit, nor a total, nor hard limits', () => {
    const old = CRASH_LOG_FORMS['as JDK 8']?.(log) ?? ''
    expect(old).not.toMatch(/max_map_count \(|Total number of mappings: |Error detail|rlimit \(soft/)
    expect(old).toMatch(/bytes for committing reserved memory\./)
    expect(old).toMatch(/^rlimit: STACK \S+, CORE \S+, NPROC \S+, NOFILE \S+, AS \S+$/m)
  })

  test.each(Object.entries(CUTS))('%s: a beginning of it', (_name, place) => {
    const at = place(log) ?? 0
    expect(at).toBeGreaterThan(500)
    expect(at).toBeLessThan(log.length)
  })

  test('under a lower limit it lists one mapping more than that, and says so', () => {
    const lowered = underLimit(log, 4096)
    expect(lowered).toMatch(/max_map_count \([^\n]*: 4096\n/)
    expect(lowered).toContain('Total number of mappings: 4098\n')
  })
})
