import type { MouseEvent, ReactNode } from 'react'

export interface CitationTarget {
  /** `hs_err_pid9615.log:66387` */
  label: string
  /** Path, lines and the quote, for the tooltip. */
  title: string
  current: boolean
  open: () => void
}

interface CitationLinkProps {
  target: CitationTarget
  className?: string
  children?: ReactNode
}

/** Every claim's way to its line of evidence. */
export function CitationLink({ target, className = '', children }: CitationLinkProps) {
  const onClick = (event: MouseEvent): void => {
    event.stopPropagation()
    target.open()
  }
  return (
    <button
      type="button"
      className={`link ${className}`}
      title={target.title}
      aria-current={target.current ? 'true' : undefined}
      onClick={onClick}
    >
      {children ?? target.label}
    </button>
  )
}
