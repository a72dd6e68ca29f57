/** Answers of the engine for a component: fetched once a case and input, aborted when nobody waits any more. */
import { useEffect, useState } from 'react'
import type { InputOf, MethodName, OutputOf } from '../../shared/rpc/contract.ts'
import { RpcError } from '../../shared/rpc/protocol.ts'
import { callEngine } from './engine.ts'

export interface Query<T> {
  data: T | null
  error: RpcError | null
}

const answers = new Map<string, unknown>()

/** Answers are of the case that was open: forget them when another one is. */
export const clearQueries = (): void => answers.clear()

/** `null` as input asks nothing. Changing `attempt` asks again after an error. */
export function useQuery<M extends MethodName>(
  method: M,
  input: InputOf<M> | null,
  attempt: unknown = 0,
): Query<OutputOf<M>> {
  const key = input === null ? null : `${method} ${JSON.stringify(input)}`
  const [state, setState] = useState<{ key: string | null; error: RpcError | null }>({ key: null, error: null })
  const data = key === null ? null : ((answers.get(key) as OutputOf<M> | undefined) ?? null)

  useEffect(() => {
    if (key === null || input === null || answers.has(key)) return undefined
    const controller = new AbortController()
    callEngine(method, input, { signal: controller.signal }).then(
      (answer) => {
        answers.set(key, answer)
        setState({ key, error: null })
      },
      (thrown: unknown) => {
        if (!controller.signal.aborted)
          setState({ key, error: thrown instanceof RpcError ? thrown : new RpcError('internal', String(thrown)) })
      },
    )
    return () => controller.abort()
    // The key stands for method and input.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [key, attempt])

  return { data, error: state.key === key ? state.error : null }
}
