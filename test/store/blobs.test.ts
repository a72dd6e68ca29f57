import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { mappingPath, permsText } from '../../shared/model/mapping-table.ts'
import { ColumnReader, ColumnWriter, type Packing } from '../../electron/engine/store/blobs/columns.ts'
import { decodeMappings, encodeMappings } from '../../electron/engine/store/blobs/mappings.ts'
import { decodeSeries, encodeSeries } from '../../electron/engine/store/blobs/series.ts'
import { StoreDamage } from '../../electron/engine/store/blobs/store-damage.ts'
import { decodeThreads } from '../../electron/engine/store/blobs/threads.ts'
import { pathTable, sampleTable, VSYSCALL_PAGE } from './sample-records.ts'

const packings: Packing[] = ['packed', 'plain']

test.each(packings)('a %s listing keeps ffffffffff600000 and paths of other scripts', (packing) => {
  const table = decodeMappings(encodeMappings(sampleTable(), packing))
  expect(table).toEqual(sampleTable())
  expect(table.start[3]).toBe(VSYSCALL_PAGE)
  expect([0, 1, 2, 3].map((row) => `${permsText(table.perms[row] ?? 0)} ${mappingPath(table, row)}`)).toEqual([
    'rw-p ',
    'r--s /var/lib/kafka/größe-данные-索引-0/00000000000000000000.index',
    'r-xp /lib/x86_64-linux-gnu/libc.so.6 (deleted)',
    '--xp [vsyscall]',
  ])
})

test.each(packings)('an empty %s listing', (packing) => {
  const empty = {
    count: 0,
    start: new Float64Array(0),
    end: new Float64Array(0),
    perms: new Uint8Array(0),
    offset: new Float64Array(0),
    device: new Uint32Array(0),
    inode: new Float64Array(0),
    path: new Uint32Array(0),
    line: new Uint32Array(0),
    paths: pathTable(['']),
  }
  expect(decodeMappings(encodeMappings(empty, packing))).toEqual(empty)
})

test('room that a table has beyond its count is not stored', () => {
  const whole = sampleTable()
  const table = decodeMappings(encodeMappings({ ...whole, count: 2 }, 'packed'))
  expect([table.count, table.start.length, table.line.length]).toEqual([2, 2, 2])
})

test('a listing of hundreds of thousands of mappings is packed for memory too', () => {
  const rows = 250_000
  const numbers = Float64Array.from({ length: rows }, (_, row) => row)
  const table = {
    count: rows,
    start: numbers,
    end: numbers.map((page) => page + 1),
    perms: new Uint8Array(rows),
    offset: numbers,
    device: new Uint32Array(rows),
    inode: numbers,
    path: new Uint32Array(rows),
    line: Uint32Array.from(numbers),
    paths: pathTable(['']),
  }
  const blob = encodeMappings(table, 'plain')
  expect(blob.length).toBeLessThan(rows)
  expect(decodeMappings(blob)).toEqual(table)
})

test('any listing of any shape round-trips', () => {
  const row = fc.record({
    start: fc.maxSafeNat(),
    end: fc.maxSafeNat(),
    perms: fc.nat(15),
    offset: fc.oneof(fc.maxSafeNat(), fc.constant(2 ** 63)),
    device: fc.nat(0xffffffff),
    inode: fc.oneof(fc.maxSafeNat(), fc.constant(2 ** 64)),
    line: fc.nat(0xffffffff),
  })
  fc.assert(
    fc.property(
      fc.array(row),
      fc.array(fc.string({ unit: 'binary' })),
      fc.constantFrom(...packings),
      (rows, paths, packing) => {
        // An end below its start cannot be in a listing, and their difference must be exact.
        const sorted = rows.map(({ start, end, ...rest }) => ({
          ...rest,
          start: Math.min(start, end),
          end: Math.max(start, end),
        }))
        const table = {
          count: rows.length,
          start: Float64Array.from(sorted, ({ start }) => start),
          end: Float64Array.from(sorted, ({ end }) => end),
          perms: Uint8Array.from(sorted, ({ perms }) => perms),
          offset: Float64Array.from(sorted, ({ offset }) => offset),
          device: Uint32Array.from(sorted, ({ device }) => device),
          inode: Float64Array.from(sorted, ({ inode }) => inode),
          path: Uint32Array.from(sorted, (_, index) => index % (paths.length + 1)),
          line: Uint32Array.from(sorted, ({ line }) => line),
          paths: pathTable(['', ...paths]),
        }
        expect(decodeMappings(encodeMappings(table, packing))).toEqual(table)
      },
    ),
    { numRuns: 40 },
  )
})

test('columns of any doubles round-trip bit by bit', () => {
  fc.assert(
    fc.property(fc.array(fc.double()), fc.constantFrom(...packings), (values, packing) => {
      const column = Float64Array.from(values, (value) => (Object.is(value, -0) ? 0 : value))
      expect(new ColumnReader(new ColumnWriter(packing).numbers(column).finish()).float64()).toEqual(column)
    }),
  )
})

test.each(packings)('a %s series keeps fractions and gaps', (packing) => {
  const columns = {
    at: Float64Array.of(3, 1, 2),
    value: Float64Array.of(0.5, NaN, -Infinity),
    line: Uint32Array.of(1, 2, 3),
  }
  expect(decodeSeries(encodeSeries(columns, packing))).toEqual(columns)
})

test('packing makes neighbouring addresses small', () => {
  const count = 10_000
  const start = Float64Array.from({ length: count }, (_, index) => 0x7f0000000 + index * 3)
  const packed = new ColumnWriter('packed').numbers(start).finish()
  expect(packed.length).toBeLessThan(start.byteLength / 100)
})

test.each(packings)('a damaged %s BLOB is damage, never garbage of any size', (packing) => {
  const blob = encodeMappings(sampleTable(), packing)
  for (let length = 0; length < blob.length; length++)
    expect(() => decodeMappings(blob.slice(0, length))).toThrow(StoreDamage)
  const garbage = Uint8Array.from(blob, (byte, index) => (index === 0 ? byte : byte ^ 0xff))
  expect(() => decodeMappings(garbage)).toThrow(StoreDamage)
  expect(() => decodeThreads('[[')).toThrow(StoreDamage)
})
