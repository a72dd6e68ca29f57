import { useVirtualizer } from '@tanstack/react-virtual'
import { ChevronDown, ChevronUp } from 'lucide-react'
import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { sortRows, type Column, type Order } from './sort-rows.ts'
import './data-table.css'

export interface TableColumn<Row> extends Column<Row> {
  title: string
  /** Of CSS grid: `80px`, `minmax(0, 1fr)`. */
  width: string
  align?: 'right'
  cell: (row: Row) => ReactNode
}

interface DataTableProps<Row> {
  label: string
  rows: readonly Row[]
  columns: readonly TableColumn<Row>[]
  rowHeight: number
  rowKey: (row: Row) => string
  firstOrder: Order
  isSelected?: (row: Row) => boolean
  className?: (row: Row) => string
  onActivate: (row: Row) => void
}

/** A virtual table: sorted by its headings; arrows, Page, Home, End and Enter as in a list. Focus stays on the table itself. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, rows, columns, rowHeight, rowKey, firstOrder, isSelected, className, onActivate } = props
  const id = useId()
  const host = useRef<HTMLDivElement>(null)
  const [order, setOrder] = useState(firstOrder)
  const [active, setActive] = useState(0)
  const sorted = useMemo(() => sortRows(rows, columns, order), [rows, columns, order])
  const at = Math.max(0, Math.min(active, sorted.length - 1))
  const virtual = useVirtualizer({
    count: sorted.length,
    getScrollElement: () => host.current,
    estimateSize: () => rowHeight,
    scrollPaddingStart: headHeight,
    overscan: 10,
  })
  useEffect(() => {
    if (document.activeElement === host.current) virtual.scrollToIndex(at)
  }, [at, virtual])

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== host.current || event.ctrlKey || event.metaKey || event.altKey) return
    const page = Math.max(1, Math.floor((host.current.clientHeight - headHeight) / rowHeight) - 1)
    const steps: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: sorted.length - 1,
    }
    const step = steps[event.key]
    const row = sorted[at]
    if (step !== undefined) setActive(Math.max(0, Math.min(sorted.length - 1, step)))
    else if ((event.key === 'Enter' || event.key === ' ') && row !== undefined) onActivate(row)
    else return
    event.preventDefault()
  }

  const template = { gridTemplateColumns: columns.map(({ width }) => width).join(' ') }
  const items = virtual.getVirtualItems()
  return (
    <div
      ref={host}
      className="data-table"
      role="grid"
      aria-label={label}
      aria-rowcount={sorted.length + 1}
      aria-colcount={columns.length}
      tabIndex={0}
      aria-activedescendant={items.some(({ index }) => index === at) ? `${id}-${at}` : undefined}
      onKeyDown={onKeyDown}
    >
      <div role="row" aria-rowindex={1} className="table-head" style={template}>
        {columns.map((column) => (
          <Heading key={column.id} column={column} order={order} onOrder={setOrder} />
        ))}
      </div>
      <div role="presentation" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {items.map(({ index, start }) => {
          const row = sorted[index]
          if (row === undefined) return null
          return (
            // The table takes the keys for all rows.
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
            <div
              key={rowKey(row)}
              id={`${id}-${index}`}
              role="row"
              aria-rowindex={index + 2}
              aria-selected={isSelected?.(row) ?? false}
              className={`table-row ${index === at ? 'active' : ''} ${className?.(row) ?? ''}`}
              style={{ ...template, height: rowHeight, transform: `translateY(${start}px)` }}
              onClick={() => {
                setActive(index)
                onActivate(row)
              }}
            >
              {columns.map(({ id: column, align, cell }) => (
                <div key={column} role="gridcell" className={align === 'right' ? 'number right' : 'ellipsis'}>
                  {cell(row)}
                </div>
              ))}
            </div>
          )
        })}
      </div>
    </div>
  )
}

const headHeight = 26

interface HeadingProps<Row> {
  column: TableColumn<Row>
  order: Order
  onOrder: (order: Order) => void
}

function Heading<Row>({ column: { id, title, align }, order, onOrder }: HeadingProps<Row>) {
  const own = order.column === id
  const Arrow = order.descending ? ChevronDown : ChevronUp
  return (
    <div
      role="columnheader"
      className={align ?? ''}
      aria-sort={own ? (order.descending ? 'descending' : 'ascending') : 'none'}
    >
      <button type="button" onClick={() => onOrder({ column: id, descending: own && !order.descending })}>
        {title}
        {own ? <Arrow size={11} aria-hidden /> : null}
      </button>
    </div>
  )
}
