/** What reads logs of gigabytes from bytes must say what the slow way would. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { WordSearch } from '../../../electron/engine/formats/lib/gc-bytes.ts'
import { LogClock } from '../../../electron/engine/formats/lib/log-clock.ts'
import { RecentKeys } from '../../../electron/engine/formats/lib/recent-keys.ts'
import { readTimestamp } from '../../../electron/engine/formats/lib/time.ts'

const encoder = new TextEncoder()

describe('a word in bytes', () => {
  it('is found where indexOf finds it', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 40 })
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'b', '.'), minLength: 1, maxLength: 5 }),
        letters,
        (word, text) => {
          const bytes = encoder.encode(`${word}${text}${word}`)
          const [from, end] = [word.length, word.length + text.length]
          const found = new WordSearch(word).find(bytes, from, end)
          expect(found < 0 ? -1 : found - from).toBe(text.indexOf(word))
        },
      ),
    )
  })
})

describe('the time of a log line', () => {
  const read = (clock: LogClock, text: string, zone = ''): number | null => {
    const bytes = encoder.encode(`[${text}${zone}] INFO`)
    clock.set(bytes, 1, 1 + text.length, bytes.length)
    return clock.read()?.at ?? null
  }

  it('is what its text says, whatever stood before', () => {
    const clock = new LogClock()
    const minutes = fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
    const times = fc.array(fc.tuple(minutes, fc.array(fc.nat(119_999), { maxLength: 6 })), { maxLength: 5 })
    fc.assert(
      fc.property(times, fc.constantFrom(',', '.'), (groups, point) => {
        const all = groups.flatMap(([start, offsets]) => offsets.map((offset) => new Date(start.getTime() + offset)))
        for (const time of all) {
          const text = time.toISOString().slice(0, 23).replace('T', ' ').replace('.', point)
          expect(read(clock, text)).toBe(time.getTime())
        }
      }),
    )
  })

  it.each([
    '2026-11-22 08:46:60,797',
    '2026-11-22 08:46:61,797',
    '2026-11-22 08:4x:17,797',
    '2026-13-22 08:46:17,797',
    '2026-11-22 08:46:1 ,797',
    '2026-11-22T08:46:17.797+0100',
    '22-Nov-2026 08:46:17.797',
  ])('%s', (text) => {
    const clock = new LogClock()
    read(clock, '2026-11-22 08:46:17,000')
    expect(read(clock, text)).toBe(readTimestamp(text)?.at ?? null)
  })

  it('is none after a line without one', () => {
    const clock = new LogClock()
    read(clock, '2026-11-22 08:46:17,797')
    clock.clear()
    expect(clock.read()).toBeNull()
  })
})

describe('recent keys', () => {
  it('are known again until as many others came', () => {
    const keys = new RecentKeys(8)
    const add = (key: number): boolean => keys.add(key, key + 1)
    expect([1, 2, 1, 9, 1, 2].map(add)).toEqual([true, true, false, true, false, false])
    for (let key = 100; key < 110; key++) expect(add(key)).toBe(true)
    expect(add(1)).toBe(true)
    expect(add(109)).toBe(false)
  })

  it('are told apart by both numbers', () => {
    const keys = new RecentKeys(8)
    expect([keys.add(5, 1), keys.add(5, 2), keys.add(-3, -1), keys.add(0, 1), keys.add(5, 2)]).toEqual([
      true,
      true,
      true,
      true,
      false,
    ])
  })
})
