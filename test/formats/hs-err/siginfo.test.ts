/** Who raised the signal, and the heap of collectors whose report other formats print as well. */
import { describe, expect, it } from 'vitest'
import { hsErr } from '../../../electron/engine/formats/hs-err/index.ts'
import { feed } from '../../support/feed.ts'

const HEAD = '#\n# A fatal error has been detected by the Java Runtime Environment:\n#\n'

function facts(text: string): Record<string, unknown> {
  const { records } = feed(hsErr, HEAD + text)
  return Object.fromEntries(records.flatMap((each) => (each.kind === 'fact' ? [[each.key, each.value]] : [])))
}

describe('siginfo', () => {
  it.each([
    ['siginfo: si_signo: 11 (SIGSEGV), si_code: 0 (SI_USER), si_pid: 13369, si_uid: 0', 13_369],
    ['siginfo: si_signo: 11 (SIGSEGV), si_code: 0 (SI_USER), sent from pid: 107614 (uid: 1000)', 107_614],
    ['siginfo: si_signo: 7 (SIGBUS), si_code: -1 (SI_QUEUE), si_pid: 7, si_uid: 0, si_value: 3', 7],
    ['siginfo: si_signo: 11 (SIGSEGV), si_code: 0 (SI_USER), si_pid: 0 (invalid), si_uid: 0', 0],
    ['siginfo: si_signo: 11 (SIGSEGV), si_code: 1 (SEGV_MAPERR), si_addr: 0x10', undefined],
  ])('%s', (line, sender) => {
    expect(facts(line)['crash.signal-sender']).toBe(sender)
  })
})

describe('the heap', () => {
  it('of Shenandoah on JDK 25 stands two blanks in', () => {
    const heap =
      'Heap:\n Shenandoah Heap\n  256M max, 256M soft max, 255M committed, 16043K used\n  1024 x 256 K regions\n'
    expect(facts(heap)).toMatchObject({
      'heap.max': 256 * 1024 ** 2,
      'heap.committed': 255 * 1024 ** 2,
      'heap.used': 16_043 * 1024,
      'jvm.gc': 'shenandoah',
    })
  })
})
