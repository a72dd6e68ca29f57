/** Which case is open and what the engine is doing. The calls that change it are here; what is selected in it is selection.ts. */
import { create } from 'zustand'
import type { CaseSummary, RecentCase } from '../../shared/model/case.ts'
import type { CorrectionChange } from '../../shared/model/corrections.ts'
import type { ArtifactId } from '../../shared/model/span.ts'
import type { OpenProgress } from '../../shared/rpc/contract.ts'
import type { DesktopEvent, Grant } from '../../shared/rpc/desktop.ts'
import { RpcError } from '../../shared/rpc/protocol.ts'
import { leadSpan, leadProcess } from './case-lookup.ts'
import { callEngine, detachEngine } from './engine.ts'
import { clearQueries } from './use-query.ts'
import { resetSelection, storedSelection, storeSelection, useSelection } from './selection.ts'
import { announce, restoreLayout } from './workbench.ts'

export interface Failure {
  code: RpcError['code']
  message: string
  /** Cause chain, for whoever repairs the program. */
  detail: string | null
  /** What was being opened. */
  names: string[]
}

export interface Opening {
  names: string[]
  progress: OpenProgress | null
  cancel: () => void
}

interface Session {
  engine: 'running' | 'stopped' | 'restarting'
  opened: CaseSummary | null
  opening: Opening | null
  failure: Failure | null
  /** null until the library has answered. */
  recent: RecentCase[] | null
}

export const useSession = create<Session>(() => ({
  engine: 'running',
  opened: null,
  opening: null,
  failure: null,
  recent: null,
}))

const { setState: set, getState: get } = useSession

export function toFailure(thrown: unknown, names: string[]): Failure {
  if (thrown instanceof RpcError) return { code: thrown.code, message: thrown.message, detail: thrown.detail, names }
  return { code: 'internal', message: 'Something failed in the window.', detail: String(thrown), names }
}

type Source = { kind: 'grant'; grant: Grant } | { kind: 'library'; id: string; names: string[] }

/** Opens and shows a case. Opening another one cancels it. Resolves when it is open, cancelled or failed. */
async function open(source: Source): Promise<void> {
  get().opening?.cancel()
  const controller = new AbortController()
  const names = source.kind === 'grant' ? source.grant.names : source.names
  const opening: Opening = { names, progress: null, cancel: () => controller.abort() }
  set({ opening, failure: null })
  const current = (): boolean => get().opening?.cancel === opening.cancel
  const options = {
    signal: controller.signal,
    onProgress: (progress: OpenProgress) => {
      if (current()) set({ opening: { ...opening, progress: keepPartial(get().opening?.progress ?? null, progress) } })
    },
  }
  try {
    const opened = await (source.kind === 'grant'
      ? callEngine('case.open', { handle: source.grant.handle }, options)
      : callEngine('case.reopen', { case: source.id }, options))
    if (!current()) return
    showCase(opened)
  } catch (thrown) {
    if (!current()) return
    const failure = toFailure(thrown, names)
    set({ opening: null, failure: failure.code === 'cancelled' ? null : failure })
    if (failure.code === 'cancelled') announce('Opening was cancelled')
  }
  void refreshRecent()
}

/** Progress without a new partial list keeps the last one. */
const keepPartial = (before: OpenProgress | null, next: OpenProgress): OpenProgress => ({
  ...next,
  partial: next.partial ?? before?.partial ?? null,
})

function showCase(opened: CaseSummary): void {
  clearQueries()
  const stored = storedSelection(opened.id, {
    artifact: (id) => opened.artifacts.some((artifact) => artifact.id === id),
    process: (id) => opened.processes.some(({ process }) => process === id),
  })
  const process = leadProcess(opened)
  const span = leadSpan(opened, process)
  restoreLayout()
  // In this order: what is selected is stored for the case that is open.
  set({ opened, opening: null, failure: null })
  resetSelection(
    stored ?? {
      process: process?.process ?? null,
      tabs: span === null ? [] : [span.artifact],
      artifact: span?.artifact ?? null,
      span,
      finding: process !== null && process.findings.length > 0 ? 0 : null,
    },
  )
  announce(`Opened ${opened.title}: ${process?.verdict.title ?? 'no process was recognised'}`)
}

