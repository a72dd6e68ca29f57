/** The engine's life: a utility process that is started, connected to windows, noticed when it dies, restarted, and ended in time. */
import { MessageChannelMain, utilityProcess, type UtilityProcess, type WebContents } from 'electron'
import type { EngineHostMessage } from '../../shared/rpc/desktop.ts'
import { engineEnvironment } from './engine-environment.ts'

/** How long the engine may take to close its store before it is killed. */
const SHUTDOWN_GRACE_MS = 3000

export interface EngineHost {
  /** Starts the engine; does nothing if it runs. */
  start(): void
  /** Ends the running engine, if any, and starts a new one. */
  restart(): Promise<void>
  /** Gives the page a port to the engine, as a message `engine-port`. Throws if the engine is not running. */
  connect(contents: WebContents): void
  /** Messages to an engine that is not running are dropped: whoever sends them sends them again on `onStart`. */
  post(message: EngineHostMessage): void
  /** Asks the engine to close its store and end; kills it after the grace period. Resolves when it is gone. */
  shutdown(): Promise<void>
}

export interface EngineHostSettings {
  /** The built entry; main knows no more of the engine than this path. */
  entry: string
  library: string
  /** After every start, before any window is connected. */
  onStart: () => void
  /** The engine ended by itself. */
  onExit: (code: number | null) => void
}

export function createEngineHost({ entry, library, onStart, onExit }: EngineHostSettings): EngineHost {
  let running: UtilityProcess | undefined

  function start(): void {
    if (running !== undefined) return
    const child = utilityProcess.fork(entry, [`--library=${library}`], {
      serviceName: 'Mortem engine',
      stdio: 'inherit',
      env: engineEnvironment(process.env),
    })
    running = child
    child.once('exit', (code: number | null) => {
      // A restart or a shutdown has let go of it: then its end is no news.
      if (running !== child) return
      running = undefined
      onExit(code)
    })
    onStart()
  }

  async function shutdown(): Promise<void> {
    const child = running
    if (child === undefined) return
    running = undefined
    await new Promise<void>((resolve) => {
      const impatience = setTimeout(() => child.kill(), SHUTDOWN_GRACE_MS)
      child.once('exit', () => {
        clearTimeout(impatience)
        resolve()
      })
      child.postMessage({ type: 'shutdown' } satisfies EngineHostMessage)
    })
  }

  return {
    start,
    shutdown,
    async restart() {
      await shutdown()
      start()
    },
    connect(contents) {
      if (running === undefined) throw new Error('the engine is not running')
      const { port1, port2 } = new MessageChannelMain()
      running.postMessage({ type: 'connect' } satisfies EngineHostMessage, [port1])
      contents.postMessage('engine-port', null, [port2])
    },
    post(message) {
      running?.postMessage(message)
    },
  }
}
