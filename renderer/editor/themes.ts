/** Monaco's themes, made of our tokens: Monaco takes hex colours only, so they are read from the document. */
import type { editor } from 'monaco-editor/editor'

/** Reads a token (`--ink-1`) as `#rrggbb`. */
export type TokenReader = (token: string) => string

export function editorTheme(dark: boolean, read: TokenReader): editor.IStandaloneThemeData {
  const hex = (token: string): string => read(token).replace('#', '')
  const rule = (token: string, from: string, fontStyle?: string): editor.ITokenThemeRule => ({
    token,
    foreground: hex(from),
    ...(fontStyle === undefined ? {} : { fontStyle }),
  })
  return {
    base: dark ? 'vs-dark' : 'vs',
    inherit: false,
    rules: [
      rule('', '--ink-1'),
      rule('banner', '--ink-3'),
      rule('comment', '--ink-2'),
      rule('headline', '--ink-1'),
      rule('number.strong', '--bad', 'bold'),
      rule('frame-kind', '--ink-2'),
      rule('library', '--ink-3'),
      rule('symbol', '--ink-1'),
      rule('key', '--accent'),
      rule('address', '--ink-2'),
      rule('permissions', '--good'),
      rule('special', '--warn'),
      rule('path', '--ink-1'),
      rule('dim', '--ink-3'),
      rule('string', '--good'),
      rule('option', '--accent'),
      rule('number', '--ink-1'),
      rule('time', '--ink-2'),
      rule('error', '--bad'),
      rule('warning', '--warn'),
    ],
    colors: {
      'editor.background': read('--bg-0'),
      'editor.foreground': read('--ink-1'),
      'editorLineNumber.foreground': read('--ink-3'),
      'editorLineNumber.activeForeground': read('--ink-1'),
      'editorGutter.background': read('--bg-0'),
      'editorGutter.foldingControlForeground': read('--ink-3'),
      'editor.lineHighlightBackground': `${read('--bg-2')}80`,
      'editor.lineHighlightBorder': '#00000000',
      'editor.selectionBackground': `${read('--accent')}44`,
      'editor.inactiveSelectionBackground': `${read('--accent')}2a`,
      'editor.findMatchBackground': `${read('--warn')}66`,
      'editor.findMatchHighlightBackground': `${read('--warn')}33`,
      'editor.foldBackground': `${read('--bg-2')}a0`,
      'editorCursor.foreground': read('--accent'),
      'editorWidget.background': read('--bg-2'),
      'editorWidget.foreground': read('--ink-1'),
      'editorWidget.border': read('--line-2'),
      'editorHoverWidget.background': read('--bg-2'),
      'editorHoverWidget.border': read('--line-2'),
      'editorHoverWidget.foreground': read('--ink-2'),
      'editorOverviewRuler.border': '#00000000',
      'editorOverviewRuler.background': read('--bg-0'),
      'input.background': read('--bg-0'),
      'input.foreground': read('--ink-1'),
      'input.border': read('--line-2'),
      'inputOption.activeBackground': read('--accent-bg'),
      'inputOption.activeForeground': read('--ink-1'),
      'inputOption.activeBorder': read('--accent'),
      focusBorder: read('--accent'),
      'widget.shadow': '#00000055',
      'scrollbar.shadow': '#00000000',
      'scrollbarSlider.background': `${read('--ink-3')}40`,
      'scrollbarSlider.hoverBackground': `${read('--ink-3')}70`,
      'scrollbarSlider.activeBackground': `${read('--ink-3')}90`,
      'menu.background': read('--bg-2'),
      'menu.foreground': read('--ink-1'),
      'menu.selectionBackground': read('--accent-bg'),
      'menu.selectionForeground': read('--ink-1'),
      'menu.separatorBackground': read('--line-1'),
      'menu.border': read('--line-2'),
    },
  }
}

/**
 * The browser resolves the token, because what stands in the style sheet need not be what was written there: minifiers shorten
 * `#ffffff` to `#fff`, which Monaco refuses.
 */
export const documentToken: TokenReader = (token) => {
  const probe = document.createElement('i')
  probe.style.color = `var(${token})`
  document.body.append(probe)
  const { color } = getComputedStyle(probe)
  probe.remove()
  return hexOf(color)
}

/** `rgb(14, 17, 22)` -> `#0e1116` */
export function hexOf(rgb: string): string {
  const channels = rgb.match(/\d+/g)?.slice(0, 3) ?? []
  return `#${channels.map((channel) => Number(channel).toString(16).padStart(2, '0')).join('')}`
}
