import { describe, expect, it } from 'vitest'
import { gcLegacy } from '../../../electron/engine/formats/gc-legacy/index.ts'
import { gcUnified } from '../../../electron/engine/formats/gc-unified/index.ts'
import type { Stored } from '../../../shared/model/process-records.ts'
import type { GcRecord } from '../../../shared/model/records.ts'
import { formatFixtures } from '../../support/fixtures.ts'
import { joinLogs } from '../../support/log-files.ts'

/** What each collection is, wherever it stands. A cause that was said in the file before took its moment with it: some milliseconds. */
function essences(collections: readonly Stored<GcRecord>[]): string[] {
  return collections
    .map(({ artifact: _a, span: _s, quote: _q, lacks: _l, at, uptime, ...rest }) => {
      const hundredths = [at === null ? null : Math.round(at / 10), uptime === null ? null : Math.round(uptime * 100)]
      return JSON.stringify({ ...rest, hundredths })
    })
    .toSorted()
}

/**
 * Unified logging rotates after any line. JDK 8 rotates when a safepoint begins (safepoint.cpp, do_cleanup_tasks), so in no pause:
 * where all brackets are closed and a time begins the next line. A file without any time or number has no place.
 */
function cutsOf(format: string, lines: readonly string[]): number[] {
  const cuts = Array.from(lines.keys()).slice(1)
  const states = (part: readonly string[]) => part.some((line) => /^\[?\d|GC\(\d/.test(line))
  if (format === 'gc-unified') return cuts.filter((cut) => states(lines.slice(0, cut)) && states(lines.slice(cut)))
  const count = (text: string, bracket: string) => text.split(bracket).length
  return cuts.filter((cut) => {
    const before = lines.slice(0, cut).join('')
    return /^\d/m.test(before) && /^\d/.test(lines[cut] ?? '') && count(before, '[') === count(before, ']')
  })
}

const logs = formatFixtures().filter(({ format }) => format === 'gc-unified' || format === 'gc-legacy')

describe.each(logs)('$format/$name', ({ format, bytes }) => {
  const parser = format === 'gc-legacy' ? gcLegacy : gcUnified
  const lines = new TextDecoder().decode(bytes).split(/(?<=\n)/)
  const whole = essences(joinLogs(parser, [{ path: 'gc.log', text: lines.join('') }]).collections)

  it('gives the same collections when it is rotated after any line', () => {
    const wrong = cutsOf(format, lines).flatMap((cut) => {
      const { collections } = joinLogs(parser, [
        { path: 'gc.log', text: lines.slice(cut).join('') },
        { path: 'gc.log.0', text: lines.slice(0, cut).join('') },
      ])
      const found = essences(collections)
      const [more, less] = [
        found.filter((each) => !whole.includes(each)),
        whole.filter((each) => !found.includes(each)),
      ]
      return more.length + less.length === 0 && found.length === whole.length ? [] : [{ cut, more, less }]
    })
    expect(wrong).toEqual([])
  })
})

const young = 'Pause Young (Normal) (G1 Evacuation Pause)'

describe('copies and lives', () => {
  const full = '[info][gc] GC(5) Pause Full (System.gc()) 5M->4M(9M) 7.000ms\n'
  it.each([
    ['the same log twice', `[3.000s]${full}`, `[3.000s]${full}`, 1],
    ['the same log with other levels', `[2.999s][debug][gc] GC(5) Heap before\n[3.000s]${full}`, `[3.000s]${full}`, 1],
    ['the same number at another time', `[3.000s]${full}`, `[33.000s]${full}`, 2],
    ['the same number with another pause', `[3.000s]${full}`, `[3.000s]${full.replace('7.000', '8.000')}`, 2],
    ['the same number without any time', full, full, 2],
  ])('%s: explicit collections are counted once', (_, first, second, expected) => {
    const { collections } = joinLogs(gcUnified, [
      { path: 'gc.log', text: first },
      { path: 'copy/of-gc.log', text: second },
    ])
    expect(collections.length).toBe(expected)
  })

  it.each([
    ['all that is printed', '0.5000000', '0.5000000', 1],
    ['another pause', '0.5000000', '0.6000000', 2],
  ])('without numbers: %s tells a copy', (_, one, other, expected) => {
    const text = (seconds: string) => `4.000: [Full GC (System.gc()) 439M->183M(932M), ${seconds} secs]\n`
    const { collections } = joinLogs(gcLegacy, [
      { path: 'a/gc.log', text: text(one) },
      { path: 'b/gc.log', text: text(other) },
    ])
    expect(collections.length).toBe(expected)
  })

  it('keeps those of the VM that was started anew, though its numbers are the same', () => {
    const log = (pause: string) =>
      `[0.005s][info][gc] Using G1\n[1.000s][info][gc] GC(0) ${young} 5M->4M(9M) ${pause}ms\n`
    const { collections, parts } = joinLogs(gcUnified, [
      { path: 'gc.log', text: log('1.000') },
      {
        path: 'gc.log.0',
        text: log('2.000') + '[9.000s][info][gc] GC(1) Pause Full (System.gc()) 5M->4M(9M) 7.000ms\n',
      },
    ])
    expect(collections.map(({ gcId, artifact }) => [gcId, artifact])).toEqual([
      [0, 1],
      [1, 1],
      [0, 0],
    ])
    expect(parts.get('gc.log')?.sequence).not.toBe(parts.get('gc.log.0')?.sequence)
  })
})
