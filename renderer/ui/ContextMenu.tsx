import { useLayoutEffect, useRef, type KeyboardEvent } from 'react'
import { createPortal } from 'react-dom'

export interface MenuItem {
  label: string
  disabled?: boolean
  run: () => void
}

interface ContextMenuProps {
  label: string
  at: { x: number; y: number }
  items: readonly MenuItem[]
  onClose: () => void
}

/** A menu at the pointer: arrows, Home, End, Enter, Escape; the focus goes back to where it was. */
export function ContextMenu({ label, at, items, onClose }: ContextMenuProps) {
  const menu = useRef<HTMLDivElement>(null)
  const before = useRef<Element | null>(null)
  useLayoutEffect(() => {
    const box = menu.current
    if (box === null) return undefined
    before.current = document.activeElement
    box.style.left = `${Math.max(4, Math.min(at.x, window.innerWidth - box.offsetWidth - 4))}px`
    box.style.top = `${Math.max(4, Math.min(at.y, window.innerHeight - box.offsetHeight - 4))}px`
    box.querySelector<HTMLElement>('button:not(:disabled)')?.focus()
    return undefined
  }, [at])
  const close = (): void => {
    onClose()
    if (before.current instanceof HTMLElement) before.current.focus()
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const buttons = [...(menu.current?.querySelectorAll<HTMLElement>('button:not(:disabled)') ?? [])]
    const index = buttons.findIndex((one) => one === document.activeElement)
    const steps: Record<string, number> = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: buttons.length - 1 }
    const step = steps[event.key]
    if (event.key === 'Escape' || event.key === 'Tab') close()
    else if (step === undefined) return
    else buttons[(step + buttons.length) % buttons.length]?.focus()
    event.preventDefault()
    event.stopPropagation()
  }
  return createPortal(
    // The items are focusable; this takes the arrows for all.
    // oxlint-disable-next-line jsx-a11y/interactive-supports-focus
    <div
      ref={menu}
      role="menu"
      aria-label={label}
      className="context-menu"
      onKeyDown={onKeyDown}
      onBlur={({ relatedTarget }) => {
        if (!menu.current?.contains(relatedTarget)) onClose()
      }}
    >
      {items.map((item) => (
        <button
          key={item.label}
          type="button"
          role="menuitem"
          disabled={item.disabled}
          onClick={() => {
            close()
            item.run()
          }}
        >
          {item.label}
        </button>
      ))}
    </div>,
    document.body,
  )
}
