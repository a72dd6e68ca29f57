/** The calling end of a port. */
import type { Contract } from './contract.ts'
import {
  RpcError,
  ServerMessage,
  type AnyContract,
  type CallId,
  type ClientMessage,
  type InputFor,
  type MethodOf,
  type OutputFor,
  type Port,
  type ProgressFor,
} from './protocol.ts'

export interface CallOptions<Progress> {
  signal?: AbortSignal | undefined
  onProgress?: ((value: Progress) => void) | undefined
}

export interface Client<C extends AnyContract = Contract> {
  /**
   * Rejects with {@link RpcError}. Aborting rejects at once with `cancelled` and tells the server; what it may still answer
   * is ignored.
   */
  call<M extends MethodOf<C>>(
    method: M,
    input: InputFor<C, M>,
    options?: CallOptions<ProgressFor<C, M>>,
  ): Promise<OutputFor<C, M>>
  /** The other end is gone: every pending and every later call rejects with `engine-gone`. A port does not always say so itself. */
  fail(message: string): void
}

interface Pending {
  resolve(value: unknown): void
  reject(error: RpcError): void
  progress(value: unknown): void
}

export function connect<C extends AnyContract = Contract>(port: Port): Client<C> {
  const pending = new Map<CallId, Pending>()
  let lastId = 0
  let gone: string | null = null

  port.listen((received) => {
    const parsed = ServerMessage.safeParse(received)
    // Only our own engine is at the other end; what is not of the protocol answers no call.
    if (!parsed.success) return
    const message = parsed.data
    const call = pending.get(message.id)
    if (call === undefined) return
    if (message.kind === 'progress') call.progress(message.value)
    else if (message.kind === 'result') call.resolve(message.value)
    else call.reject(new RpcError(message.code, message.message, message.detail))
  })

  function send(method: string, input: unknown, { signal, onProgress }: CallOptions<never>): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (gone !== null) return reject(new RpcError('engine-gone', gone))
      if (signal?.aborted) return reject(new RpcError('cancelled', 'The call was cancelled.'))
      const id = ++lastId
      const cancel = (): void => {
        settle()
        port.post({ kind: 'cancel', id } satisfies ClientMessage)
        reject(new RpcError('cancelled', 'The call was cancelled.'))
      }
      const settle = (): void => {
        pending.delete(id)
        signal?.removeEventListener('abort', cancel)
      }
      pending.set(id, {
        resolve: (value) => {
          settle()
          resolve(value)
        },
        reject: (error) => {
          settle()
          reject(error)
        },
        progress: (value) => onProgress?.(value as never),
      })
      signal?.addEventListener('abort', cancel, { once: true })
      try {
        port.post({ kind: 'call', id, method, input } satisfies ClientMessage)
      } catch (cause) {
        settle()
        reject(new RpcError('bad-input', `The input of ${method} cannot be sent.`, String(cause), { cause }))
      }
    })
  }

  return {
    call: (method, input, options = {}) => send(method, input, options) as Promise<never>,
    fail(message) {
      gone = message
      // Each rejection takes its call out of the map, which its iterator allows.
      for (const call of pending.values()) call.reject(new RpcError('engine-gone', message))
      port.close?.()
    },
  }
}
