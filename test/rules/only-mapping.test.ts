/** Calls that take access away ask for one mapping more and for nothing else: what they alone prove. */
import { describe, expect, test } from 'vitest'
import { createFacts } from '../../electron/engine/facts/process-facts.ts'
import { rules } from '../../electron/engine/rules/index.ts'
import { runRules } from '../../electron/engine/rules/run.ts'
import { verdictOf } from '../../electron/engine/rules/verdict.ts'
import { ProcessBuilder } from '../support/process-builder.ts'

function diagnose(builder: ProcessBuilder) {
  const facts = createFacts(builder.records)
  const hypotheses = runRules(rules, facts)
  const statusOf = (id: string) => hypotheses.find((each) => each.id === id)?.status
  return { verdict: verdictOf(hypotheses, facts), statusOf, victim: facts.victim ?? facts.victims[0] ?? null }
}

const console = (): ProcessBuilder => new ProcessBuilder().artifact('hotspot-stdout')

describe('a refusal that asks for a mapping alone', () => {
  test.each([
    ['protecting a guard zone', 'protect', 'mprotect'],
    ['removing one', 'deallocate', 'munmap'],
  ])('%s', (_, operation, expected) => {
    const { verdict, statusOf, victim } = diagnose(console().event('guard-pages-failed', { operation }))
    expect(victim?.operation).toBe(expected)
    expect(verdict).toMatchObject({ rootCause: 'max-map-count', confidence: 0.75 })
    expect(['address-space-limit', 'commit-limit', 'data-limit', 'physical-memory'].map(statusOf)).toEqual([
      'ruled-out',
      'ruled-out',
      'ruled-out',
      'unlikely',
    ])
  })

  test('beside one that asks for more it tells of the map count, and leaves the others open', () => {
    const reason = 'unable to create native thread'
    const builder = console().event('out-of-memory', { reason }).event('guard-pages-failed', { operation: 'protect' })
    const { verdict, statusOf } = diagnose(builder)
    expect(verdict.rootCause).toBe('max-map-count')
    expect(statusOf('address-space-limit')).toBe('unknown')
  })

  test('at the start of a VM nobody has that many mappings', () => {
    const early = console().event('guard-pages-failed', { operation: 'protect' }, { uptime: 0.003 })
    const { verdict, statusOf } = diagnose(early)
    expect(statusOf('max-map-count')).toBe('unlikely')
    expect(verdict.rootCause).toBe('undetermined')
    const late = console().event('guard-pages-failed', { operation: 'protect' }, { uptime: 27.5 })
    expect(diagnose(late).verdict.rootCause).toBe('max-map-count')
  })

  test('committing a guard zone asks for memory', () => {
    const { verdict, victim } = diagnose(console().event('guard-pages-failed', { operation: 'allocate' }))
    expect(victim?.operation).toBe('mmap-commit')
    expect(verdict.rootCause).toBe('undetermined')
  })

  test('metaspace that cannot be given back, though the VM calls that an error of its own', () => {
    const crash = (platform: string): ProcessBuilder =>
      new ProcessBuilder().crashLog().facts({
        'crash.kind': 'internal-error',
        'crash.headline': 'Internal Error (virtualSpaceNode.cpp:191)',
        'crash.detail': 'fatal error: Failed to uncommit metaspace.',
        'jvm.vm-info': `OpenJDK 64-Bit Server VM (21.0.2+13-LTS) for ${platform} JRE (21.0.2+13-LTS)`,
      })
    const { verdict, statusOf, victim } = diagnose(crash('linux-amd64'))
    expect(victim).toMatchObject({ operation: 'munmap', errno: 12 })
    expect(verdict).toMatchObject({ rootCause: 'max-map-count', confidence: 0.75 })
    expect(statusOf('vm-internal-error')).toBe('ruled-out')
    expect(diagnose(crash('windows-amd64')).verdict.rootCause).toBe('vm-internal-error')
  })

  test('advice about a part of a mapping', () => {
    const refused = { errno: 'EAGAIN', call: 'madvise', exception: 'java.io.IOException' }
    const { verdict, victim } = diagnose(
      new ProcessBuilder().artifact('application-log').event('call-refused', refused),
    )
    expect(victim).toMatchObject({ operation: 'other', errno: 11, errnoOrigin: 'observed' })
    expect(verdict).toMatchObject({ rootCause: 'max-map-count', confidence: 0.75 })
  })

  test('ZGC gives addresses back by mapping over them', () => {
    const crash = (frame: string): ProcessBuilder =>
      new ProcessBuilder()
        .artifact('hs-err')
        .fact('crash.kind', 'internal-error')
        .fact('crash.headline', 'Internal Error (zPhysicalMemoryBacking_linux.cpp:722)')
        .fact('crash.detail', 'fatal error: Failed to map memory (Not enough space)')
        .fact('crash.problematic-frame', `V  [libjvm.so+0x108788a]  ${frame}+0x4a`)
    const unmap = diagnose(crash('XPhysicalMemoryBacking::unmap(unsigned long, unsigned long) const'))
    expect(unmap.verdict).toMatchObject({ rootCause: 'max-map-count', confidence: 0.75 })
    const map = diagnose(crash('XPhysicalMemoryBacking::map(unsigned long, unsigned long, unsigned long) const'))
    expect(map.verdict.rootCause).toBe('undetermined')
  })
})
