/**
 * `npm start [-- PATH...]`: opens the app on the named bundles, or on the example. On a Linux machine without a display it
 * gives the readable verdict in the terminal instead, and says how to get the window.
 *
 * Exit code: 0 when it was shown, also when the verdict is that the JVM failed; 2 when a path cannot be read; otherwise
 * that of what went wrong.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { buildBundles } from './build.ts'
import { inRoot, logToStderr, root, rootSwitches } from './paths.ts'
import { electronRuntime } from './runtime.ts'
import { ensureSystemLibraries, hasDisplay } from './system-libraries.ts'

const EXAMPLE = inRoot('test/fixtures/bundles/example.tar.gz')
/** The CLI's code for "a failure was diagnosed": for this command that is a success. */
const FAILURE_DIAGNOSED = 1

const words = process.argv.slice(2)
const switches = words.filter((word) => word.startsWith('--'))
const named = words.filter((word) => !word.startsWith('--'))
const paths = (named.length > 0 ? named : [EXAMPLE]).map((word) =>
  path.resolve(process.env['INIT_CWD'] ?? process.cwd(), word),
)
const absent = paths.filter((file) => !existsSync(file))
if (absent.length > 0) {
  for (const file of absent)
    logToStderr(
      file === EXAMPLE ? `the example bundle is not in this checkout: ${file}` : `no such file or folder: ${file}`,
    )
  process.exitCode = 2
} else process.exitCode = hasDisplay() ? await showWindow() : await showInTerminal()

async function showWindow(): Promise<number> {
  const { executable } = await electronRuntime()
  if (!ensureSystemLibraries(executable, { screen: false, log: logToStderr })) return 1
  // In a process of its own: what bundling takes, most of a gigabyte, is given back before the window opens.
  const bundles = ['main', 'engine', 'preload', 'renderer']
  const built = spawnSync(process.execPath, [inRoot('build/build.ts'), ...bundles], { stdio: 'inherit' })
  if (built.status !== 0) return built.status ?? 1
  // Chromium complains about every missing desktop service; only what is fatal is of use here.
  const quiet = '--log-level=3'
  const child = spawn(executable, [...rootSwitches(), quiet, root, ...switches, ...paths], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal))
  return new Promise((resolve) => {
    child.on('error', (error) => {
      logToStderr(`cannot start ${executable}: ${error.message}`)
      resolve(1)
    })
    child.on('exit', (code) => resolve(code ?? 1))
  })
}

async function showInTerminal(): Promise<number> {
  await buildBundles(['cli'])
  const cli = spawnSync(process.execPath, [inRoot('dist/cli/index.cjs'), 'analyze', ...paths], { stdio: 'inherit' })
  process.stdout.write(
    [
      '',
      'This machine has no display (neither DISPLAY nor WAYLAND_DISPLAY is set), so the verdict is shown here.',
      'For the window: run `npm start` on a desktop, over `ssh -X`, or on a virtual screen with `xvfb-run -a npm start`.',
      '',
    ].join('\n'),
  )
  return cli.status === FAILURE_DIAGNOSED ? 0 : (cli.status ?? 1)
}
