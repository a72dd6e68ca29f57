/** Dark, light, or what the system says; remembered, and set on the document before the first paint. */
import { create } from 'zustand'

export type ThemeChoice = 'dark' | 'light' | 'system'
export type Theme = 'dark' | 'light'

const storageKey = 'mortem.theme'
const prefersDark = window.matchMedia('(prefers-color-scheme: dark)')

export const useTheme = create<{ choice: ThemeChoice; theme: Theme }>(() => {
  const stored = localStorage.getItem(storageKey)
  const choice = stored === 'dark' || stored === 'light' ? stored : 'system'
  return { choice, theme: resolve(choice) }
})

function resolve(choice: ThemeChoice): Theme {
  if (choice !== 'system') return choice
  return prefersDark.matches ? 'dark' : 'light'
}

export function chooseTheme(choice: ThemeChoice): void {
  localStorage.setItem(storageKey, choice)
  useTheme.setState({ choice, theme: resolve(choice) })
}

/** Keeps `data-theme` of the document current. Call once, before rendering. */
export function followTheme(): void {
  const apply = ({ theme }: { theme: Theme }): void => {
    document.documentElement.dataset['theme'] = theme
  }
  apply(useTheme.getState())
  useTheme.subscribe(apply)
  prefersDark.addEventListener('change', () => {
    const { choice } = useTheme.getState()
    useTheme.setState({ theme: resolve(choice) })
  })
}
