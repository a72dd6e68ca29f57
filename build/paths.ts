/** Where things are in this checkout. */
import { homedir } from 'node:os'
import path from 'node:path'

export const root = path.dirname(import.meta.dirname)
export const inRoot = (...parts: string[]): string => path.join(root, ...parts)

/** Per user, so that a second checkout reuses what the first one fetched. */
export function cacheFolder(): string {
  const base =
    process.env['XDG_CACHE_HOME'] ??
    (process.platform === 'darwin'
      ? path.join(homedir(), 'Library', 'Caches')
      : process.platform === 'win32'
        ? (process.env['LOCALAPPDATA'] ?? path.join(homedir(), 'AppData', 'Local'))
        : path.join(homedir(), '.cache'))
  return path.join(base, 'mortem')
}

/** Progress of set-up goes to stderr: stdout belongs to results. */
export const logToStderr = (line: string): void => {
  process.stderr.write(`${line}\n`)
}

/** The switches a development start of Electron needs: Chromium refuses to run sandboxed as root. */
export const rootSwitches = (): string[] => (process.getuid?.() === 0 ? ['--no-sandbox'] : [])
