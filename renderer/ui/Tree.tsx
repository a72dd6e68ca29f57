import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useId, useRef, useState, type KeyboardEvent, type MouseEvent, type ReactNode } from 'react'
import { typeAhead } from './type-ahead.ts'

export interface TreeRow {
  key: string
  level: number
  label: string
  tooltip: string
  /** null: has no children. */
  expanded: boolean | null
  setSize: number
  position: number
}

interface TreeProps<Row extends TreeRow> {
  label: string
  rows: readonly Row[]
  rowHeight: number
  isSelected: (row: Row) => boolean
  className: (row: Row) => string
  onActivate: (row: Row) => void
  onToggle: (row: Row) => void
  /** The context menu is wanted of a row, at a place of the window. */
  onMenu?: (row: Row, at: { x: number; y: number }) => void
  children: (row: Row) => ReactNode
}

/** A virtual tree: arrows, Home, End, Enter and type-ahead, as a screen reader expects of one. Focus stays on the tree itself. */
export function Tree<Row extends TreeRow>(props: TreeProps<Row>) {
  const { label, rows, rowHeight, isSelected, className, onActivate, onToggle, onMenu, children } = props
  const id = useId()
  const host = useRef<HTMLDivElement>(null)
  const typed = useRef({ text: '', at: 0 })
  const [active, setActive] = useState(0)
  const at = Math.min(active, rows.length - 1)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => host.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 12,
  })
  useEffect(() => {
    if (document.activeElement === host.current) virtual.scrollToIndex(at)
  }, [at, virtual])

  const move = (index: number): void => setActive(Math.max(0, Math.min(rows.length - 1, index)))
  const toggle = (row: Row, expand: boolean): boolean => {
    if (row.expanded === null || row.expanded === expand) return false
    onToggle(row)
    return true
  }
  const activate = (row: Row): void => {
    if (row.expanded === null) onActivate(row)
    else onToggle(row)
  }
  // The pointer asks for the row below it, the keyboard (Shift+F10) for the active one.
  const onContextMenu = (event: MouseEvent): void => {
    const item = (event.target as Element).closest('[role="treeitem"]')
    const index = item === null ? at : Number(item.id.slice(id.length + 1))
    const row = rows[index]
    if (onMenu === undefined || row === undefined) return
    event.preventDefault()
    setActive(index)
    const box = (item ?? document.getElementById(`${id}-${index}`))?.getBoundingClientRect()
    onMenu(row, item === null && box ? { x: box.left + 24, y: box.bottom } : { x: event.clientX, y: event.clientY })
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const row = rows[at]
    if (row === undefined || event.ctrlKey || event.metaKey || event.altKey) return
    const page = Math.max(1, Math.floor((host.current?.clientHeight ?? 0) / rowHeight) - 1)
    switch (event.key) {
      case 'ArrowDown':
        move(at + 1)
        break
      case 'ArrowUp':
        move(at - 1)
        break
      case 'PageDown':
        move(at + page)
        break
      case 'PageUp':
        move(at - page)
        break
      case 'Home':
        move(0)
        break
      case 'End':
        move(rows.length - 1)
        break
      case 'ArrowRight':
        if (!toggle(row, true) && row.expanded === true) move(at + 1)
        break
      case 'ArrowLeft':
        if (!toggle(row, false)) move(rows.findLastIndex((one, index) => index < at && one.level < row.level))
        break
      case 'Enter':
      case ' ':
        activate(row)
        break
      default: {
        // `?` and F-keys belong to the window.
        if (event.key.length !== 1 || event.key === '?') return
        const next = typeAhead(rows, at, typed.current, event.key, event.timeStamp)
        if (next !== null) move(next)
      }
    }
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <div
      ref={host}
      className="tree"
      role="tree"
      aria-label={label}
      tabIndex={0}
      aria-activedescendant={at >= 0 ? `${id}-${at}` : undefined}
      onKeyDown={onKeyDown}
      onContextMenu={onContextMenu}
      onFocus={() => virtual.scrollToIndex(at)}
    >
      <div role="presentation" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {virtual.getVirtualItems().map(({ index, start, key }) => {
          const row = rows[index]
          if (row === undefined) return null
          return (
            // The tree takes the keys for all rows.
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
            <div
              key={key}
              id={`${id}-${index}`}
              role="treeitem"
              aria-level={row.level}
              aria-setsize={row.setSize}
              aria-posinset={row.position}
              aria-expanded={row.expanded ?? undefined}
              aria-selected={isSelected(row)}
              title={row.tooltip}
              className={`tree-row level-${row.level} ${index === at ? 'active' : ''} ${className(row)}`}
              style={{ height: rowHeight, transform: `translateY(${start}px)` }}
              onClick={() => {
                setActive(index)
                activate(row)
              }}
            >
              {children(row)}
            </div>
          )
        })}
      </div>
    </div>
  )
}
