/** What the two halves of `bench:formats` say to each other. */
import type { Issue } from '../../shared/model/records.ts'
import type { Confidence } from '../../electron/engine/formats/format.ts'

export interface Task {
  folder: string
  /** Formats are not told the names of files. */
  unknown: boolean
}

export interface Row {
  path: string
  format: string
  /** The surest first; without the fallback. */
  claims: { id: string; confidence: Confidence }[]
  lines: number
  covered: number
  facts: number
  issues: Issue[]
  milliseconds: number
  bytes: number
}

export type Message =
  | { kind: 'begin'; path: string }
  | { kind: 'alive' }
  | { kind: 'row'; row: Row }
  /** Issues of the bundle, not of an artifact. */
  | { kind: 'end'; issues: Issue[] }
  | { kind: 'failed'; error: string }
