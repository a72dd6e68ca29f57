/** System libraries of Electron on Linux: what is missing, and how a Debian or Ubuntu gets it. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** Verified on an empty Debian 12. Alternatives of a line: newer releases renamed the packages (64-bit time). */
const debianPackages: readonly (readonly string[])[] = [
  ['libgtk-3-0t64', 'libgtk-3-0'],
  ['libnss3'],
  ['libasound2t64', 'libasound2'],
  ['libgbm1'],
]
/** A screen for tests on a machine that has none. */
const screenPackages: readonly (readonly string[])[] = [['xvfb'], ['xauth']]

/** Shared libraries the executable lacks, by soname. Empty on other systems than Linux. */
export function missingLibraries(executable: string): string[] {
  if (process.platform !== 'linux') return []
  const { stdout } = spawnSync('ldd', [executable], { encoding: 'utf8' })
  return parseMissingLibraries(stdout ?? '')
}

/** Reads ldd's output: `libgtk-3.so.0 => not found`. */
export function parseMissingLibraries(listing: string): string[] {
  const missing = new Set<string>()
  for (const line of listing.split('\n')) {
    const [name, verdict] = line.trim().split(' => ')
    if (name && verdict === 'not found') missing.add(name)
  }
  return [...missing]
}

export const hasDisplay = (): boolean =>
  process.platform !== 'linux' || Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'])

export const hasVirtualScreen = (): boolean =>
  spawnSync('sh', ['-c', 'command -v xvfb-run && command -v xauth']).status === 0

/** The names this system's package lists know, of each line's alternatives. */
function packagesToInstall(): string[] {
  return [...debianPackages, ...screenPackages].map((alternatives) => {
    const known = alternatives.find((name) => {
      const { stdout } = spawnSync('apt-cache', ['policy', name], { encoding: 'utf8', env: plainEnvironment() })
      return stdout?.includes('Candidate: ') && !stdout.includes('Candidate: (none)')
    })
    return known ?? (alternatives.at(-1) as string)
  })
}

const plainEnvironment = (): NodeJS.ProcessEnv => ({ ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' })

/** The one command to type where we may not install. */
export const debianInstallCommand = (): string =>
  `sudo apt-get install --no-install-recommends ${packagesToInstall().join(' ')}`

/** Installs with apt-get when root on Debian or Ubuntu; false if that is not possible or failed. apt's output goes to stderr. */
export function installSystemPackages(log: (line: string) => void): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return false
  const apt = (...args: string[]): boolean => {
    log(`apt-get ${args.join(' ')}`)
    return spawnSync('apt-get', args, { stdio: ['ignore', 2, 2], env: plainEnvironment() }).status === 0
  }
  // Without fresh lists the names cannot be resolved; a failing mirror need not be fatal if the lists are there.
  apt('update', '-qq')
  return apt('install', '-y', '-qq', '--no-install-recommends', ...packagesToInstall())
}

/**
 * Makes sure that `executable` can start: installs what is missing where we may, otherwise prints the command.
 * @param screen a virtual screen is needed too (tests without a display)
 */
export function ensureSystemLibraries(
  executable: string,
  { screen, log }: { screen: boolean; log: (line: string) => void },
): boolean {
  const missing = (): string[] => [
    ...missingLibraries(executable),
    ...(screen && !hasVirtualScreen() ? ['xvfb-run'] : []),
  ]
  const before = missing()
  if (before.length === 0) return true
  log(`missing on this system: ${before.join(', ')}`)
  if (installSystemPackages(log) && missing().length === 0) return true
  log(`install what is missing, then start again:\n  ${debianInstallCommand()}`)
  return false
}
