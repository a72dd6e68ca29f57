/** The answering end of a port. */
import type { z } from 'zod'
import type { ErrorCode } from './contract.ts'
import {
  ClientMessage,
  RpcError,
  type AnyContract,
  type CallId,
  type Handlers,
  type Port,
  type ServerMessage,
} from './protocol.ts'

export interface ServeOptions {
  /** Turns what a handler threw into an error of the closed set; without it, everything but RpcError is `internal`. */
  toError?: (thrown: unknown) => RpcError
}

export interface Server {
  /** Aborts all calls, refuses new ones, and resolves when every handler has returned. */
  close(): Promise<void>
}

type AnyHandler = (
  input: unknown,
  context: { signal: AbortSignal; progress: (value: unknown) => void },
) => Promise<unknown>

/**
 * Answers the calls of `port`. Inputs are parsed with the contract's schema. Every call gets exactly one answer, whatever
 * its handler does; an unknown method is answered with an error. A message outside the protocol names no call and is ignored.
 */
export function serve<C extends AnyContract>(
  port: Port,
  contract: C,
  handlers: Handlers<C>,
  { toError = internalError }: ServeOptions = {},
): Server {
  const running = new Map<CallId, { controller: AbortController; done: Promise<void> }>()
  let closed = false

  const post = (message: ServerMessage): void => port.post(message)
  const refuse = (id: CallId, code: ErrorCode, message: string, detail: string | null = null): void =>
    post({ kind: 'error', id, code, message, detail })

  async function run(id: CallId, method: string, input: unknown, signal: AbortSignal): Promise<void> {
    try {
      const handler = (handlers as Record<string, AnyHandler>)[method] as AnyHandler
      const progress = (value: unknown): void => {
        if (!signal.aborted) post({ kind: 'progress', id, value })
      }
      post({ kind: 'result', id, value: await handler(input, { signal, progress }) })
    } catch (thrown) {
      if (signal.aborted) return refuse(id, 'cancelled', 'The call was cancelled.')
      const { code, message, detail } = toError(thrown)
      refuse(id, code, message, detail)
    }
  }

  function start(id: CallId, method: string, input: unknown): void {
    if (closed) return refuse(id, 'engine-gone', 'The engine is shutting down.')
    if (running.has(id)) return refuse(id, 'bad-input', `Call ${id} is already running.`)
    if (!Object.hasOwn(contract, method) || !Object.hasOwn(handlers, method))
      return refuse(id, 'unknown-method', `The engine has no method ${method}.`)
    const parsed = (contract[method] as { input: z.ZodType }).input.safeParse(input)
    if (!parsed.success)
      return refuse(id, 'bad-input', `The input of ${method} is not what it takes.`, parsed.error.message)
    const controller = new AbortController()
    const call = { controller, done: Promise.resolve() }
    running.set(id, call)
    call.done = run(id, method, parsed.data, controller.signal)
      // Posting failed: the port is gone, and with it whoever waited for the answer.
      .catch(() => undefined)
      .finally(() => running.delete(id))
  }

  port.listen((received) => {
    const message = ClientMessage.safeParse(received)
    if (!message.success) return
    if (message.data.kind === 'cancel') running.get(message.data.id)?.controller.abort()
    else start(message.data.id, message.data.method, message.data.input)
  })

  return {
    async close() {
      closed = true
      const calls = [...running.values()]
      for (const { controller } of calls) controller.abort()
      await Promise.all(calls.map(({ done }) => done))
    },
  }
}

function internalError(thrown: unknown): RpcError {
  if (thrown instanceof RpcError) return thrown
  return new RpcError(
    'internal',
    'The engine failed unexpectedly.',
    thrown instanceof Error ? thrown.message : String(thrown),
  )
}
