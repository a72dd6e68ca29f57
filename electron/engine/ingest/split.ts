/** Archives that were cut into parts for an upload: by their names, since only the first part has a beginning. */
import type { Bytes } from '../../../shared/model/units.ts'
import { readAt } from './bytes.ts'

// bundle.zip.002      bundle.7z.003      bundle.tgz.ab (split(1))      bundle.z02      bundle.part2.rar
const PART = /\.(?:\d{3}|a[a-z]|z\d\d|r\d\d|part\d{1,3}(?:\.rar)?)$/

/** End of central directory record, and the number of the part that it stands in (APPNOTE.TXT 4.3.16). */
const END_RECORD = 0x06054b50
const END_BYTES = 22

/** The last part of a split zip: it alone has the list of members, but none of the members that it lists first. */
export function isEndOfSplitZip(file: number, size: Bytes): boolean {
  const end = Buffer.alloc(END_BYTES)
  if (size < END_BYTES || readAt(file, end, END_BYTES, size - END_BYTES) < END_BYTES) return false
  return end.readUInt32LE(0) === END_RECORD && end.readUInt16LE(4) > 0
}

export function isPartOfSplit(name: string): boolean {
  return PART.test(name)
}

export const JOIN_ZIP =
  'put its parts together (zip -s 0 NAME.zip --out WHOLE.zip, or 7z x NAME.zip) and open the result'

export const JOIN_PARTS = `by its name it is a part of an archive that was split: put all parts together in their order (cat NAME.* > WHOLE; zip -s 0 where one ends in .zip) and open the result`