export const openGrant = (grant: Grant): Promise<void> => open({ kind: 'grant', grant })
export const openRecent = ({ id, title }: { id: string; title: string }): Promise<void> =>
  open({ kind: 'library', id, names: [title] })

/** Asks with the system's dialog. */
export async function openWithDialog(kind: 'files' | 'folder'): Promise<void> {
  const grant = await window.desktop.open(kind)
  if (grant !== null) await openGrant(grant)
}

export async function openDropped(files: File[]): Promise<void> {
  if (files.length > 0) await openGrant(await window.desktop.drop(files))
}

export function closeCase(): void {
  clearQueries()
  // In this order: what is selected is stored for the case that is open.
  set({ opened: null, failure: null })
  resetSelection()
  void refreshRecent()
}

/**
 * Stores what the user corrects of an artifact; the engine diagnoses the case anew and all views follow. What is selected stays.
 * Returns why it was refused; null when it was not.
 */
export async function correctArtifact(artifact: ArtifactId, change: CorrectionChange): Promise<Failure | null> {
  const { opened } = get()
  if (opened === null) return null
  try {
    const corrected = await callEngine('artifact.correct', { case: opened.id, artifact, change })
    // The user may have gone on to another case meanwhile.
    if (get().opened?.id !== opened.id) return null
    clearQueries()
    // How long opening took is said of the opening.
    set({ opened: { ...corrected, openedInMs: opened.openedInMs } })
    const { process } = useSelection.getState()
    const shown = corrected.processes.find((one) => one.process === process)
    announce(`Diagnosed anew${shown ? `: ${shown.verdict.title}` : ''}`)
    return null
  } catch (thrown) {
    return toFailure(thrown, [opened.title])
  }
}

export const dismissFailure = (): void => set({ failure: null })

export async function refreshRecent(): Promise<void> {
  try {
    set({ recent: await callEngine('case.recent', null) })
  } catch (thrown) {
    set({ recent: [], failure: get().failure ?? toFailure(thrown, []) })
  }
}

export async function forgetRecent(id: string): Promise<void> {
  try {
    await callEngine('case.forget', { case: id })
  } catch (thrown) {
    set({ failure: toFailure(thrown, []) })
  }
  await refreshRecent()
}

/** Starts a new engine, connects to it and has it open again what was open. */
export async function restartEngine(): Promise<void> {
  set({ engine: 'restarting' })
  try {
    await window.desktop.restartEngine()
    await window.desktop.connect()
    await callEngine('engine.info', null)
  } catch (thrown) {
    set({ engine: 'stopped', failure: toFailure(thrown, []) })
    return
  }
  const { opened } = get()
  if (opened === null) {
    set({ engine: 'running', failure: null })
    return refreshRecent()
  }
  try {
    // The window keeps showing the case; only the engine has to know it again before it answers for its text.
    const reopened = await callEngine('case.reopen', { case: opened.id })
    set({ opened: reopened, engine: 'running', failure: null })
  } catch (thrown) {
    set({ engine: 'running', failure: toFailure(thrown, [opened.title]) })
  }
}

function onDesktopEvent(event: DesktopEvent, runCommand: (id: string) => void): void {
  switch (event.type) {
    case 'engine-exited':
      set({ engine: 'stopped' })
      detachEngine()
      return
    case 'grant':
      void openGrant(event.grant)
      return
    case 'command':
      runCommand(event.id)
  }
}

/** Connects to the engine and opens what the command line named. Returns its disposer. */
export function startSession(runCommand: (id: string) => void): () => void {
  const stopEvents = window.desktop.onEvent((event) => onDesktopEvent(event, runCommand))
  const stopStoring = useSelection.subscribe(() => {
    const { opened } = get()
    if (opened !== null) storeSelection(opened.id)
  })
  void (async () => {
    try {
      await window.desktop.connect()
      const grant = await window.desktop.initial()
      if (grant === null) await refreshRecent()
      else await openGrant(grant)
    } catch (thrown) {
      set({ engine: 'stopped', failure: toFailure(thrown, []) })
    }
  })()
  return () => {
    stopEvents()
    stopStoring()
  }
}
