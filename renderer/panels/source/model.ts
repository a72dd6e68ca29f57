/** Which text is needed and how it is shown. Pure. */
import type { LoadedText } from '../../state/text.ts'
import type { LanguageId } from '../../editor/languages.ts'
import { countLines } from '../../state/text.ts'

const listings: ReadonlySet<string> = new Set(['proc-maps', 'proc-smaps', 'pmap', 'system-map'])

export function languageOf(format: string): LanguageId {
  if (format === 'hs-err') return 'hs_err'
  return listings.has(format) ? 'proc-maps' : 'log'
}

/** How far within a window a line has to stand for the window to serve it. More than what makes the editor ask for another. */
const MARGIN_LINES = 3000

/** Whether `text` shows `line` with enough around it to scroll. */
export function serves(text: LoadedText, line: number): boolean {
  if (text.whole) return true
  const last = lastLine(text)
  const above = text.firstLine === 1 || line >= text.firstLine + MARGIN_LINES
  const below = last >= text.totalLines || line <= last - MARGIN_LINES
  return above && below && line >= text.firstLine && line <= last
}

export const lastLine = (text: LoadedText): number => text.firstLine + countLines(text.text) - 1
