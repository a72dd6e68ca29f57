/** Answers of the engine for a component: fetched once a case and input, aborted when nobody waits any more. */
import { useEffect, useState } from 'react'
import { create } from 'zustand'
import type { InputOf, MethodName, OutputOf } from '../../shared/rpc/contract.ts'
import { RpcError } from '../../shared/rpc/protocol.ts'
import { callEngine } from './engine.ts'

export interface Query<T> {
  data: T | null
  error: RpcError | null
}

const answers = new Map<string, unknown>()

/** Counts how often the answers were forgotten: who shows one asks again. */
const useGeneration = create<{ generation: number }>(() => ({ generation: 0 }))

/** Answers are of the case that was open, as it was diagnosed: forget them when that changes. */
export function clearQueries(): void {
  answers.clear()
  useGeneration.setState(({ generation }) => ({ generation: generation + 1 }))
}

/** `null` as input asks nothing. Changing `attempt` asks again after an error. */
export function useQuery<M extends MethodName>(
  method: M,
  input: InputOf<M> | null,
  attempt: unknown = 0,
): Query<OutputOf<M>> {
  const generation = useGeneration((state) => state.generation)
  const key = input === null ? null : `${generation} ${method} ${JSON.stringify(input)}`
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
