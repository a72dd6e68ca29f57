/** Points of a series as one BLOB: time, value, line. */
import type { SeriesRecord } from '../../../../shared/model/records.ts'
import { ColumnReader, ColumnWriter, type Packing } from './columns.ts'
import { StoreDamage } from './store-damage.ts'

export type SeriesColumns = Pick<SeriesRecord, 'at' | 'value' | 'line'>

export function encodeSeries({ at, value, line }: SeriesColumns, packing: Packing): Uint8Array<ArrayBuffer> {
  return new ColumnWriter(packing).numbers(at).numbers(value).numbers(line).finish()
}

/** Throws {@link StoreDamage}. */
export function decodeSeries(blob: Uint8Array): SeriesColumns {
  const reader = new ColumnReader(blob)
  const columns = { at: reader.float64(), value: reader.float64(), line: reader.uint32() }
  if (columns.value.length !== columns.at.length || columns.line.length !== columns.at.length)
    throw new StoreDamage('series columns differ in length')
  return columns
}
