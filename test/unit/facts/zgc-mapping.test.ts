/** ZGC calls fatal() when a mapping of its heap is refused: the log is headed as an internal error (seen with 17.0.15 at the map limit). */
import { describe, expect, it } from 'vitest'
import { analyseProcess } from '../../../electron/engine/analyse.ts'
import { createFacts } from '../../../electron/engine/facts/process-facts.ts'
import { CRASH_AT, GIB, indexFiles, ProcessBuilder, VSYSCALL } from '../../support/process-builder.ts'

const LIMIT = 1000

function fatal(detail: string, vmas: number): ProcessBuilder {
  return new ProcessBuilder()
    .crashLog()
    .facts({
      'crash.kind': 'internal-error',
      'crash.headline': 'Internal Error (zPhysicalMemoryBacking_linux.cpp:711), pid=68307, tid=68310',
      'crash.detail': detail,
      'crash.time': CRASH_AT,
      'jvm.feature': 17,
      'os.kernel': '6.1.0',
      'limit.max-map-count': LIMIT,
      'limit.address-space': null,
      'memory.total': 24 * GIB,
      'memory.available': 20 * GIB,
      'memory.free': 16 * GIB,
    })
    .frames(['ZPhysicalMemoryBacking::map(unsigned long, unsigned long, unsigned long) const'])
    .maps([...indexFiles(vmas), VSYSCALL])
}

describe('a refused mapping of the heap of ZGC', () => {
  it.each([
    'fatal error: Failed to map memory (Not enough space)',
    'fatal error: Failed to map memory. Please check the system limit on number of memory mappings allowed per process',
  ])('%s', (detail) => {
    const { victim, verdict, hypotheses } = analyseProcess(fatal(detail, LIMIT + 1).records)
    expect(victim).toMatchObject({ operation: 'mmap-commit', errno: 12, errnoOrigin: 'observed' })
    expect(verdict.rootCause).toBe('max-map-count')
    expect(hypotheses.find(({ id }) => id === 'vm-internal-error')?.status).toBe('ruled-out')
  })

  it.each([
    // Another errno, another check of the VM: a fault of its own.
    'fatal error: Failed to map memory (Invalid argument)',
    'guarantee(is_aligned(size)) failed',
  ])('%s is none', (detail) => {
    expect(createFacts(fatal(detail, 300).records).victim).toMatchObject({ operation: 'other', errno: null })
    expect(analyseProcess(fatal(detail, 300).records).verdict.rootCause).toBe('vm-internal-error')
  })
})
