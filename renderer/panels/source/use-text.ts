import { useEffect, useRef, useState } from 'react'
import type { ArtifactSummary } from '../../../shared/model/case.ts'
import type { ArtifactId } from '../../../shared/model/span.ts'
import { RpcError } from '../../../shared/rpc/protocol.ts'
import { loadText, type LoadedText } from '../../state/text.ts'
import { serves } from './model.ts'

/** Characters of all texts kept in the window; the least recent are dropped. */
const KEPT_CHARACTERS = 120_000_000

export interface TextState {
  /** Of the artifact asked for, or null while it is on its way. */
  text: LoadedText | null
  /** Characters that have arrived. */
  characters: number
  error: RpcError | null
}

interface Settled {
  artifact: ArtifactId
  text: LoadedText | null
  characters: number
  error: RpcError | null
}

/**
 * Text of the artifact that serves `line`: kept texts at once, others from the engine. While another window of the same
 * artifact is on its way, the one before stays. Changing `attempt` asks again after an error.
 */
export function useText(caseId: string, artifact: ArtifactSummary | null, line: number, attempt: unknown): TextState {
  const kept = useRef({ caseId, texts: new Map<ArtifactId, LoadedText>() })
  const [settled, setSettled] = useState<Settled | null>(null)
  const id = artifact?.id ?? null
  if (kept.current.caseId !== caseId) kept.current = { caseId, texts: new Map() }
  const held = id === null ? null : (kept.current.texts.get(id) ?? null)
  const served = held !== null && serves(held, line)
  // Where another window has to be asked for. A line that is served asks for nothing, however it moves.
  const wanted = served ? null : line

  useEffect(() => {
    if (artifact === null || wanted === null) return undefined
    const controller = new AbortController()
    const { texts } = kept.current
    const onProgress = (characters: number): void =>
      setSettled({ artifact: artifact.id, text: null, characters, error: null })
    loadText(caseId, artifact, wanted, { signal: controller.signal, onProgress }).then(
      (text) => {
        keep(texts, artifact.id, text)
        setSettled({ artifact: artifact.id, text, characters: text.text.length, error: null })
      },
      (thrown: unknown) => {
        if (controller.signal.aborted) return
        const error = thrown instanceof RpcError ? thrown : new RpcError('internal', String(thrown))
        setSettled({ artifact: artifact.id, text: null, characters: 0, error })
      },
    )
    return () => controller.abort()
    // The identity of an artifact is its id.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [caseId, id, wanted, attempt])

  const own = settled?.artifact === id ? settled : null
  return { text: held, characters: own?.characters ?? 0, error: served ? null : (own?.error ?? null) }
}

function keep(texts: Map<ArtifactId, LoadedText>, id: ArtifactId, text: LoadedText): void {
  texts.delete(id)
  texts.set(id, text)
  let characters = 0
  for (const one of texts.values()) characters += one.text.length
  for (const [other, { text: old }] of texts) {
    if (characters <= KEPT_CHARACTERS || other === id) break
    texts.delete(other)
    characters -= old.length
  }
}
