/** The window's end of the engine's port. Everything that is data comes through `callEngine`; the rest is `window.desktop`. */
import type { InputOf, MethodName, OutputOf, ProgressOf } from '../../shared/rpc/contract.ts'
import type { Desktop } from '../../shared/rpc/desktop.ts'
import { connect, type CallOptions, type Client } from '../../shared/rpc/client.ts'
import type { Port } from '../../shared/rpc/protocol.ts'

declare global {
  interface Window {
    desktop: Desktop
  }
}

let current: Client | null = null
let waiting: ((client: Client) => void)[] = []

/** Makes `port` the way to the engine. An earlier one is given up: its pending calls reject with `engine-gone`. */
export function attachEngine(port: Port): void {
  current?.fail('The engine was replaced.')
  const client = connect(port)
  current = client
  const waiters = waiting
  waiting = []
  for (const resolve of waiters) resolve(client)
}

/** The engine ended: every pending call rejects now, later calls wait for the next port. */
export function detachEngine(): void {
  current?.fail('The engine stopped.')
  current = null
}

/** Waits for a port if there is none yet. Rejects with RpcError. */
export async function callEngine<M extends MethodName>(
  method: M,
  input: InputOf<M>,
  options: CallOptions<ProgressOf<M>> = {},
): Promise<OutputOf<M>> {
  const client = current ?? (await new Promise<Client>((resolve) => waiting.push(resolve)))
  return client.call(method, input, options)
}

/** Takes ports that the preload forwards as window messages. Returns its disposer. */
export function listenForPorts(): () => void {
  const onMessage = (event: MessageEvent): void => {
    const [port] = event.ports
    if (event.source === window && event.data === 'engine-port' && port !== undefined) attachEngine(adapt(port))
  }
  window.addEventListener('message', onMessage)
  return () => window.removeEventListener('message', onMessage)
}

function adapt(port: MessagePort): Port {
  return {
    post: (message) => port.postMessage(message),
    listen: (onMessage) => {
      port.addEventListener('message', (event) => onMessage(event.data))
      port.start()
    },
    close: () => port.close(),
  }
}
