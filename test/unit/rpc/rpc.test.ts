import { expect, test } from 'vitest'
import { z } from 'zod'
import type { Method } from '../../../shared/rpc/contract.ts'
import { connect, type Client } from '../../../shared/rpc/client.ts'
import { RpcError, type Handlers } from '../../../shared/rpc/protocol.ts'
import { serve, type Server } from '../../../shared/rpc/server.ts'
import { portPair } from './in-memory-ports.ts'

function method<Output, Progress = never>() {
  return <Input extends z.ZodType>(input: Input): Method<Input, Output, Progress> => ({ input })
}

const contract = {
  add: method<number>()(z.object({ left: z.number(), right: z.number() })),
  count: method<string, number>()(z.object({ to: z.number().int() })),
  wait: method<string>()(z.null()),
  columns: method<{ at: Float64Array }>()(z.null()),
  broken: method<null>()(z.enum(['coded', 'plain', 'text', 'function'])),
} as const
type TestContract = typeof contract

interface Setup {
  client: Client<TestContract>
  server: Server
  sent: unknown[]
  /** Resolves when `wait` was entered, with the signal it got. */
  waiting: Promise<AbortSignal>
  release: () => void
  clientClosed: () => boolean
  post: (message: unknown) => void
}

function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  const parts: { resolve?: (value: T) => void } = {}
  const promise = new Promise<T>((resolve) => (parts.resolve = resolve))
  return { promise, resolve: (value) => parts.resolve?.(value) }
}

function setUp(toError?: (thrown: unknown) => RpcError): Setup {
  const ports = portPair()
  const released = deferred<undefined>()
  const entered = deferred<AbortSignal>()
  const handlers: Handlers<TestContract> = {
    add: ({ left, right }) => left + right,
    count: async ({ to }, { progress }) => {
      for (let value = 1; value <= to; value++) progress(value)
      return 'done'
    },
    wait: async (_, { signal }) => {
      entered.resolve(signal)
      await released.promise
      return 'late'
    },
    columns: () => ({ at: Float64Array.of(1, 2.5) }),
    broken: (how) => {
      if (how === 'coded') throw new RpcError('case-not-found', 'There is no such case.', 'id 7')
      if (how === 'plain') throw new Error('a defect')
      // eslint-disable-next-line typescript/only-throw-error -- what a library may do
      if (how === 'text') throw 'just text'
      return (() => null) as unknown as null
    },
  }
  const server = serve(ports.server, contract, handlers, toError ? { toError } : {})
  return {
    client: connect<TestContract>(ports.client),
    server,
    sent: ports.sent,
    waiting: entered.promise,
    release: () => released.resolve(undefined),
    clientClosed: () => ports.client.closed,
    post: (message) => ports.client.post(message),
  }
}

const failure = async (call: Promise<unknown>): Promise<RpcError> => {
  const thrown: unknown = await call.then(
    () => null,
    (error: unknown) => error,
  )
  expect(thrown).toBeInstanceOf(RpcError)
  return thrown as RpcError
}

test('a call gives what the handler returns, typed arrays included', async () => {
  const { client } = setUp()
  expect(await client.call('add', { left: 2, right: 3 })).toBe(5)
  expect(await client.call('columns', null)).toEqual({ at: Float64Array.of(1, 2.5) })
})

test('calls at the same time each get their own answer', async () => {
  const { client } = setUp()
  const sums = await Promise.all([1, 2, 3].map((left) => client.call('add', { left, right: 10 })))
  expect(sums).toEqual([11, 12, 13])
})

test('progress arrives in order, before the result', async () => {
  const { client } = setUp()
  const seen: number[] = []
  expect(await client.call('count', { to: 3 }, { onProgress: (value) => seen.push(value) })).toBe('done')
  expect(seen).toEqual([1, 2, 3])
})

test('an unknown method is an error, also one that every object inherits', async () => {
  const { client } = setUp()
  for (const name of ['nothing', 'toString', '__proto__', 'constructor'])
    expect((await failure(client.call(name as 'wait', null))).code).toBe('unknown-method')
})

test('an input outside the schema never reaches the handler', async () => {
  const { client } = setUp()
  const error = await failure(client.call('add', { left: 2, right: '3' as unknown as number }))
  expect(error.code).toBe('bad-input')
  expect(error.detail).toContain('right')
})

