/**
 * What travels between the window and the engine: five kinds of message over any two ends that can post and listen.
 * Everything is copied, nothing is ever transferred: a message to Electron's MessagePortMain that transfers an ArrayBuffer
 * arrives as null, and an answer cannot transfer anything but ports.
 */
import { z } from 'zod'
import { errorCodes, type Contract, type ErrorCode, type Method } from './contract.ts'

/** What the DOM's MessagePort, Electron's MessagePortMain and a pair of functions in a test have in common, once adapted. */
export interface Port {
  post(message: unknown): void
  /** Called once. Messages that arrived before are delivered to the listener. */
  listen(onMessage: (message: unknown) => void): void
  close?(): void
}

/** Numbers calls; unique within a port. */
export type CallId = number

export type ClientMessage =
  | { kind: 'call'; id: CallId; method: string; input: unknown }
  | { kind: 'cancel'; id: CallId }

export type ServerMessage =
  | { kind: 'progress'; id: CallId; value: unknown }
  | { kind: 'result'; id: CallId; value: unknown }
  | { kind: 'error'; id: CallId; code: ErrorCode; message: string; detail: string | null }

export const ClientMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('call'), id: z.int(), method: z.string(), input: z.unknown() }),
  z.object({ kind: z.literal('cancel'), id: z.int() }),
])

export const ServerMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('progress'), id: z.int(), value: z.unknown() }),
  z.object({ kind: z.literal('result'), id: z.int(), value: z.unknown() }),
  z.object({
    kind: z.literal('error'),
    id: z.int(),
    code: z.enum(errorCodes),
    message: z.string(),
    detail: z.string().nullable(),
  }),
])

/** `message` is neutral text for the user; `detail` is for whoever repairs the program (a cause chain), or null. */
export class RpcError extends Error {
  readonly code: ErrorCode
  readonly detail: string | null

  constructor(code: ErrorCode, message: string, detail: string | null = null, options?: ErrorOptions) {
    super(message, options)
    this.name = 'RpcError'
    this.code = code
    this.detail = detail
  }
}

/** Any contract: tests have their own small ones. */
export type AnyContract = Readonly<Record<string, Method<z.ZodType, unknown, unknown>>>
export type MethodOf<C extends AnyContract> = keyof C & string
export type InputFor<C extends AnyContract, M extends MethodOf<C>> = z.infer<C[M]['input']>
export type OutputFor<C extends AnyContract, M extends MethodOf<C>> =
  C[M] extends Method<z.ZodType, infer Output, unknown> ? Output : never
export type ProgressFor<C extends AnyContract, M extends MethodOf<C>> =
  C[M] extends Method<z.ZodType, unknown, infer Progress> ? Progress : never

export interface CallContext<Progress> {
  /** Aborted when the caller cancels, or when the server closes. */
  signal: AbortSignal
  progress: (value: Progress) => void
}

/** One function a method. A missing one does not compile. */
export type Handlers<C extends AnyContract = Contract> = {
  [M in MethodOf<C>]: (
    input: InputFor<C, M>,
    context: CallContext<ProgressFor<C, M>>,
  ) => OutputFor<C, M> | Promise<OutputFor<C, M>>
}
