import { useEffect, useId, useLayoutEffect, useRef, useState, type ReactNode } from 'react'
import { createPortal } from 'react-dom'
import { placeTip } from './place-tip.ts'

export interface TipAnchor {
  'aria-describedby': string | undefined
  onPointerEnter: (event: { currentTarget: Element }) => void
  onPointerLeave: () => void
  onFocus: (event: { currentTarget: Element }) => void
  onBlur: () => void
}

const hoverDelayMs = 250

/**
 * A tooltip, shown on hover after a moment and on focus at once; Escape and scrolling hide it. Spread `anchor` on the element
 * it belongs to and render `tip` beside it.
 */
export function useTip(content: ReactNode): { anchor: TipAnchor; tip: ReactNode } {
  const id = useId()
  const [element, setElement] = useState<Element | null>(null)
  const box = useRef<HTMLDivElement>(null)
  const timer = useRef<number | undefined>(undefined)

  useEffect(() => () => window.clearTimeout(timer.current), [])
  useEffect(() => {
    if (element === null) return undefined
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') setElement(null)
    }
    const onScroll = (): void => setElement(null)
    window.addEventListener('keydown', onKey)
    window.addEventListener('scroll', onScroll, { capture: true, passive: true })
    return () => {
      window.removeEventListener('keydown', onKey)
      window.removeEventListener('scroll', onScroll, { capture: true })
    }
  }, [element])
  useLayoutEffect(() => {
    if (element === null || box.current === null) return
    const { left, top } = placeTip(element.getBoundingClientRect(), box.current.getBoundingClientRect(), {
      width: window.innerWidth,
      height: window.innerHeight,
    })
    box.current.style.left = `${left}px`
    box.current.style.top = `${top}px`
  }, [element])

  const hide = (): void => {
    window.clearTimeout(timer.current)
    setElement(null)
  }
  return {
    anchor: {
      'aria-describedby': element === null ? undefined : id,
      onPointerEnter: ({ currentTarget }) => {
        window.clearTimeout(timer.current)
        timer.current = window.setTimeout(() => setElement(currentTarget), hoverDelayMs)
      },
      onPointerLeave: hide,
      onFocus: ({ currentTarget }) => {
        if (currentTarget.matches(':focus-visible')) setElement(currentTarget)
      },
      onBlur: hide,
    },
    tip:
      element === null
        ? null
        : createPortal(
            <div ref={box} id={id} role="tooltip" className="tip">
              {content}
            </div>,
            document.body,
          ),
  }
}
