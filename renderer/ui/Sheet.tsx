import { useLayoutEffect, useRef, type ReactNode } from 'react'

interface SheetProps {
  label: string
  onClose: () => void
  children: ReactNode
}

/** A modal on the native dialog: the browser traps focus, Escape closes, focus returns to where it was. */
export function Sheet({ label, onClose, children }: SheetProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  // Before the next key press: what is typed at once after the shortcut belongs to the sheet.
  useLayoutEffect(() => {
    const element = dialog.current
    if (element === null || element.open) return
    element.showModal()
    // The browser would take the first element that can have the focus, a list's frame for one.
    element.querySelector('input')?.focus()
  }, [])
  return (
    <dialog
      ref={dialog}
      className="sheet"
      aria-label={label}
      onClose={onClose}
      onPointerDown={(event) => {
        // The dialog's own box is covered by its content: a press on the element itself is one on the backdrop.
        if (event.target === event.currentTarget) onClose()
      }}
    >
      {children}
    </dialog>
  )
}
