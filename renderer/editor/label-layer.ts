/**
 * Labels of annotated lines, drawn over the editor: behind the line's text where there is room, with their first words where there is
 * not enough, else at the right edge, so that they are read without scrolling sideways: there they lie on the text. Monaco's own
 * injected text cannot leave the end of the line.
 */
import type { LineLabel } from './annotations.ts'
import type { monaco } from './monaco.ts'

type Editor = monaco.editor.IStandaloneCodeEditor

/** Between the text and its label, and between the label and the overview ruler; CSS pixels. */
const gap = 14
const rightMargin = 16
/** Room for a word that is cut; CSS pixels. With less the label lies on the text, and no wider than the second. */
const leastRoom = 64
const mostOnText = 120

/** `victim` of `victim: mmap-commit, 65 536 bytes`: the hover and the breadcrumb have the rest. */
function firstWords(text: string): string {
  const colon = text.indexOf(': ')
  return colon < 0 ? text : text.slice(0, colon)
}

/**
 * CSS pixels. @param end of the line's text, with the gap @param width of the whole label @param right where labels end
 * @returns `most`: how wide the label may be; `behind`: whether it stands behind the text
 */
export function placeOf(end: number, width: number, right: number): { behind: boolean; most: number } {
  const room = right - end
  return room >= Math.min(width, leastRoom) ? { behind: true, most: room } : { behind: false, most: mostOnText }
}

interface Placed {
  element: HTMLElement
  /** Of the whole label, CSS pixels. */
  width: number
}

export class LabelLayer {
  readonly #editor: Editor
  readonly #layer = document.createElement('div')
  readonly #elements = new Map<number, Placed>()
  #labels: readonly LineLabel[] = []
  #frame: number | null = null

  constructor(host: HTMLElement, editor: Editor) {
    this.#editor = editor
    this.#layer.className = 'label-layer'
    // The hover and the breadcrumb say the same to screen readers.
    this.#layer.setAttribute('aria-hidden', 'true')
    // Beside the editor's own element, which comes and goes with the model.
    host.append(this.#layer)
    const later = (): void => this.#schedule()
    editor.onDidScrollChange(later)
    editor.onDidLayoutChange(later)
    editor.onDidChangeHiddenAreas(later)
    editor.onDidChangeModel(later)
  }

  show(labels: readonly LineLabel[]): void {
    this.#labels = labels
    for (const { element } of this.#elements.values()) element.remove()
    this.#elements.clear()
    this.#schedule()
  }

  dispose(): void {
    if (this.#frame !== null) cancelAnimationFrame(this.#frame)
    this.#layer.remove()
  }

  #schedule(): void {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = null
      this.#draw()
    })
  }

  #draw(): void {
    const model = this.#editor.getModel()
    const ranges = this.#editor.getVisibleRanges()
    const shown = new Set<number>()
    if (model !== null)
      for (const label of this.#labels)
        if (
          ranges.some(
            ({ startLineNumber, endLineNumber }) => label.line >= startLineNumber && label.line <= endLineNumber,
          )
        ) {
          this.#place(label, model.getLineMaxColumn(label.line))
          shown.add(label.line)
        }
    for (const [line, { element }] of this.#elements)
      if (!shown.has(line)) {
        element.remove()
        this.#elements.delete(line)
      }
  }

  #place({ line, tone, text }: LineLabel, endColumn: number): void {
    const { element, width } = this.#elements.get(line) ?? this.#make({ line, tone, text })
    const { contentLeft, contentWidth, verticalScrollbarWidth } = this.#editor.getLayoutInfo()
    const end = contentLeft + this.#editor.getOffsetForColumn(line, endColumn) - this.#editor.getScrollLeft() + gap
    const right = contentLeft + contentWidth - verticalScrollbarWidth - rightMargin
    const { behind, most } = placeOf(end, width, right)
    const shown = end + width <= right ? text : firstWords(text)
    if (element.textContent !== shown) element.textContent = shown
    element.style.maxWidth = `${Math.floor(most)}px`
    const left = Math.max(contentLeft, behind ? end : right - element.offsetWidth)
    const top = this.#editor.getTopForLineNumber(line) - this.#editor.getScrollTop()
    element.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`
  }

  #make({ line, tone, text }: LineLabel): Placed {
    const element = document.createElement('span')
    element.className = `line-label ${tone}`
    element.textContent = text
    this.#layer.append(element)
    const placed = { element, width: element.offsetWidth }
    this.#elements.set(line, placed)
    return placed
  }
}
