/** Key presses to commands. Pure but for the listener. */
import { commands, runCommand } from './commands.ts'

interface Press {
  key: string
  code: string
  ctrlKey: boolean
  metaKey: boolean
  shiftKey: boolean
  altKey: boolean
}

const names: Record<string, string> = { ArrowLeft: 'Left', ArrowRight: 'Right', ArrowUp: 'Up', ArrowDown: 'Down' }
/** Shift changes what these print; the binding names what the key shows without it. */
const unshifted: Record<string, string> = { Period: '.', Comma: ',' }

/** `Ctrl+Shift+P`. Shift is left out of single signs that need it to be typed (`?`). */
export function pressText({ key, code, ctrlKey, metaKey, shiftKey, altKey }: Press): string {
  const control = ctrlKey || metaKey
  const plain = control ? (unshifted[code] ?? key) : key
  const name = names[plain] ?? (plain.length === 1 ? plain.toUpperCase() : plain)
  const shift = shiftKey && (control || altKey || name.length > 1)
  return [control ? 'Ctrl' : '', altKey ? 'Alt' : '', shift ? 'Shift' : '', name]
    .filter((part) => part !== '')
    .join('+')
}

const byKeys = new Map(commands.flatMap(({ id, keys = [] }) => keys.map((press) => [press, id] as const)))

const typesText = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.matches('input, textarea, select') || target.isContentEditable)

/** Takes the window's key presses. Returns its disposer. */
export function listenForKeys(): () => void {
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing || event.repeat === undefined) return
    const press = pressText(event)
    const id = byKeys.get(press)
    if (id === undefined) return
    // A sign without a modifier is text where text is typed; the editor is read-only, its hidden input takes none.
    const editor =
      event.target instanceof HTMLElement && event.target.closest('.monaco-editor .inputarea, .native-edit-context')
    if (press.length === 1 && typesText(event.target) && !editor) return
    if (document.querySelector('dialog[open]') !== null && press !== 'F1') return
    if (!runCommand(id)) return
    event.preventDefault()
    event.stopPropagation()
  }
  // Before Monaco, which has commands of its own on F1, F8 and Ctrl+G.
  window.addEventListener('keydown', onKeyDown, { capture: true })
  return () => window.removeEventListener('keydown', onKeyDown, { capture: true })
}
