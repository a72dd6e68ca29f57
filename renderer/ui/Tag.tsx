import type { ReactNode } from 'react'
import type { Tone } from './words.ts'

export function Tag({ tone, children }: { tone: Tone; children: ReactNode }) {
  return <span className={`tag ${tone}`}>{children}</span>
}
