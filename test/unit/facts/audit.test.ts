import { expect, test } from 'vitest'
import { auditOf } from '../../../electron/engine/facts/audit.ts'
import { createFacts } from '../../../electron/engine/facts/process-facts.ts'
import { indexFiles, ProcessBuilder, VSYSCALL } from '../../support/process-builder.ts'

const noted = (builder: ProcessBuilder): string[] => auditOf(createFacts(builder.records)).map(({ what }) => what)

const MIB = 1024 * 1024
const refused = (): ProcessBuilder =>
  new ProcessBuilder()
    .crashLog()
    .fact('crash.kind', 'out-of-memory')
    .fact('crash.headline', 'There is insufficient memory')
    .fact('crash.mechanism', 'mmap')
    .fact('crash.requested-bytes', 12_288)
const plain = (what: string): string => what.replaceAll('\u202f', ' ')

test('a whole listing of the crash log leaves nothing to doubt', () => {
  expect(noted(refused().maps([...indexFiles(40), VSYSCALL]))).toEqual([])
})

test('java_heap_errors counts failed maps too: said where the kernel refused, not where the heap was full', () => {
  const counter = (builder: ProcessBuilder): ProcessBuilder =>
    builder.fact('crash.exception-count', 'java_heap_errors=3')
  expect(noted(counter(refused()).maps(indexFiles(40)))).toEqual(['The crash log counts java_heap_errors=3'])
  expect(noted(counter(new ProcessBuilder().crashLog()).maps(indexFiles(40)))).toEqual([])
})

test('a printed total that the lines do not reach', () => {
  expect(noted(refused().fact('mappings.total', 41).maps(indexFiles(40))).map(plain)).toEqual([
    'The log prints 41 mappings and lists 40',
  ])
  expect(noted(refused().fact('mappings.total', 40).maps(indexFiles(40)))).toEqual([])
})

test('a cut listing, and one that goes back', () => {
  expect(noted(refused().maps(indexFiles(40), { complete: false })).map(plain)).toEqual([
    'The listing ends early, after 40 mappings',
  ])
  const lines = indexFiles(40)
  const torn = [...lines.slice(0, 20), ...lines.slice(15)]
  expect(noted(refused().maps(torn)).map(plain)).toEqual(['1 mapping of the listing out of order'])
})

test('two values of the limit', () => {
  const builder = refused()
    .fact('limit.max-map-count', 65_530)
    .maps(indexFiles(40))
    .artifact('sysctl')
    .fact('limit.max-map-count', 262_144)
  expect(noted(builder).map(plain)).toEqual(['vm.max_map_count is stated as 262 144 and as 65 530'])
})

test('memory figures of a capture beside a crash log that has none', () => {
  const builder = refused()
    .maps(indexFiles(40))
    .artifact('meminfo')
    .fact('memory.available', 900 * MIB)
  expect(noted(builder)).toEqual(['The memory figures are of a capture, not of the crash log'])
})

test('a listing that is older than the first refusal', () => {
  const at = Date.UTC(2026, 10, 22, 9)
  const builder = new ProcessBuilder()
    .artifact('proc-maps', { at: at - 8000 })
    .maps(indexFiles(40), { at: at - 8000 })
    .artifact('application-log')
    .event('map-failed', {}, { at })
  expect(noted(builder).map((what) => what.replaceAll(/\s/g, ' '))).toEqual([
    'The newest listing was taken 8.0 s before the failure',
  ])
})
