/** The read-only editor of an artifact's text: one Monaco instance, one model an artifact, decorations for regions and annotations. */
import type { Annotation } from '../../shared/model/analysis.ts'
import type { RegionRecord } from '../../shared/model/records.ts'
import type { LineSpan } from '../../shared/model/span.ts'
import { formatCount } from '../../shared/display/counts.ts'
import {
  annotationDecorations,
  foldingRanges,
  lineLabels,
  regionDecorations,
  toModel,
  type LineWindow,
} from './annotations.ts'
import { LabelLayer } from './label-layer.ts'
import { grammars, type LanguageId } from './languages.ts'
import { monaco } from './monaco.ts'
import { documentToken, editorTheme } from './themes.ts'
import './editor.css'

export interface SourceDocument {
  caseId: string
  /** Identifies the text: the same key is the same text. */
  key: string
  language: LanguageId
  text: string
  /** Line of the artifact that `text` starts with. */
  firstLine: number
  totalLines: number
  regions: readonly RegionRecord[]
  annotations: readonly Annotation[]
}

export interface SourceEditorEvents {
  /** In lines of the artifact. */
  onCursor: (line: number, column: number) => void
  /** The lines in view come near an end of the window while the artifact goes on; `line` is the middle one. */
  onEdge: (line: number) => void
  /** The first or last line of the artifact was asked for and is outside the window. */
  onJump: (line: number) => void
}

type StandaloneEditor = monaco.editor.IStandaloneCodeEditor

interface Kept {
  model: monaco.editor.ITextModel
  view: monaco.editor.ICodeEditorViewState | null
  document: SourceDocument
  /** Settled once what starts folded is folded. */
  folded: Promise<void>
}

/** Models kept behind the one in front, so that a tab comes back as it was left. */
const MOST_MODELS = 5
/** How near to an end of the window another one is asked for. */
const EDGE_LINES = 2000

const regionsOf = new Map<string, { regions: readonly RegionRecord[]; window: LineWindow }>()
let registered = false

function registerLanguages(): void {
  if (registered) return
  registered = true
  for (const [id, grammar] of Object.entries(grammars)) {
    monaco.languages.register({ id })
    monaco.languages.setMonarchTokensProvider(id, grammar)
    monaco.languages.registerFoldingRangeProvider(id, {
      provideFoldingRanges(model) {
        const known = regionsOf.get(model.uri.toString())
        return known ? foldingRanges(known.regions, known.window, monaco.languages.FoldingRangeKind.Region) : []
      },
    })
  }
}

/** Lines of a selection that are filled with colour; about half a screen. */
const LONGEST_FILL = 24

export class SourceEditor {
  readonly #editor: StandaloneEditor
  readonly #events: SourceEditorEvents
  readonly #kept = new Map<string, Kept>()
  readonly #notes: monaco.editor.IEditorDecorationsCollection
  readonly #labels: LabelLayer
  readonly #selection: monaco.editor.IEditorDecorationsCollection
  #front: Kept | null = null
  /** Counts reveals: a later one overtakes those that still wait. */
  #reveals = 0
  /** The editor moves the cursor itself while it shows or reveals something: that is no news. */
  #quiet = false

