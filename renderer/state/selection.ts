/**
 * The one selection that all panels follow: which process, which artifact, which lines. Small and serialisable; what is derived
 * from it is not kept here. Raise the version of the shape when its meaning changes: an older one is dropped, not migrated.
 */
import { z } from 'zod'
import { create } from 'zustand'
import type { ArtifactId, ProcessId, TextSpan } from '../../shared/model/span.ts'

const Span = z.object({ artifact: z.int(), line: z.int().min(1), endLine: z.int().min(1) })

export const StoredSelection = z.object({
  version: z.literal(1),
  case: z.string(),
  process: z.int().nullable(),
  tabs: z.array(z.int()),
  artifact: z.int().nullable(),
  span: Span.nullable(),
})
export type StoredSelection = z.infer<typeof StoredSelection>

export interface Cursor {
  line: number
  column: number
}

export interface Selection {
  process: ProcessId | null
  /** Opened artifacts, in tab order. */
  tabs: ArtifactId[]
  /** The tab in front. */
  artifact: ArtifactId | null
  /** The highlighted lines. */
  span: TextSpan | null
  /** Which finding of the process was chosen: several may stand on the same lines. */
  finding: number | null
  /** Counts selections, so that choosing the same lines again reveals them again. */
  sequence: number
  /** Where the editor's cursor stands in the tab in front. */
  cursor: Cursor
  back: TextSpan[]
  forward: TextSpan[]
}

const historyLimit = 100
const start: Selection = {
  process: null,
  tabs: [],
  artifact: null,
  span: null,
  finding: null,
  sequence: 0,
  cursor: { line: 1, column: 1 },
  back: [],
  forward: [],
}

export const useSelection = create<Selection>(() => start)

const { setState: set, getState: get } = useSelection

export const sameSpan = (a: TextSpan | null, b: TextSpan | null): boolean =>
  a === b || (a !== null && b !== null && a.artifact === b.artifact && a.line === b.line && a.endLine === b.endLine)

function show(span: TextSpan, history: Pick<Selection, 'back' | 'forward'>): void {
  set(({ tabs, sequence }) => ({
    ...history,
    tabs: tabs.includes(span.artifact) ? tabs : [...tabs, span.artifact],
    artifact: span.artifact,
    span,
    finding: null,
    cursor: { line: span.line, column: 1 },
    sequence: sequence + 1,
  }))
}

/** Opens the artifact, reveals the lines and highlights them. */
export function select({ artifact, line, endLine }: TextSpan): void {
  const { span, back } = get()
  const next = { artifact, line, endLine }
  const grown = span === null || sameSpan(span, next) ? back : [...back, span].slice(-historyLimit)
  show(next, { back: grown, forward: [] })
}

/** Selects the lines of a finding, by its place in the process' list. */
export function selectFinding(finding: number, citation: TextSpan): void {
  select(citation)
  set({ finding })
}

export function goBack(): void {
  const { back, forward, span } = get()
  const previous = back.at(-1)
  if (previous === undefined) return
  show(previous, { back: back.slice(0, -1), forward: span === null ? forward : [...forward, span] })
}

export function goForward(): void {
  const { back, forward, span } = get()
  const next = forward.at(-1)
  if (next === undefined) return
  show(next, { back: span === null ? back : [...back, span], forward: forward.slice(0, -1) })
}

/** Brings the artifact's tab to the front, where it was left. */
export function openArtifact(artifact: ArtifactId): void {
  set(({ tabs, artifact: front, cursor }) => ({
    tabs: tabs.includes(artifact) ? tabs : [...tabs, artifact],
    artifact,
    cursor: front === artifact ? cursor : { line: 1, column: 1 },
  }))
}

/** A neighbour of a closed front tab comes to the front. */
export function closeTab(artifact: ArtifactId): void {
  set(({ tabs, artifact: front, span }) => {
    const index = tabs.indexOf(artifact)
    if (index < 0) return {}
    const left = tabs.filter((tab) => tab !== artifact)
    const next = front === artifact ? (left[Math.min(index, left.length - 1)] ?? null) : front
    return { tabs: left, artifact: next, span: span?.artifact === artifact ? null : span }
  })
}

/** Steps through the tabs, around the ends. */
export function stepTab(by: 1 | -1): void {
  const { tabs, artifact } = get()
  const index = artifact === null ? -1 : tabs.indexOf(artifact)
  const next = tabs[(index + by + tabs.length) % tabs.length]
  if (next !== undefined) openArtifact(next)
}

export const moveCursor = (cursor: Cursor): void => set({ cursor })
export const chooseProcess = (process: ProcessId | null): void => set({ process, finding: null })
export const resetSelection = (to: Partial<Selection> = {}): void =>
  set(({ sequence }) => ({
    ...start,
    ...to,
    cursor: { line: to.span?.line ?? 1, column: 1 },
    sequence: sequence + 1,
  }))

const storageKey = 'mortem.selection'

export function storeSelection(caseId: string): void {
  const { process, tabs, artifact, span } = get()
  localStorage.setItem(
    storageKey,
    JSON.stringify({ version: 1, case: caseId, process, tabs, artifact, span } satisfies StoredSelection),
  )
}

/** What was selected when this case was last open, as far as it still exists; null if nothing was stored for it. */
export function storedSelection(
  caseId: string,
  exists: { artifact(id: ArtifactId): boolean; process(id: ProcessId): boolean },
): Partial<Selection> | null {
  let json: unknown
  try {
    json = JSON.parse(localStorage.getItem(storageKey) ?? 'null')
  } catch {
    return null
  }
  const parsed = StoredSelection.safeParse(json)
  if (!parsed.success || parsed.data.case !== caseId) return null
  const { process, tabs, artifact, span } = parsed.data
  if (process !== null && !exists.process(process)) return null
  const left = tabs.filter((tab) => exists.artifact(tab))
  return {
    process,
    tabs: left,
    artifact: artifact !== null && left.includes(artifact) ? artifact : (left[0] ?? null),
    span: span !== null && left.includes(span.artifact) ? span : null,
  }
}
