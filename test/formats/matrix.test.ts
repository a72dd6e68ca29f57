/** Every fixture against every format, whole and damaged. */
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { binaryFormats } from '../../electron/engine/formats/binary.ts'
import { formats } from '../../electron/engine/formats/index.ts'
import { claimOf } from '../support/claim.ts'
import { feed, headOf, linesOf } from '../support/feed.ts'
import { formatFixtures } from '../support/fixtures.ts'
import { integrityFaults, isCovered } from '../support/records.ts'

const fixtures = formatFixtures()
const LF = 0x0a

const damages: { what: string; damage: (bytes: Uint8Array) => Uint8Array }[] = [
  { what: 'NULs between', damage: (bytes) => everySeventh(bytes, 0) },
  { what: 'invalid UTF-8', damage: (bytes) => everySeventh(bytes, 0xff) },
  { what: 'a cut UTF-8 sequence at each line end', damage: (bytes) => replaceLineEnds(bytes, [0xe2, 0x82, LF]) },
  { what: 'blank lines between', damage: (bytes) => replaceLineEnds(bytes, [LF, LF]) },
  { what: 'no line ends', damage: (bytes) => replaceLineEnds(bytes, [0x20]) },
  { what: 'its lines in reverse', damage: reversed },
]

describe('the list of formats', () => {
  it('has unique ids, each the name of its folder', () => {
    const folder = path.join(import.meta.dirname, '../../electron/engine/formats')
    const folders = readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== 'lib')
      .map(({ name }) => name)
    const ids = [...formats, ...binaryFormats].map(({ id }) => id)
    expect(ids.toSorted()).toEqual(folders.toSorted())
  })

  it('has a fixture for every format', () => {
    const without = formats.filter(({ id }) => !fixtures.some(({ format }) => format === id))
    expect(without.map(({ id }) => id)).toEqual([])
  })
})

describe.each(fixtures)('$format/$name', ({ format: id, name, bytes }) => {
  const format = formats.find((one) => one.id === id)

  it('is claimed by its format alone, also when named unknown', () => {
    for (const given of [name, 'unknown']) {
      const claim = claimOf(formats, bytes, given)
      // Of several that could be it the list decides; two that are sure would be a mistake.
      expect(claim.confidence === 'maybe' ? [claim.id] : claim.equals).toEqual([id])
    }
  })

  it.each(formats)('is read by $id without an exception', (other) => {
    expect(integrityFaults(feed(other, bytes), linesOf(bytes))).toEqual([])
  })

  it('gives records inside the text when cut at any line', () => {
    for (const cut of cuts(bytes)) {
      const fed = feed(format!, cut, { cut: true })
      expect(integrityFaults(fed, linesOf(cut))).toEqual([])
      expect(isCovered(fed)).toBe(true)
      expect(fed.issues.some(({ code }) => code === 'truncated')).toBe(true)
    }
  })

  it.each(damages)('survives $what', ({ damage }) => {
    const damaged = damage(bytes)
    const fed = feed(format!, damaged)
    expect(integrityFaults(fed, linesOf(damaged))).toEqual([])
    expect(isCovered(fed)).toBe(true)
  })

  it('is done with endless lines', () => {
    for (const line of stretched(bytes)) {
      for (const other of formats) other.sniff(headOf(line))
      const text = `${linesOf(bytes)[0]}\n${line}\n`
      expect(integrityFaults(feed(format!, text), linesOf(text))).toEqual([])
    }
  })

  it('gives the same records with CRLF', () => {
    expect(plain(feed(format!, withCrLf(bytes)).records)).toEqual(plain(feed(format!, bytes).records))
  })
})

/** The first lines with one of their characters repeated without end: what makes a regex that backtracks hang. */
function stretched(bytes: Uint8Array): string[] {
  return linesOf(bytes)
    .slice(0, 3)
    .flatMap((line) =>
      [...new Set(line)].slice(0, 16).map((character) => {
        const at = line.lastIndexOf(character)
        return `${line.slice(0, at)}${character.repeat(20_000)}${line.slice(at)}!`
      }),
    )
}

function cuts(bytes: Uint8Array): Uint8Array[] {
  const ends = Array.from(bytes.keys()).filter((at) => bytes[at] === LF)
  // At the line's end and in the middle of the next one.
  return ends.flatMap((end) => [bytes.subarray(0, end + 1), bytes.subarray(0, Math.min(bytes.length, end + 12))])
}

function everySeventh(bytes: Uint8Array, value: number): Uint8Array {
  return bytes.map((byte, at) => (at % 7 === 3 && byte !== LF ? value : byte))
}

function replaceLineEnds(bytes: Uint8Array, by: readonly number[]): Uint8Array {
  return Uint8Array.from(Array.from(bytes).flatMap((byte) => (byte === LF ? by : [byte])))
}

function withCrLf(bytes: Uint8Array): Uint8Array {
  return replaceLineEnds(bytes, [0x0d, LF])
}

function reversed(bytes: Uint8Array): Uint8Array {
  return new TextEncoder().encode(`${linesOf(bytes).toReversed().join('\n')}\n`)
}

/** Typed arrays compare slowly and print endlessly. */
function plain(records: unknown): unknown {
  return JSON.parse(JSON.stringify(records))
}
