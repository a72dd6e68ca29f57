/**
 * Damage done to fixtures, the same for the same seed: cut anywhere, lines dropped, repeated and swapped, bits flipped, artifacts run
 * together, NULs, invalid UTF-8, mixed line ends, numbers of absurd size, endless lines. One to three of them at a time.
 */
import { formatFixtures, type Fixture } from './fixtures.ts'

/** Numbers that repeat for a seed (mulberry32). */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** 0 <= number < limit, whole. */
  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = this.#state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit)
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.below(items.length)]
    if (item === undefined) throw new Error('nothing to pick from')
    return item
  }
}

/** Independent of its neighbours, so that one case can be run again alone. */
export function caseRandom(seed: number, index: number): Random {
  return new Random(Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(index + 1, 0xc2b2ae35))
}

type Mutation = (bytes: Buffer, random: Random, fixtures: readonly Fixture[]) => Buffer

const LF = 0x0a
const NO_TEXT = Buffer.alloc(0)

function truncate(bytes: Buffer, random: Random): Buffer {
  return bytes.subarray(0, random.below(bytes.length + 1))
}

function beheaded(bytes: Buffer, random: Random): Buffer {
  return bytes.subarray(random.below(bytes.length + 1))
}

/** With their line ends. */
function linesOf(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = []
  for (let start = 0; start < bytes.length;) {
    const found = bytes.indexOf(LF, start)
    const end = found < 0 ? bytes.length : found + 1
    lines.push(bytes.subarray(start, end))
    start = end
  }
  return lines
}

/** Changes the list of lines some times. */
function onLines(change: (lines: Buffer[], random: Random) => void): Mutation {
  return (bytes, random) => {
    const lines = linesOf(bytes)
    for (let times = 1 + random.below(6); times > 0 && lines.length > 0; times--) change(lines, random)
    return Buffer.concat(lines)
  }
}

const dropLines = onLines((lines, random) => {
  lines.splice(random.below(lines.length), 1 + random.below(3))
})

const repeatLines = onLines((lines, random) => {
  const from = random.below(lines.length)
  const taken = lines.slice(from, from + 1 + random.below(4))
  const times = random.below(8) === 0 ? 200 : 1
  lines.splice(random.below(lines.length + 1), 0, ...Array.from({ length: times }, () => taken).flat())
})

const swapLines = onLines((lines, random) => {
  const [one, other] = [random.below(lines.length), random.below(lines.length)]
  const kept = lines[one] ?? NO_TEXT
  lines[one] = lines[other] ?? NO_TEXT
  lines[other] = kept
})

const cutLines = onLines((lines, random) => {
  const at = random.below(lines.length)
  const line = lines[at] ?? NO_TEXT
  const end = line.at(-1) === LF && random.below(4) > 0 ? Buffer.of(LF) : NO_TEXT
  lines[at] = Buffer.concat([line.subarray(0, random.below(line.length + 1)), end])
})

function onBytes(most: number, value: (byte: number, random: Random) => number): Mutation {
  return (bytes, random) => {
    const changed = Buffer.from(bytes)
    if (bytes.length === 0) return changed
    for (let times = 1 + random.below(most); times > 0; times--) {
      const at = random.below(changed.length)
      changed[at] = value(changed[at] ?? 0, random)
    }
    return changed
  }
}

const flipBits = onBytes(30, (byte, random) => byte ^ (1 << random.below(8)))
const anyBytes = onBytes(30, (_, random) => random.below(256))
const PUNCTUATION = Array.from(Buffer.from('()[]{}<>=:;,.-+/*#%"\'@ \t\n0149aefxzAEFXZ_$'))
const otherText = onBytes(12, (_, random) => random.pick(PUNCTUATION))

function inserted(bytes: Buffer, at: number, piece: Uint8Array): Buffer {
  return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)])
}

function nulBytes(bytes: Buffer, random: Random): Buffer {
  const length = random.pick([1, 2, 7, 512, 5000])
  return inserted(bytes, random.below(bytes.length + 1), Buffer.alloc(length))
}

