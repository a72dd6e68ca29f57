/** Crash logs that lost the hashes of their header: copied from a page whose Markdown had made headings of the lines. */
import { describe, expect, it } from 'vitest'
import { hsErr } from '../../../electron/engine/formats/hs-err/index.ts'
import { formats } from '../../../electron/engine/formats/index.ts'
import { claimOf } from '../../support/claim.ts'
import { bytesOf, feed, linesOf } from '../../support/feed.ts'
import { integrityFaults } from '../../support/records.ts'
import { regionFaults } from './region-faults.ts'

const SIGNAL = [
  'It crashes since the last update:',
  '',
  'A fatal error has been detected by the Java Runtime Environment:',
  ' SIGSEGV (0xb) at pc=0x00007f0c00000010, pid=4242, tid=4250',
  '',
  'JRE version: OpenJDK Runtime Environment Temurin-11.0.13+8 (11.0.13+8) (build 11.0.13+8)',
  'Java VM: OpenJDK 64-Bit Server VM Temurin-11.0.13+8 (11.0.13+8, mixed mode, tiered, g1 gc, linux-amd64)',
  'Problematic frame:',
  'V  [libjvm.so+0x7f0]',
  '',
  'If you would like to submit a bug report, please visit:',
  'https://example.org/issues',
]
const OUT_OF_MEMORY = [
  ' There is insufficient memory for the Java Runtime Environment to continue.',
  ' Native memory allocation (mmap) failed to map 12288 bytes for committing reserved memory.',
  ' Possible reasons:',
  '   The system is out of physical RAM or swap space',
  'This output file may be truncated or incomplete.',
  '',
  '  Out of Memory Error (os_linux.cpp:2749), pid=4242, tid=0x00007f0c00000700',
  '',
  'JRE version:  (8.0_221-b11) (build )',
  ' Java VM: OpenJDK 64-Bit Server VM (25.221-b11 mixed mode linux-amd64 compressed oops)',
  '',
  '---------------  T H R E A D  ---------------',
  '',
  'Current thread (0x00007f0c00000800):  JavaThread "main" [_thread_in_vm, id=4250, stack(0x7f0c1000,0x7f0c2000)]',
]

function read(lines: readonly string[]) {
  const fed = feed(hsErr, `${lines.join('\n')}\n`)
  const facts = fed.records.flatMap((record) => (record.kind === 'fact' ? [[record.key, record.value] as const] : []))
  return { fed, facts: Object.fromEntries(facts) }
}

function claim(lines: readonly string[]): string {
  return claimOf(formats, bytesOf(`${lines.join('\n')}\n`)).id
}

describe('a header without hashes', () => {
  it('states a signal', () => {
    const { facts } = read(SIGNAL)
    expect(facts).toMatchObject({
      'crash.kind': 'signal',
      'crash.signal': 'SIGSEGV',
      'crash.problematic-frame': 'V  [libjvm.so+0x7f0]',
      'process.pid': 4242,
      'jvm.feature': 11,
      'jvm.gc': 'g1',
    })
  })

  it('states what memory was refused', () => {
    const { facts } = read(OUT_OF_MEMORY)
    expect(facts).toMatchObject({
      'crash.kind': 'out-of-memory',
      'crash.mechanism': 'mmap',
      'crash.requested-bytes': 12_288,
      'crash.location': 'os_linux.cpp:2749',
      'process.pid': 4242,
      'jvm.feature': 8,
      'crash.thread': 'main',
    })
  })

  it('may have kept some', () => {
    const some = OUT_OF_MEMORY.map((line, index) =>
      index > 0 && index < 10 && line !== '' ? `# ${line.trim()}` : line,
    )
    expect(read(some).facts).toEqual(read(OUT_OF_MEMORY).facts)
  })

  it.each([[SIGNAL], [OUT_OF_MEMORY]])('is claimed, quoted as it stands, and covered', (lines) => {
    expect(claim(lines)).toBe('hs-err')
    const { fed } = read(lines)
    expect(integrityFaults(fed, linesOf(`${lines.join('\n')}\n`))).toEqual([])
    expect(regionFaults(fed.records)).toEqual([])
  })

  it('is no log where only the words stand, or the notice on standard output', () => {
    expect(claim(SIGNAL.slice(0, 3))).not.toBe('hs-err')
    const notice = [...SIGNAL, 'An error report file with more information is saved as:', '/app/hs_err_pid4242.log']
    expect(claim(notice)).not.toBe('hs-err')
  })
})
