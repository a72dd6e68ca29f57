import type { ReactNode } from 'react'

/** What a view says when it has nothing to show: the reason, then the artifact that would give it. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <strong>{title}</strong>
      {children}
    </div>
  )
}
