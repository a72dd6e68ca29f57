/** How the cells of a table are separated and what its columns are, told from its header and first row. */
import { shapeOf, type CellKind, type TableShape } from '../lib/metrics-table.ts'
import { isTime, readCellTime } from '../lib/metrics-times.ts'
import {
  readNumber,
  readRoughSize,
  readSeconds,
  readShort,
  readSize,
  separators,
  splitRow,
  type Separator,
} from './csv.ts'

export interface Layout {
  separator: Separator
  shape: TableShape
}

const MOST_COLUMNS = 2000
/** Kubernetes' labels of one series make some 500 characters. */
const NAME_LIMIT = 2000

/** Lines before the header. Spreadsheets write the separator first (`sep=;`); exporters write comments. */
export function isPreamble(text: string): boolean {
  return text.trim() === '' || text.startsWith('#') || /^"?sep=.?"?$/.test(text)
}

/** null when header and first row are no table with a time and a number. */
export function layoutOf(header: string, row: string): Layout | null {
  for (const separator of separators) {
    const names = splitRow(header, separator)
    const cells = splitRow(row, separator)
    if (names.length < 2 || names.length > MOST_COLUMNS || names.length !== cells.length) continue
    if (names.some((name) => name.length > NAME_LIMIT || isValue(name, separator))) continue
    const shape = shapeOf(
      names,
      cells.map((cell) => kindOf(cell, separator)),
    )
    if (shape) return { separator, shape }
  }
  return null
}

/** An empty name is none: data frames write their index without one. */
function isValue(name: string, separator: Separator): boolean {
  return name !== '' && (readNumber(name, separator) !== null || isTime(name))
}

function kindOf(cell: string, separator: Separator): CellKind {
  const number = readNumber(cell, separator)
  if (number !== null) return readCellTime(cell) === null ? 'number' : 'epoch'
  if (isTime(cell)) return 'date'
  const amount =
    readSize(cell, separator) ??
    readRoughSize(cell, separator) ??
    readSeconds(cell, separator) ??
    readShort(cell, separator)
  return amount === null ? 'text' : 'number'
}
