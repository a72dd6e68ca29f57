/** What a system does not have is ruled out there; Windows refuses by its commit charge. */
import { describe, expect, test } from 'vitest'
import { createFacts } from '../../electron/engine/facts/process-facts.ts'
import { rules } from '../../electron/engine/rules/index.ts'
import { runRules } from '../../electron/engine/rules/run.ts'
import { verdictOf } from '../../electron/engine/rules/verdict.ts'
import { GIB, KIB, MIB, ProcessBuilder } from '../support/process-builder.ts'

const vmInfo = (platform: string): string =>
  `OpenJDK 64-Bit Server VM (17.0.5+8-LTS) for ${platform} JRE (17.0.5+8-LTS)`

function refusedOn(platform: string, bytes: number): ProcessBuilder {
  return new ProcessBuilder().crashLog().facts({
    'crash.kind': 'out-of-memory',
    'crash.headline': 'There is insufficient memory',
    'crash.mechanism': 'malloc',
    'crash.requested-bytes': bytes,
    'jvm.vm-info': vmInfo(platform),
  })
}

function diagnose(builder: ProcessBuilder) {
  const facts = createFacts(builder.records)
  const hypotheses = runRules(rules, facts)
  return { ...verdictOf(hypotheses, facts), victim: facts.victim, hypotheses }
}

const statusOf = (found: ReturnType<typeof diagnose>, id: string): string | undefined =>
  found.hypotheses.find((each) => each.id === id)?.status

test.each([
  ['windows-amd64', 'windows'],
  ['linux-amd64', 'linux'],
  ['bsd-aarch64', 'macos'],
  ['solaris-sparc', 'other'],
])('%s is %s', (platform, system) => {
  expect(createFacts(refusedOn(platform, 4096).records).system?.value).toBe(system)
})

test.each([
  ['crash.location', 'os_windows.cpp:3769', 'windows'],
  ['crash.location', 'os_linux.cpp:2832', 'linux'],
  ['crash.location', 'os_bsd.cpp:2000', 'macos'],
  ['crash.signal', 'EXCEPTION_ACCESS_VIOLATION', 'windows'],
  ['os.name', 'Windows', 'windows'],
  ['os.name', 'macOS or BSD', 'macos'],
] as const)('a crash log that is cut behind its header: %s %s', (key, value, system) => {
  const builder = new ProcessBuilder().crashLog().facts({ 'crash.kind': 'out-of-memory', [key]: value })
  expect(createFacts(builder.records).system?.value).toBe(system)
})

test('a page that Windows could not read is no fault of the code', () => {
  const found = diagnose(
    new ProcessBuilder().crashLog().facts({ 'crash.kind': 'signal', 'crash.signal': 'EXCEPTION_IN_PAGE_ERROR' }),
  )
  expect(found).toMatchObject({ rootCause: 'mapped-file-truncated', confidence: 0.75 })
  expect(statusOf(found, 'native-crash')).toBe('possible')
})

test('nothing states the system: no rule is left out', () => {
  const builder = new ProcessBuilder().crashLog().facts({ 'crash.kind': 'out-of-memory', 'crash.mechanism': 'mmap' })
  expect(createFacts(builder.records).system).toBeNull()
  expect(statusOf(diagnose(builder), 'max-map-count')).toBe('unknown')
})

test('limits of Linux are ruled out on Windows, and not asked for', () => {
  const found = diagnose(refusedOn('windows-amd64', 32 * KIB))
  for (const id of ['max-map-count', 'address-space-limit', 'data-limit', 'locked-memory', 'task-limit', 'oom-killer'])
    expect(statusOf(found, id)).toBe('ruled-out')
  expect(found.summary).not.toContain('max_map_count')
  expect(found.victim?.errno).toBeNull()
})

test('macOS has no map limit and no commit limit, but RLIMIT_AS', () => {
  const found = diagnose(refusedOn('bsd-aarch64', 32 * KIB))
  expect(statusOf(found, 'max-map-count')).toBe('ruled-out')
  expect(statusOf(found, 'commit-limit')).toBe('ruled-out')
  expect(statusOf(found, 'address-space-limit')).toBe('unknown')
})

describe('commit charge of Windows', () => {
  test.each([
    ['more asked than is left', 64 * MIB, 10 * GIB - 40 * MIB, 'confirmed'],
    ['nothing left, to the megabyte', 32 * KIB, 10 * GIB, 'confirmed'],
    ['a little left', 32 * KIB, 10 * GIB - 5 * MIB, 'likely'],
    ['less than a twentieth left', 32 * KIB, 10 * GIB - 450 * MIB, 'likely'],
    ['more than that left', 32 * KIB, 10 * GIB - 600 * MIB, 'unlikely'],
  ])('%s', (_name, asked, committed, status) => {
    const builder = refusedOn('windows-amd64', asked)
    builder.facts({ 'memory.commit-limit': 10 * GIB, 'memory.committed': committed, 'memory.free': 2 * GIB })
    const found = diagnose(builder)
    expect(statusOf(found, 'commit-limit')).toBe(status)
    expect(found.rootCause).toBe(status === 'unlikely' ? 'undetermined' : 'commit-limit')
  })

  test('releases up to 12 print it as swap', () => {
    const builder = refusedOn('windows-amd64', MIB)
    builder.facts({ 'memory.swap-total': 10 * GIB, 'memory.swap-free': 512 * KIB })
    expect(diagnose(builder)).toMatchObject({ rootCause: 'commit-limit', confidence: 0.93 })
  })

  test('error 1455 says so itself, whatever the numbers', () => {
    const builder = refusedOn('windows-amd64', MIB).fact('crash.mechanism', 'mmap')
    builder.records.facts = builder.records.facts.filter(({ value }) => value !== 'malloc')
    builder.artifact('hotspot-stdout').event('commit-failed', { bytes: MIB, errno: 1455 })
    const found = diagnose(builder)
    expect(found).toMatchObject({ rootCause: 'commit-limit', confidence: 0.95 })
    expect(found.victim).toMatchObject({ errno: 1455, errnoOrigin: 'observed' })
  })

  test('not printed: not known, and what would tell', () => {
    const found = diagnose(refusedOn('windows-amd64', MIB))
    expect(found.rootCause).toBe('undetermined')
    expect(found.summary).toContain('TotalPageFile')
  })
})
