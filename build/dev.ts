/** `npm run dev`: the renderer from Vite's dev server with hot reload; main, engine and preload rebuilt on change, Electron restarted. */
import { spawn, type ChildProcess } from 'node:child_process'
import { build, createServer } from 'vite'
import { discardStamps } from './bundles.ts'
import { buildKernels } from './kernels.ts'
import { logToStderr, root, rootSwitches } from './paths.ts'
import { electronRuntime } from './runtime.ts'
import { configs } from './vite.ts'

const RESTART_DELAY_MS = 100
const runtime = await electronRuntime()
discardStamps()
await buildKernels(logToStderr)
const server = await createServer({ ...configs.renderer, mode: 'development' })
await server.listen()
const url = server.resolvedUrls?.local[0]
if (url === undefined) throw new Error('the dev server has no local address')

let child: ChildProcess | undefined
let pending: NodeJS.Timeout | undefined

function launch(): void {
  child = spawn(runtime.executable, [...rootSwitches(), root, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, MORTEM_DEV_SERVER: url },
  })
  child.on('exit', (code) => {
    void server.close().then(() => process.exit(code ?? 0))
  })
}

function restart(): void {
  clearTimeout(pending)
  pending = setTimeout(() => {
    if (child === undefined) {
      launch()
      return
    }
    // The old one holds the library's lock until it is gone.
    child.removeAllListeners('exit')
    child.once('exit', launch)
    child.kill()
  }, RESTART_DELAY_MS)
}

const watched = [configs.main, configs.engine, configs.preload]
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    // The app's end ends the server, and with it this process.
    if (child === undefined) process.exit(1)
    child.kill(signal)
  })

let ready = 0
for (const config of watched) {
  const watcher = await build({
    ...config,
    mode: 'development',
    logLevel: 'warn',
    build: { ...config.build, watch: {} },
  })
  if (!('on' in watcher)) throw new Error('no watcher')
  watcher.on('event', (event) => {
    if (event.code === 'ERROR') process.stderr.write(`${event.error.message}\n`)
    if (event.code !== 'END') return
    ready += 1
    if (ready >= watched.length) restart()
  })
}
