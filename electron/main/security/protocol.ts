/** `app://ui/…`: the built page, read from one folder, every answer with the policy. Nothing else is served; `file:` is refused. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { protocol } from 'electron'
import { contentSecurityPolicy } from './csp.ts'
import { APP_HOST, APP_SCHEME } from './origin.ts'

const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
}

/** Must run before Electron is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ])
}

/** @param root folder of the built page */
export function serveApp(root: string): void {
  protocol.handle(APP_SCHEME, async ({ method, url }) => {
    if (method !== 'GET') return answer(405, null)
    const file = resolveAsset(root, url)
    const type = file === undefined ? undefined : contentTypes[path.extname(file)]
    if (file === undefined || type === undefined) return answer(404, null)
    try {
      return answer(200, await readFile(file), type)
    } catch {
      return answer(404, null)
    }
  })
  protocol.handle('file', () => answer(403, null))
}

function answer(status: number, body: Uint8Array<ArrayBuffer> | null, type = 'text/plain'): Response {
  return new Response(body, {
    status,
    headers: {
      'content-type': type,
      'content-security-policy': contentSecurityPolicy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
    },
  })
}

/**
 * The file a URL names, or undefined if it names none below `root`. Decided with path.relative: a prefix comparison would let
 * a sibling folder through whose name begins like ours.
 */
export function resolveAsset(root: string, url: string): string | undefined {
  if (!URL.canParse(url)) return undefined
  const { protocol: scheme, host, pathname } = new URL(url)
  if (scheme !== `${APP_SCHEME}:` || host !== APP_HOST) return undefined
  let name: string
  try {
    name = decodeURIComponent(pathname)
  } catch {
    return undefined
  }
  // A backslash separates folders on Windows, and NUL ends a name in C.
  if (name.includes('\0') || name.includes('\\')) return undefined
  const file = path.resolve(root, `.${name}`)
  const relative = path.relative(root, file)
  const outside =
    relative === '' || relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative)
  return outside ? undefined : file
}
