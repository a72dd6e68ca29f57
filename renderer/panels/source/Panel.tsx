import { useEffect, useMemo, useRef, useState } from 'react'
import { formatBytes } from '../../../shared/display/bytes.ts'
import { formatCount } from '../../../shared/display/counts.ts'
import type { SourceDocument, SourceEditor } from '../../editor/source-editor.ts'
import { isReadable } from '../../state/case-lookup.ts'
import { useArtifact, useCase } from '../../state/current.ts'
import { moveCursor, select, useSelection } from '../../state/selection.ts'
import { useSession } from '../../state/session.ts'
import { registerSource } from '../../state/source-handle.ts'
import { useTheme } from '../../state/theme.ts'
import { useQuery } from '../../state/use-query.ts'
import { Empty } from '../../ui/Empty.tsx'
import { MaximizeButton } from '../../ui/Pane.tsx'
import { Breadcrumb } from './Breadcrumb.tsx'
import { languageOf, lastLine } from './model.ts'
import { Tabs } from './Tabs.tsx'
import { useText } from './use-text.ts'
import './panel.css'

export function SourcePanel() {
  const opened = useCase()
  const caseId = opened?.id ?? ''
  const front = useSelection(({ artifact }) => artifact)
  const span = useSelection((selection) => selection.span)
  const sequence = useSelection((selection) => selection.sequence)
  const engine = useSession((session) => session.engine)
  const artifact = useArtifact(front)
  const readable = artifact !== null && isReadable(artifact) ? artifact : null

  const [edge, setEdge] = useState<{ sequence: number; line: number } | null>(null)
  const spanLine = span !== null && span.artifact === front ? span.line : 1
  // The scroll moves the window on; the next selection counts again.
  const line = edge !== null && edge.sequence === sequence ? edge.line : spanLine
  const { text, characters, error } = useText(caseId, readable, line, engine)
  const outline = useQuery('artifact.outline', readable && { case: caseId, artifact: readable.id }, engine)
  const ready = readable !== null && text !== null && (outline.data !== null || outline.error !== null)

  const document = useMemo<SourceDocument | null>(
    () =>
      ready && text !== null
        ? {
            caseId,
            key: `${caseId}/${readable.id}@${text.firstLine}`,
            language: languageOf(readable.format),
            text: text.text,
            firstLine: text.firstLine,
            totalLines: text.totalLines,
            regions: outline.data?.regions ?? [],
            annotations: outline.data?.annotations ?? [],
          }
        : null,
    [ready, caseId, readable, text, outline.data],
  )
  const host = useEditor(document, (at) => setEdge({ sequence: useSelection.getState().sequence, line: at }))

  return (
    <section className="pane source-panel" aria-label="Source" tabIndex={-1}>
      <div className="source-top">
        <Tabs />
        <MaximizeButton title="Source" />
      </div>
      {artifact === null ? null : <Breadcrumb artifact={artifact} outline={outline.data} />}
      {text === null || text.whole || readable === null ? null : (
        <WindowBar
          first={text.firstLine}
          last={lastLine(text)}
          total={text.totalLines}
          onMove={(at) => setEdge({ sequence, line: at })}
        />
      )}
      <div
        id="source-text"
        className="source-text"
        role="tabpanel"
        aria-labelledby={front === null ? undefined : `tab-${front}`}
      >
        <div ref={host} className={`editor-host ${document === null ? 'hidden' : ''}`} />
        {document === null ? (
          <div className="source-over">
            {artifact === null ? (
              <Empty title="No artifact is open">
                Choose one in the case tree or with Ctrl+P. Any link beside a claim opens the lines it rests on.
              </Empty>
            ) : readable === null ? (
              <Empty title="This artifact has no text">
                {artifact.formatTitle}, {formatBytes(artifact.bytes)}. Only its headers were read.
              </Empty>
            ) : error === null ? (
              <Empty title={`Reading ${formatBytes(readable.textBytes)}`}>
                {characters > 0 ? `${formatBytes(characters)} so far` : null}
              </Empty>
            ) : (
              <Empty title="The text could not be read">{error.message}</Empty>
            )}
          </div>
        ) : null}
      </div>
    </section>
  )
}

interface WindowBarProps {
  first: number
  last: number
  total: number
  onMove: (line: number) => void
}

/** For texts beyond the editor's size: which part is shown, and the way to the others. Scrolling moves it too. */
function WindowBar({ first, last, total, onMove }: WindowBarProps) {
  return (
    <div className="window-bar">
      Lines {formatCount(first)} – {formatCount(last)} of {formatCount(total)}
      <button type="button" className="button small" disabled={first === 1} onClick={() => onMove(Math.max(1, first))}>
        Earlier
      </button>
      <button
        type="button"
        className="button small"
        disabled={last >= total}
        onClick={() => onMove(Math.min(total, last))}
      >
        Later
      </button>
    </div>
  )
}

/** Creates the editor in the element it returns a ref for, and keeps it showing the document and the selection. */
function useEditor(
  document: SourceDocument | null,
  onEdge: (line: number) => void,
): React.RefObject<HTMLDivElement | null> {
  const host = useRef<HTMLDivElement>(null)
  const [editor, setEditor] = useState<SourceEditor | null>(null)
  const edge = useRef(onEdge)
  const revealed = useRef(-1)
  const theme = useTheme((state) => state.theme)
  const front = useSelection(({ artifact }) => artifact)
  const span = useSelection((selection) => selection.span)
  const sequence = useSelection((selection) => selection.sequence)

  useEffect(() => {
    edge.current = onEdge
  })
  useEffect(() => {
    let created: SourceEditor | null = null
    let gone = false
    let unregister = (): void => undefined
    // Monaco is most of the bundle: the window paints before it is loaded.
    void import('../../editor/source-editor.ts').then(({ SourceEditor: Editor }) => {
      if (gone || host.current === null) return
      const made = new Editor(host.current, useTheme.getState().theme === 'dark', {
        onCursor: (line, column) => moveCursor({ line, column }),
        onEdge: (line) => edge.current(line),
        onJump: (line) => {
          const { artifact } = useSelection.getState()
          if (artifact !== null) select({ artifact, line, endLine: line })
        },
      })
      created = made
      unregister = registerSource({ focus: () => made.focus(), find: () => made.find() })
      setEditor(made)
    })
    return () => {
      gone = true
      unregister()
      created?.dispose()
    }
  }, [])
  useEffect(() => editor?.setTheme(theme === 'dark'), [editor, theme])
  useEffect(() => {
    if (editor === null) return
    if (document === null) {
      editor.clear()
      return
    }
    editor.show(document)
    const own = span !== null && span.artifact === front ? span : null
    editor.highlight(own)
    if (own !== null && revealed.current !== sequence && editor.reveal(own)) revealed.current = sequence
    else editor.reportCursor()
  }, [editor, document, front, span, sequence])
  return host
}
