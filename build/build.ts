/** `npm run build [-- NAME...] [--force]`: makes the bundles that are not up to date. */
import { beginBundle, bundleNames, staleBundles, type BundleName } from './bundles.ts'
import { buildKernels } from './kernels.ts'
import { logToStderr } from './paths.ts'

/** Builds what is stale of `names`. The bundler is loaded only if there is something to do. */
export async function buildBundles(
  names: readonly BundleName[] = bundleNames,
  { force = false, log = logToStderr }: { force?: boolean; log?: (line: string) => void } = {},
): Promise<void> {
  if (names.includes('cli') || names.includes('engine')) await buildKernels(log)
  const stale = force ? names : staleBundles(names)
  if (stale.length === 0) return
  const started = performance.now()
  log(`building ${stale.join(', ')}`)
  const [{ build, createLogger }, { configs }] = await Promise.all([import('vite'), import('./vite.ts')])
  // Vite's own logger writes to stdout, which belongs to results.
  const logger = createLogger('warn')
  logger.warn = log
  logger.warnOnce = log
  logger.error = log
  for (const name of stale) {
    const { finish } = beginBundle(name)
    await build({ ...configs[name], customLogger: logger, logLevel: 'warn' })
    finish()
  }
  log(`built in ${((performance.now() - started) / 1000).toFixed(1)} s`)
}

if (import.meta.main) {
  const words = process.argv.slice(2)
  const unknown = words.filter((word) => word !== '--force' && !bundleNames.includes(word as BundleName))
  if (unknown.length > 0) {
    logToStderr(`unknown: ${unknown.join(', ')}. Bundles: ${bundleNames.join(', ')}`)
    process.exitCode = 2
  } else {
    const names = bundleNames.filter((name) => words.includes(name))
    await buildBundles(names.length > 0 ? names : bundleNames, { force: words.includes('--force') })
  }
}
