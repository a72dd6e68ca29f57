/** Text of artifacts for the editor, in windows of the engine's size. */
import type { ArtifactSummary } from '../../shared/model/case.ts'
import { callEngine } from './engine.ts'

/** Up to here the editor gets the whole artifact; above, a window that follows the scroll. */
export const WHOLE_TEXT_LIMIT = 40_000_000
/** Lines of a window of a larger artifact, and the most characters it may hold. */
const WINDOW_LINES = 200_000
const WINDOW_CHARACTERS = 32_000_000
/** The engine cuts an answer at 8 MB; more lines than this cannot be asked for at once. */
const MOST_LINES = 2_000_000

export interface LoadedText {
  text: string
  /** 1-based line of the artifact where `text` starts. */
  firstLine: number
  /** Lines of the whole artifact. */
  totalLines: number
  /** Whether `text` is all of it. */
  whole: boolean
}

export interface LoadOptions {
  signal: AbortSignal
  /** Characters so far. */
  onProgress?: (characters: number) => void
}

/** The whole text, or the window around `line` where the artifact is too large for that. Rejects with RpcError. */
export async function loadText(
  caseId: string,
  artifact: ArtifactSummary,
  line: number,
  options: LoadOptions,
): Promise<LoadedText> {
  const whole = artifact.textBytes <= WHOLE_TEXT_LIMIT
  const firstLine = whole ? 1 : Math.max(1, Math.min(line - WINDOW_LINES / 2, artifact.lines - WINDOW_LINES + 1))
  const parts: string[] = []
  let next = firstLine
  let characters = 0
  let totalLines = artifact.lines
  const lastLine = whole ? Infinity : firstLine + WINDOW_LINES - 1
  do {
    const count = Math.min(MOST_LINES, lastLine - next + 1)
    const answer = await callEngine(
      'text.window',
      { case: caseId, artifact: artifact.id, from: next, count },
      { signal: options.signal },
    )
    totalLines = answer.totalLines
    const lines = countLines(answer.text)
    // An answer that does not move on would ask for ever.
    if (answer.from !== next || (lines === 0 && next <= totalLines)) break
    parts.push(answer.text)
    next += lines
    characters += answer.text.length
    options.onProgress?.(characters)
  } while (next <= Math.min(totalLines, lastLine) && (whole || characters < WINDOW_CHARACTERS))
  return { text: parts.join('\n'), firstLine, totalLines, whole: firstLine === 1 && next > totalLines }
}

/** Lines of a text whose lines are separated (not ended) by `\n`. */
export function countLines(text: string): number {
  let lines = 1
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++
  return lines
}
