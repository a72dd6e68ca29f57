/** Which bundle is made from which folders, and whether what is in dist/ is still up to date. Loads no bundler: it must be quick. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { inRoot } from './paths.ts'

export const bundleNames = ['main', 'engine', 'cli', 'preload', 'renderer'] as const
export type BundleName = (typeof bundleNames)[number]

const sources: Record<BundleName, readonly string[]> = {
  main: ['electron/main', 'shared'],
  engine: ['electron/engine', 'shared'],
  cli: ['electron/cli', 'electron/engine', 'shared'],
  preload: ['electron/preload', 'shared'],
  renderer: ['renderer', 'shared'],
}
/** A change of any of these rebuilds everything. */
const common = ['package.json', 'package-lock.json', 'build/vite.ts', 'build/bundles.ts']

const stampOf = (name: BundleName): string => inRoot('dist', name, '.built-from')

/** Names, sizes and modification times of all inputs: a few hundred stat calls, no reading. */
function fingerprint(name: BundleName): string {
  const hash = createHash('sha256')
  for (const input of [...common, ...sources[name]]) addTo(hash, inRoot(input))
  return hash.digest('hex')
}

function addTo(hash: ReturnType<typeof createHash>, file: string): void {
  const stats = statSync(file, { throwIfNoEntry: false })
  if (stats === undefined) return
  if (stats.isDirectory()) for (const entry of readdirSync(file).toSorted()) addTo(hash, path.join(file, entry))
  else hash.update(`${file}\0${stats.size}\0${stats.mtimeMs}\n`)
}

export function staleBundles(names: readonly BundleName[] = bundleNames): BundleName[] {
  return names.filter((name) => !existsSync(stampOf(name)) || readFileSync(stampOf(name), 'utf8') !== fingerprint(name))
}

/** Returns what to write after the bundle is built: taken before, so that an edit during the build makes it stale again. */
export function beginBundle(name: BundleName): { finish: () => void } {
  const stamp = fingerprint(name)
  rmSync(stampOf(name), { force: true })
  return {
    finish: () => {
      mkdirSync(path.dirname(stampOf(name)), { recursive: true })
      writeFileSync(stampOf(name), stamp)
    },
  }
}

/** For the dev server, whose development bundles must never pass for finished ones. */
export function discardStamps(): void {
  for (const name of bundleNames) rmSync(stampOf(name), { force: true })
}
