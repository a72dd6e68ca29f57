import type { LineNumber } from './units.ts'

/** An artifact's number within its case, given by the store; stable for the life of the index. */
export type ArtifactId = number
export type ProcessId = number

/** Lines of one artifact, both ends included. */
export interface LineSpan {
  line: LineNumber
  endLine: LineNumber
}

export interface TextSpan extends LineSpan {
  artifact: ArtifactId
}

/** A span with the words that stand there: verbatim, from its first line, cut at {@link QUOTE_LIMIT} characters. */
export interface Citation extends TextSpan {
  quote: string
}

export const QUOTE_LIMIT = 400