/** Lone continuation bytes, cut sequences, surrogates, overlong forms, code points that do not exist. */
const INVALID = [[0x80], [0xe2, 0x82], [0xed, 0xa0, 0x80], [0xc0, 0xaf], [0xf4, 0x90, 0x80, 0x80], [0xff, 0xfe], [0xf0]]

function invalidUtf8(bytes: Buffer, random: Random): Buffer {
  let changed = bytes
  for (let times = 1 + random.below(8); times > 0; times--) {
    changed = inserted(changed, random.below(changed.length + 1), Uint8Array.from(random.pick(INVALID)))
  }
  return changed
}

function mixedLineEnds(bytes: Buffer, random: Random): Buffer {
  const ends = ['\n', '\r\n', '\r', '\r\r\n', '\n\n', '\u2028', '']
  return Buffer.concat(
    linesOf(bytes).map((line) => {
      if (line.at(-1) !== LF || random.below(3) > 0) return line
      return Buffer.concat([line.subarray(0, -1), Buffer.from(random.pick(ends))])
    }),
  )
}

/** Two artifacts in one file, whole or torn, one after or within the other. */
function concatenate(bytes: Buffer, random: Random, fixtures: readonly Fixture[]): Buffer {
  const other = Buffer.from(random.pick(fixtures).bytes)
  const piece = random.below(2) === 0 ? other : other.subarray(random.below(other.length + 1))
  const at = random.pick([0, bytes.length, bytes.length, random.below(bytes.length + 1)])
  return inserted(bytes, at, piece)
}

const NUMBERS = ['0', '-1', '18446744073709551615', '9'.repeat(19), '9'.repeat(400), '1e309', '0.5', '-0', '00', '']

/** Digits that stand in the text replaced by numbers nobody expects. */
function absurdNumbers(bytes: Buffer, random: Random): Buffer {
  const text = bytes.toString('latin1')
  const chance = 1 + random.below(40)
  return Buffer.from(
    text.replaceAll(/[0-9]{1,20}/g, (digits) => (random.below(chance) === 0 ? random.pick(NUMBERS) : digits)),
    'latin1',
  )
}

/** A piece of a line a thousand times: what makes a regex that backtracks hang. */
function stretch(bytes: Buffer, random: Random): Buffer {
  const at = random.below(bytes.length + 1)
  const piece = bytes.subarray(at, at + 1 + random.below(12))
  const times = random.pick([100, 3000, 20_000])
  const noLine = Buffer.from(piece.toString('latin1').replaceAll('\n', ' '), 'latin1')
  return inserted(bytes, at, Buffer.concat(Array.from({ length: times }, () => noLine)))
}

const MUTATIONS: Record<string, Mutation> = {
  truncate,
  beheaded,
  dropLines,
  repeatLines,
  swapLines,
  cutLines,
  flipBits,
  anyBytes,
  otherText,
  nulBytes,
  invalidUtf8,
  mixedLineEnds,
  concatenate,
  absurdNumbers,
  stretch,
}
const NAMES = Object.keys(MUTATIONS)
/** What is repeated over and over grows; more than this says nothing new. */
const MOST_BYTES = 2_000_000

export interface MutatedCase {
  fixture: Fixture
  /** What was done, in order. */
  mutations: string[]
  bytes: Buffer
  /** For further choices about the case. */
  random: Random
}

let known: Fixture[] | null = null

/** The case with this number. Fixtures take turns, so that every format gets its share whatever the number of its fixtures. */
export function mutatedCase(seed: number, index: number): MutatedCase {
  known ??= formatFixtures()
  const formats = [...new Set(known.map(({ format }) => format))]
  const random = caseRandom(seed, index)
  const format = formats[index % formats.length]
  const fixture = random.pick(known.filter((each) => each.format === format))
  const mutations: string[] = []
  let bytes = Buffer.from(fixture.bytes)
  for (let times = 1 + random.below(3); times > 0; times--) {
    const name = random.pick(NAMES)
    mutations.push(name)
    bytes = (MUTATIONS[name]?.(bytes, random, known) ?? bytes).subarray(0, MOST_BYTES) as typeof bytes
  }
  return { fixture, mutations, bytes, random }
}
