import type { Citation } from './span.ts'

/** Mappings that a process may have had, where nothing counts all of them: an inference from its threads. */
export interface MapEstimate {
  least: number
  most: number
  /** What it rests on, with its numbers. */
  why: string
  citation: Citation
}
