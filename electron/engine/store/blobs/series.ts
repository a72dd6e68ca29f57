/** Points of a series as one BLOB: time, value, line, and changes, which may be absent. */
import type { SeriesRecord } from '../../../../shared/model/records.ts'
import { ColumnReader, ColumnWriter, type Packing } from './columns.ts'
import { StoreDamage } from './store-damage.ts'

export type SeriesColumns = Pick<SeriesRecord, 'at' | 'value' | 'changes' | 'line'>

const NONE = new Float64Array(0)

export function encodeSeries({ at, value, changes, line }: SeriesColumns, packing: Packing): Uint8Array<ArrayBuffer> {
  return new ColumnWriter(packing)
    .numbers(at)
    .numbers(value)
    .numbers(line)
    .numbers(changes ?? NONE)
    .finish()
}

/** Throws {@link StoreDamage}. */
export function decodeSeries(blob: Uint8Array): SeriesColumns {
  const reader = new ColumnReader(blob)
  const columns = { at: reader.float64(), value: reader.float64(), line: reader.uint32() }
  const changes = reader.float64()
  const { length } = columns.at
  if (columns.value.length !== length || columns.line.length !== length)
    throw new StoreDamage('series columns differ in length')
  if (changes.length === 0) return columns
  if (changes.length !== length) throw new StoreDamage('series columns differ in length')
  return { ...columns, changes }
}
