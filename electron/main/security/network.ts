/** No network: Mortem works on files. Requests, name lookups and WebRTC are refused for everything but our own page. */
import type { App, Session, WebContents } from 'electron'
import type { TrustedOrigin } from './origin.ts'

/** Schemes that never leave the machine. `data:` is for images (the policy allows no more), `devtools:` for the inspector. */
const localSchemes = new Set(['app:', 'devtools:', 'data:'])

/** @param origin the dev server while developing: it and its web socket are let through */
export function isAllowedRequest(url: string, origin: TrustedOrigin): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, host } = new URL(url)
  if (localSchemes.has(protocol)) return true
  const dev = origin.protocol === 'http:'
  return dev && host === origin.host && (protocol === 'http:' || protocol === 'ws:')
}

/** Must run before Electron is ready: even names are not looked up, which prefetch hints would do past the request filter. */
export function refuseNameLookups(app: App, dev: boolean): void {
  const except = dev ? ' , EXCLUDE localhost , EXCLUDE 127.0.0.1' : ''
  app.commandLine.appendSwitch('host-resolver-rules', `MAP * ~NOTFOUND${except}`)
}

export function blockNetwork(session: Session, origin: TrustedOrigin): void {
  session.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !isAllowedRequest(url, origin) }))
  // The dictionary would be downloaded.
  session.setSpellCheckerEnabled(false)
}

/** WebRTC sends packets without asking the request filter; without a proxy this policy leaves it nothing to send with. */
export function blockPeerConnections(contents: WebContents): void {
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
}