  constructor(host: HTMLElement, dark: boolean, events: SourceEditorEvents) {
    registerLanguages()
    this.#events = events
    this.setTheme(dark)
    this.#editor = monaco.editor.create(host, {
      model: null,
      readOnly: true,
      domReadOnly: true,
      automaticLayout: true,
      ariaLabel: 'Text of the artifact',
      fontFamily: "'JetBrains Mono Variable', ui-monospace, monospace",
      fontSize: 12,
      lineHeight: 19,
      fontLigatures: false,
      lineNumbers: (line) => formatCount(line + (this.#front?.document.firstLine ?? 1) - 1),
      lineNumbersMinChars: 7,
      lineDecorationsWidth: 14,
      folding: true,
      foldingMaximumRegions: 20_000,
      showFoldingControls: 'always',
      minimap: { enabled: false },
      occurrencesHighlight: 'off',
      selectionHighlight: false,
      matchBrackets: 'never',
      links: false,
      renderLineHighlight: 'line',
      renderWhitespace: 'none',
      renderControlCharacters: true,
      unicodeHighlight: { ambiguousCharacters: false, invisibleCharacters: false },
      stopRenderingLineAfter: 5000,
      scrollBeyondLastLine: false,
      smoothScrolling: false,
      overviewRulerLanes: 2,
      hideCursorInOverviewRuler: true,
      padding: { top: 4 },
      scrollbar: { verticalScrollbarSize: 10, horizontalScrollbarSize: 10 },
      contextmenu: true,
      quickSuggestions: false,
      guides: { indentation: false },
    })
    this.#notes = this.#editor.createDecorationsCollection()
    this.#labels = new LabelLayer(host, this.#editor)
    this.#selection = this.#editor.createDecorationsCollection()
    this.#editor.onDidChangeCursorPosition(() => {
      if (!this.#quiet) this.reportCursor()
    })
    this.#editor.onKeyDown((event) => {
      const end = event.keyCode === monaco.KeyCode.Home ? 1 : event.keyCode === monaco.KeyCode.End ? Infinity : null
      const document = this.#front?.document
      if (end === null || document === undefined || !(event.ctrlKey || event.metaKey) || event.shiftKey) return
      const line = Math.min(end, document.totalLines)
      if (this.#toModel({ line, endLine: line }) !== null) return
      event.preventDefault()
      event.stopPropagation()
      this.#events.onJump(line)
    })
    this.#editor.onDidScrollChange(({ scrollTopChanged }) => {
      if (scrollTopChanged) this.#watchEdges()
    })
  }

  /** Brings `document` to the front, as it was left if it was shown before. Another window of the same artifact stays at its line. */
  show(document: SourceDocument): void {
    const from = this.#front
    if (from?.document === document) return
    const moved = from !== null && sameArtifact(from.document, document)
    const middle = moved ? this.#middleLine() : null
    const cursor = moved ? (this.#editor.getPosition()?.lineNumber ?? 1) + from.document.firstLine - 1 : null
    if (from !== null) from.view = this.#editor.saveViewState()
    if (from !== null && from.document.caseId !== document.caseId) {
      this.clear()
      this.#forget()
    }
    const known = this.#kept.has(document.key)
    const kept = this.#keep(document)
    this.#front = kept
    this.#quietly(() => {
      this.#editor.setModel(kept.model)
      if (kept.view !== null) this.#editor.restoreViewState(kept.view)
      if (middle === null || cursor === null) return
      // The text moves on under the reader: the lines in view stay, and the cursor where the new window still holds it.
      const at = this.#toModel({ line: cursor, endLine: cursor })?.line ?? middle - document.firstLine + 1
      this.#editor.setPosition({ lineNumber: at, column: 1 })
      this.#editor.revealLineInCenter(middle - document.firstLine + 1, monaco.editor.ScrollType.Immediate)
    })
    // The action waits for the ranges of the model in front, so it can only be asked for now.
    if (!known) kept.folded = Promise.resolve(this.#editor.getAction('editor.foldAllMarkerRegions')?.run())
    this.#decorate()
  }

  /** Takes the document away, for an artifact that has no text. */
  clear(): void {
    if (this.#front !== null) this.#front.view = this.#editor.saveViewState()
    this.#front = null
    this.#labels.show([])
    this.#editor.setModel(null)
  }

  /** Highlights whole lines until the next call; null, or lines outside the window, highlights none. */
  highlight(span: LineSpan | null): void {
    const at = span === null ? null : this.#toModel(span)
    if (at === null) {
      this.#selection.clear()
      return
    }
    const range = { startLineNumber: at.line, startColumn: 1, endLineNumber: at.endLine, endColumn: 1 }
    const overviewRuler = { color: documentToken('--accent'), position: monaco.editor.OverviewRulerLane.Full }
    // Of a listing or a whole file only the first line is filled: a screen of colour says nothing. The margin marks the rest.
    const filled = at.endLine - at.line < LONGEST_FILL ? range : { ...range, endLineNumber: at.line }
    this.#selection.set([
      { range, options: { isWholeLine: true, marginClassName: 'selected-margin' } },
      { range: filled, options: { isWholeLine: true, className: 'selected-lines', zIndex: 10 } },
      // The ruler shows where it starts: a listing of 65 000 lines would paint all of it.
      { range: { ...range, endLineNumber: at.line }, options: { overviewRuler } },
    ])
  }

  /** Centres the lines and puts the cursor there; unfolds what hides them. False if the window does not hold them. */
  reveal(span: LineSpan): boolean {
    const at = this.#toModel(span)
    const kept = this.#front
    if (at === null || kept === null) return false
    const turn = ++this.#reveals
    this.#place(at)
    this.#events.onCursor(span.line, 1)
    // Folding answers later, and a cursor cannot stand in lines it hides: the place is taken again once they are shown.
    void kept.folded
      .then(() => this.#unfold(at.line))
      .then(() => {
        if (turn !== this.#reveals || this.#front !== kept) return
        this.#place(at)
        this.reportCursor()
      })
    return true
  }

  /** Tells where the cursor stands, for a document that came back as it was left. */
  reportCursor(): void {
    const first = this.#front?.document.firstLine
    const position = this.#editor.getPosition()
    if (first !== undefined && position !== null)
      this.#events.onCursor(position.lineNumber + first - 1, position.column)
  }

  setTheme(dark: boolean): void {
    monaco.editor.defineTheme('mortem', editorTheme(dark, documentToken))
    monaco.editor.setTheme('mortem')
    if (this.#front !== null) this.#decorate()
  }

  focus(): void {
    this.#editor.focus()
  }

  find(): void {
    this.#editor.focus()
    void this.#editor.getAction('actions.find')?.run()
  }

  #forget(): void {
    for (const { model } of this.#kept.values()) dropModel(model)
    this.#kept.clear()
  }

  dispose(): void {
    this.clear()
    this.#forget()
    this.#labels.dispose()
    this.#editor.dispose()
  }

  #keep(document: SourceDocument): Kept {
    const known = this.#kept.get(document.key)
    if (known !== undefined) {
      this.#kept.delete(document.key)
      this.#kept.set(document.key, known)
      known.document = document
      regionsOf.set(known.model.uri.toString(), { regions: document.regions, window: windowOf(known) })
      return known
    }
    const model = monaco.editor.createModel(document.text, document.language)
    const kept: Kept = { model, view: null, document, folded: Promise.resolve() }
    this.#kept.set(document.key, kept)
    regionsOf.set(model.uri.toString(), { regions: document.regions, window: windowOf(kept) })
    for (const [key, { model: old }] of this.#kept) {
      if (this.#kept.size <= MOST_MODELS) break
      this.#kept.delete(key)
      dropModel(old)
    }
    return kept
  }

  #decorate(): void {
    const window = this.#window()
    if (this.#front === null || window === null) return
    const { document, model } = this.#front
    const endColumn = (line: number): number => model.getLineMaxColumn(line)
    const colours = {
      bad: documentToken('--bad'),
      warn: documentToken('--warn'),
      good: documentToken('--good'),
      accent: documentToken('--accent'),
    }
    this.#notes.set([
      ...annotationDecorations(document.annotations, window, colours),
      ...regionDecorations(document.regions, window, endColumn),
    ])
    this.#labels.show(lineLabels(document.annotations, window))
  }

  #toModel(span: LineSpan): LineSpan | null {
    const window = this.#window()
    return window === null ? null : toModel(span, window)
  }

  #window(): LineWindow | null {
    return this.#front === null ? null : windowOf(this.#front)
  }

  /** In lines of the artifact. */
  #middleLine(): number | null {
    const first = this.#front?.document.firstLine
    const range = this.#editor.getVisibleRanges()[0]
    if (first === undefined || range === undefined) return null
    return Math.round((range.startLineNumber + range.endLineNumber) / 2) + first - 1
  }

  #watchEdges(): void {
    const window = this.#window()
    const range = this.#editor.getVisibleRanges()[0]
    const line = this.#middleLine()
    if (this.#quiet || window === null || range === undefined || line === null || this.#front === null) return
    const above = window.firstLine > 1 && range.startLineNumber < EDGE_LINES
    const last = window.firstLine + window.lines - 1
    const below = last < this.#front.document.totalLines && range.endLineNumber > window.lines - EDGE_LINES
    if (above || below) this.#events.onEdge(line)
  }

  #place({ line, endLine }: LineSpan): void {
    this.#quietly(() => {
      this.#editor.setPosition({ lineNumber: line, column: 1 })
      this.#editor.revealLinesInCenter(line, Math.min(endLine, line + 20), monaco.editor.ScrollType.Immediate)
      this.#editor.setScrollLeft(0)
    })
  }

  async #unfold(line: number): Promise<void> {
    const { regions, firstLine } = this.#front?.document ?? { regions: [], firstLine: 1 }
    // The title of a folded region is in view: only what surrounds it has to be unfolded.
    const isTitle = regions.some(({ span }) => span.line === line + firstLine - 1)
    const within = isTitle ? Math.max(1, line - 1) : line
    // Lines count from 0 here; `up` unfolds all that surround the line.
    await this.#editor.getAction('editor.unfold')?.run({ selectionLines: [within - 1], direction: 'up', levels: 20 })
  }

  #quietly(act: () => void): void {
    this.#quiet = true
    act()
    this.#quiet = false
  }
}

const windowOf = ({ document, model }: Kept): LineWindow => ({
  firstLine: document.firstLine,
  lines: model.getLineCount(),
})

/** Keys of windows of one artifact differ after the last `@`. */
const sameArtifact = (a: SourceDocument, b: SourceDocument): boolean => artifactKey(a.key) === artifactKey(b.key)
const artifactKey = (key: string): string => key.slice(0, key.lastIndexOf('@'))

function dropModel(model: monaco.editor.ITextModel): void {
  regionsOf.delete(model.uri.toString())
  model.dispose()
}
