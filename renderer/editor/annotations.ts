/** Annotations and regions of an artifact as what Monaco draws. Pure: lines in, lines out; `firstLine` is where the window starts. */
import type { editor, languages } from 'monaco-editor/editor'
import type { Annotation } from '../../shared/model/analysis.ts'
import type { RegionRecord } from '../../shared/model/records.ts'
import type { LineSpan } from '../../shared/model/span.ts'
import { formatQuantity } from '../../shared/display/counts.ts'

/** The lines of the artifact that the editor holds. */
export interface LineWindow {
  /** Line of the artifact that is the model's line 1. */
  firstLine: number
  /** Lines in the model. */
  lines: number
}

/** More than these would slow the editor and help nobody: the weightiest come first. */
const MOST_ANNOTATIONS = 500
/** monaco.editor.OverviewRulerLane.Right; this module must not load Monaco. */
const rulerRight = 4
/** A region of at least so many lines says its length at its title, and starts folded if it lists mappings. */
const LONG_REGION = 100

/** The part of `span` within the window in model lines, or null. */
export function toModel({ line, endLine }: LineSpan, { firstLine, lines }: LineWindow): LineSpan | null {
  const from = Math.max(1, line - firstLine + 1)
  const to = Math.min(lines, endLine - firstLine + 1)
  return from <= to ? { line: from, endLine: to } : null
}

/** Text for Monaco's hover, which reads Markdown: everything with a meaning there is escaped, lines stay lines. */
export function plainMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!<>|~&:@"'/=]/g, '\\$&').replace(/\r?\n/g, '  \n')
}

export interface RulerColours {
  bad: string
  warn: string
  good: string
  accent: string
}

export function annotationDecorations(
  annotations: readonly Annotation[],
  window: LineWindow,
  colours: RulerColours,
): editor.IModelDeltaDecoration[] {
  return annotations.slice(0, MOST_ANNOTATIONS).flatMap<editor.IModelDeltaDecoration>(({ span, tone, detail }) => {
    const at = toModel(span, window)
    if (at === null) return []
    const options: editor.IModelDecorationOptions = {
      isWholeLine: true,
      marginClassName: `note-margin ${tone}`,
      hoverMessage: detail === '' ? null : { value: plainMarkdown(detail) },
      stickiness: 1,
    }
    const mark = { color: colours[tone], position: rulerRight }
    const lines = (line: number, endLine: number): editor.IModelDeltaDecoration['range'] => ({
      startLineNumber: line,
      startColumn: 1,
      endLineNumber: endLine,
      endColumn: 1,
    })
    const className = `note-line ${tone}`
    if (!isLong(at))
      return [{ range: lines(at.line, at.endLine), options: { ...options, className, overviewRuler: mark } }]
    // A whole listing in one colour would say nothing: its first line stands for it, the margin shows how far it goes.
    return [
      { range: lines(at.line, at.line), options: { className, isWholeLine: true, overviewRuler: mark } },
      { range: lines(at.line, at.endLine), options },
    ]
  })
}

export interface LineLabel {
  /** Model line. */
  line: number
  tone: Annotation['tone']
  text: string
}

/** The words at the ends of annotated lines: one label a line, in order; those of the same line are joined. */
export function lineLabels(annotations: readonly Annotation[], window: LineWindow): LineLabel[] {
  const byLine = new Map<number, LineLabel>()
  for (const { span, tone, label } of annotations.slice(0, MOST_ANNOTATIONS)) {
    const at = toModel({ line: span.line, endLine: span.line }, window)
    if (at === null || label === '') continue
    const known = byLine.get(at.line)
    if (known === undefined) byLine.set(at.line, { line: at.line, tone, text: label })
    else if (!known.text.split(' · ').includes(label)) known.text += ` · ${label}`
  }
  return [...byLine.values()].toSorted((a, b) => a.line - b.line)
}

/** Says the length of long regions at their first line, where the fold shows it. */
export function regionDecorations(
  regions: readonly RegionRecord[],
  window: LineWindow,
  endColumn: (line: number) => number,
): editor.IModelDeltaDecoration[] {
  return regions.flatMap(({ span }) => {
    const at = toModel(span, window)
    // The one around the whole text is as long as the text.
    if (at === null || span.line === 1 || !isLong(span) || at.line !== span.line - window.firstLine + 1) return []
    const label = formatQuantity(span.endLine - span.line + 1, 'line')
    return [endOfLine(at.line, endColumn(at.line), label, 'note-label plain')]
  })
}

const isLong = ({ line, endLine }: LineSpan): boolean => endLine - line + 1 >= LONG_REGION

function endOfLine(line: number, column: number, content: string, className: string): editor.IModelDeltaDecoration {
  return {
    range: { startLineNumber: line, startColumn: column, endLineNumber: line, endColumn: column },
    options: {
      showIfCollapsed: true,
      after: { content: ` ${content} `, inlineClassName: className, inlineClassNameAffectsLetterSpacing: true },
    },
  }
}

/** `Region` is what Monaco's "fold all marker regions" folds: the long mapping listings, and no others. */
export function foldingRanges(
  regions: readonly RegionRecord[],
  window: LineWindow,
  startsFolded: languages.FoldingRangeKind,
): languages.FoldingRange[] {
  return regions.flatMap((region) => {
    const at = toModel(region.span, window)
    if (at === null || at.line === at.endLine) return []
    return [{ start: at.line, end: at.endLine, ...(isListing(region) ? { kind: startsFolded } : {}) }]
  })
}

const listingIds: ReadonlySet<string> = new Set(['dynamic-libraries', 'mappings', 'memory-map'])

/** A long mapping listing hides everything after it: it starts folded where other sections stand beside it. */
export const isListing = ({ id, span, depth }: RegionRecord): boolean => depth > 0 && listingIds.has(id) && isLong(span)

/** The regions around a line, outermost first. */
export function regionsAt(regions: readonly RegionRecord[], line: number): RegionRecord[] {
  return regions
    .filter(({ span }) => span.line <= line && line <= span.endLine)
    .toSorted((a, b) => a.depth - b.depth || a.span.line - b.span.line)
}
