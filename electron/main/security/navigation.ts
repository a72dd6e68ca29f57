/** The window shows our page and nothing else: no navigation, no redirect, no second window, no webview. */
import { shell, type WebContents } from 'electron'
import type { TrustedOrigin } from './origin.ts'

/** Documentation that the app refers to. It opens in the user's browser, on a click only. */
const externalPages: readonly string[] = [
  'https://docs.kernel.org/',
  'https://man7.org/linux/man-pages/',
  'https://bugs.openjdk.org/browse/',
  'https://github.com/openjdk/',
  'https://docs.oracle.com/en/java/',
  'https://kafka.apache.org/',
  'https://issues.apache.org/jira/browse/',
]

/** Reloading the page is the only navigation there is. */
export function isAllowedNavigation(url: string, origin: TrustedOrigin): boolean {
  return url.replace(/#.*$/, '') === origin.entry
}

/** Compared after parsing, so that `https://docs.kernel.org@evil.example/` or an upper-case scheme cannot pass for it. */
export function isAllowedExternal(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { href, username, password } = new URL(url)
  return username === '' && password === '' && externalPages.some((page) => href.startsWith(page))
}

export function confineNavigation(contents: WebContents, origin: TrustedOrigin): void {
  const confine = (event: { url: string; preventDefault(): void }): void => {
    if (!isAllowedNavigation(event.url, origin)) event.preventDefault()
  }
  contents.on('will-navigate', confine)
  contents.on('will-redirect', confine)
  contents.on('will-frame-navigate', confine)
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    if (isAllowedExternal(url)) void shell.openExternal(url)
    return { action: 'deny' }
  })
}