test('an input that cannot be copied is refused before it is sent', async () => {
  const { client, sent } = setUp()
  expect((await failure(client.call('add', { left: 1, right: (() => 1) as unknown as number }))).code).toBe('bad-input')
  expect(sent).toEqual([])
})

test('errors keep their code, message and detail; everything else is internal', async () => {
  const { client } = setUp()
  const coded = await failure(client.call('broken', 'coded'))
  expect([coded.code, coded.message, coded.detail]).toEqual(['case-not-found', 'There is no such case.', 'id 7'])
  const plain = await failure(client.call('broken', 'plain'))
  expect([plain.code, plain.detail]).toEqual(['internal', 'a defect'])
  expect((await failure(client.call('broken', 'text'))).detail).toBe('just text')
})

test('an answer that cannot be copied is an error, not silence', async () => {
  const { client } = setUp()
  expect((await failure(client.call('broken', 'function'))).code).toBe('internal')
})

test('the server maps what handlers throw', async () => {
  const { client } = setUp(() => new RpcError('store-failed', 'The library cannot be read.', 'disk I/O error'))
  const error = await failure(client.call('broken', 'plain'))
  expect([error.code, error.detail]).toEqual(['store-failed', 'disk I/O error'])
})

test('cancelling rejects at once, aborts the handler, and its late answer is ignored', async () => {
  const { client, waiting, release, server, sent } = setUp()
  const controller = new AbortController()
  const call = client.call('wait', null, { signal: controller.signal })
  const signal = await waiting
  controller.abort()
  expect((await failure(call)).code).toBe('cancelled')
  await client.call('add', { left: 0, right: 0 })
  expect(signal.aborted).toBe(true)
  release()
  await server.close()
  expect(sent.at(-1)).toMatchObject({ kind: 'result', value: 'late' })
})

test('a signal that is already aborted sends nothing', async () => {
  const { client, sent } = setUp()
  expect((await failure(client.call('wait', null, { signal: AbortSignal.abort() }))).code).toBe('cancelled')
  expect(sent).toEqual([])
})

test('aborting after the answer sends nothing', async () => {
  const { client, sent } = setUp()
  const controller = new AbortController()
  await client.call('add', { left: 1, right: 1 }, { signal: controller.signal })
  const before = sent.length
  controller.abort()
  expect(sent.length).toBe(before)
})

test('when the engine is gone, pending and later calls say so', async () => {
  const { client, waiting, clientClosed } = setUp()
  const call = client.call('wait', null)
  await waiting
  client.fail('The engine exited with code 9.')
  const error = await failure(call)
  expect([error.code, error.message]).toEqual(['engine-gone', 'The engine exited with code 9.'])
  expect((await failure(client.call('add', { left: 1, right: 1 }))).code).toBe('engine-gone')
  expect(clientClosed()).toBe(true)
})

test('closing the server aborts what runs, waits for it, and refuses new calls', async () => {
  const { client, waiting, release, server } = setUp()
  const call = client.call('wait', null)
  const signal = await waiting
  let closed = false
  const closing = server.close().then(() => (closed = true))
  expect(signal.aborted).toBe(true)
  expect((await failure(client.call('add', { left: 1, right: 1 }))).code).toBe('engine-gone')
  expect(closed).toBe(false)
  release()
  await closing
  expect(await call).toBe('late')
})

test('messages outside the protocol disturb nothing', async () => {
  const { client, post } = setUp()
  for (const message of [null, 7, {}, { kind: 'call' }, { kind: 'cancel', id: 99 }, { kind: 'result', id: 1 }])
    post(message)
  expect(await client.call('add', { left: 1, right: 1 })).toBe(2)
})

test('a call id in use is refused', async () => {
  const { post, sent, waiting, release, server } = setUp()
  post({ kind: 'call', id: 5, method: 'wait', input: null })
  await waiting
  post({ kind: 'call', id: 5, method: 'add', input: { left: 1, right: 1 } })
  await Promise.resolve()
  expect(sent.at(-1)).toMatchObject({ kind: 'error', id: 5, code: 'bad-input' })
  release()
  await server.close()
})
