/** Rows of a table in the order of one of its columns. Pure. */
export interface Column<Row> {
  id: string
  /** What the column is sorted by; null stands last in both directions. */
  value: (row: Row) => string | number | null
}

export interface Order {
  column: string
  descending: boolean
}

/** Equal rows keep the order they came in. An unknown column leaves all as it is. */
export function sortRows<Row>(rows: readonly Row[], columns: readonly Column<Row>[], order: Order): Row[] {
  const column = columns.find(({ id }) => id === order.column)
  if (column === undefined) return [...rows]
  const sign = order.descending ? -1 : 1
  return rows
    .map((row) => ({ row, value: column.value(row) }))
    .toSorted((a, b) => {
      if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null)
      return sign * compare(a.value, b.value)
    })
    .map(({ row }) => row)
}

function compare(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return String(a).localeCompare(String(b), 'en', { numeric: true })
}
