/** The only description of what the engine can do for the window. Both ends derive from it. */
import { z } from 'zod'
import type { Annotation } from '../model/analysis.ts'
import type { CaseSummary, RecentCase } from '../model/case.ts'
import { CorrectionChange, type MetricColumnValues } from '../model/corrections.ts'
import type { RegionRecord } from '../model/records.ts'
import type { TimeBase } from '../model/time-base.ts'

/** Inputs are always parsed; outputs are typed only (they come from our own engine). */
export interface Method<Input extends z.ZodType, Output, Progress> {
  input: Input
  /** Phantom: carries the types. */
  output?: Output
  progress?: Progress
}

function method<Output, Progress = never>() {
  return <Input extends z.ZodType>(input: Input): Method<Input, Output, Progress> => ({ input })
}

export const ArtifactInput = z.object({ case: z.string(), artifact: z.number().int() })

export interface OpenProgress {
  phase: 'reading' | 'parsing' | 'storing' | 'diagnosing'
  /** Bytes done, and expected in all where that can be known (compressed members may make it grow). */
  bytes: number
  totalBytes: number
  artifacts: number
  /** Path being read. */
  current: string
  /** Present when a partial result is there: what has been recognised so far. */
  partial: { path: string; format: string; bytes: number }[] | null
}

export interface TextWindow {
  /** First line of the window, 1-based. */
  from: number
  /** Decoded text, `\n` between lines. */
  text: string
  /** Lines of the whole artifact. */
  totalLines: number
}

export interface ArtifactOutline {
  regions: RegionRecord[]
  annotations: Annotation[]
}

export const contract = {
  'engine.info': method<{ node: string; sqlite: string; library: string; version: string }>()(z.null()),
  'case.open': method<CaseSummary, OpenProgress>()(z.object({ handle: z.string() })),
  'case.reopen': method<CaseSummary, OpenProgress>()(z.object({ case: z.string() })),
  'case.recent': method<RecentCase[]>()(z.null()),
  'case.forget': method<null>()(z.object({ case: z.string() })),
  /** A window of lines, at most 8 MB of text; the whole artifact if it is that small. */
  'text.window': method<TextWindow>()(
    ArtifactInput.extend({ from: z.number().int().min(1), count: z.number().int().min(1).max(2_000_000) }),
  ),
  'artifact.outline': method<ArtifactOutline>()(ArtifactInput),
  /** The columns of a metrics export with what stands in them; empty for other artifacts. */
  'artifact.columns': method<MetricColumnValues[]>()(ArtifactInput),
  /** The time base that a change of corrections would give. Nothing is stored. */
  'artifact.preview': method<TimeBase>()(ArtifactInput.extend({ change: CorrectionChange })),
  /** Stores a change of corrections and diagnoses the case anew, from what was read. */
  'artifact.correct': method<CaseSummary>()(ArtifactInput.extend({ change: CorrectionChange })),
} as const

export type Contract = typeof contract
export type MethodName = keyof Contract
export type InputOf<M extends MethodName> = z.infer<Contract[M]['input']>
export type OutputOf<M extends MethodName> =
  Contract[M] extends Method<z.ZodType, infer Output, unknown> ? Output : never
export type ProgressOf<M extends MethodName> =
  Contract[M] extends Method<z.ZodType, unknown, infer Progress> ? Progress : never

/** Closed: the window switches on it and adds the advice. */
export const errorCodes = [
  'cancelled',
  'bad-input',
  'unknown-method',
  'not-granted',
  'nothing-readable',
  'case-not-found',
  'artifact-not-found',
  'original-changed',
  'store-failed',
  'store-from-future',
  'engine-gone',
  'internal',
] as const
export type ErrorCode = (typeof errorCodes)[number]
