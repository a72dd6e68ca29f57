/** The one origin that is ours: `app://ui`, or the dev server while developing. */
export const APP_SCHEME = 'app'
export const APP_HOST = 'ui'

export interface TrustedOrigin {
  /** With the colon, e.g. `app:`. */
  protocol: string
  /** Host and port. */
  host: string
  /** What the window loads. */
  entry: string
}

export const appOrigin: TrustedOrigin = {
  protocol: `${APP_SCHEME}:`,
  host: APP_HOST,
  entry: `${APP_SCHEME}://${APP_HOST}/index.html`,
}

/** @param devServer address of the bundler's dev server; a packaged app passes undefined */
export function trustedOrigin(devServer: string | undefined): TrustedOrigin {
  if (devServer === undefined) return appOrigin
  const { protocol, host, href } = new URL(devServer)
  return { protocol, host, entry: href }
}

/** URL.origin is the string `null` for schemes the standard does not know, hence the parts. */
export function isOfOrigin(url: string, origin: TrustedOrigin): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, host, username, password } = new URL(url)
  return protocol === origin.protocol && host === origin.host && username === '' && password === ''
}
