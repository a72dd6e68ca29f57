/** Mounts components of the window against an engine in the same process, without Electron or a layout. */
import { act, type ReactElement } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { vi } from 'vitest'
import { contract } from '../../../shared/rpc/contract.ts'
import type { Desktop, DesktopEvent, Grant } from '../../../shared/rpc/desktop.ts'
import type { Handlers } from '../../../shared/rpc/protocol.ts'
import { serve } from '../../../shared/rpc/server.ts'
import { attachEngine } from '../../../renderer/state/engine.ts'
import { resetSelection, type Selection } from '../../../renderer/state/selection.ts'
import { useSession } from '../../../renderer/state/session.ts'
import { clearQueries } from '../../../renderer/state/use-query.ts'
import type { CaseSummary } from '../../../shared/model/case.ts'
import { fakeCase, fakeOutline, fakeTimeBase } from '../../support/fake-case.ts'
import { portPair } from '../rpc/in-memory-ports.ts'

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })

/** happy-dom lays nothing out: every element is this large. */
const layout = { width: 640, height: 480 }

export function giveLayout(): void {
  class Observer {
    readonly #callback: ResizeObserverCallback
    constructor(callback: ResizeObserverCallback) {
      this.#callback = callback
    }
    observe(target: Element): void {
      this.#callback([{ target, contentRect: layout } as unknown as ResizeObserverEntry], this)
    }
    unobserve(): void {}
    disconnect(): void {}
  }
  vi.stubGlobal('ResizeObserver', Observer)
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(layout.height)
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(layout.width)
}

let root: Root | null = null
let host: HTMLElement | null = null

export async function mount(element: ReactElement): Promise<HTMLElement> {
  await unmount()
  const created = document.createElement('div')
  document.body.append(created)
  host = created
  root = createRoot(created)
  await act(async () => root?.render(element))
  return created
}

export async function unmount(): Promise<void> {
  await act(async () => root?.unmount())
  host?.remove()
  root = null
  host = null
}

/** Runs something that changes state, and lets React and the engine settle. */
export async function settle(change: () => void = () => undefined): Promise<void> {
  await act(async () => {
    change()
    await new Promise((resolve) => {
      setTimeout(resolve)
    })
  })
}

export const handlers: Handlers = {
  'engine.info': () => ({ node: '', sqlite: '', library: '', version: '' }),
  'case.open': () => fakeCase,
  'case.reopen': () => fakeCase,
  'case.recent': () => [],
  'case.forget': () => null,
  'text.window': ({ from }) => ({ from, text: 'text', totalLines: from }),
  'artifact.outline': () => fakeOutline,
  'artifact.columns': () => [],
  'artifact.preview': () => fakeTimeBase,
  'artifact.correct': () => fakeCase,
}

/** An engine that answers with `changed` where given. */
export function startEngine(changed: Partial<Handlers> = {}): void {
  const { client, server } = portPair()
  serve(server, contract, { ...handlers, ...changed })
  attachEngine(client)
}

export interface FakeDesktop extends Desktop {
  emit: (event: DesktopEvent) => void
}

export function installDesktop(changed: Partial<Desktop> = {}): FakeDesktop {
  const listeners = new Set<(event: DesktopEvent) => void>()
  const grant: Grant = { handle: 'h'.repeat(16), names: ['bundle.tar.gz'] }
  const desktop: FakeDesktop = {
    open: async () => grant,
    drop: async () => grant,
    initial: async () => null,
    connect: async () => {
      startEngine()
      return null
    },
    restartEngine: async () => null,
    onEvent: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    versions: { electron: '', chrome: '', node: '', app: '' },
    platform: 'linux',
    emit: (event) => {
      for (const listener of listeners) listener(event)
    },
    ...changed,
  }
  window.desktop = desktop
  return desktop
}

export const emptySession = { engine: 'running', opened: null, opening: null, failure: null, recent: null } as const

/** The state of a window that shows `opened`. */
export function showing(opened: CaseSummary | null, selection: Partial<Selection> = {}): void {
  clearQueries()
  localStorage.clear()
  useSession.setState({ ...emptySession, opened })
  resetSelection({ process: opened?.processes[0]?.process ?? null, ...selection })
}

export const button = (within: Element, name: string | RegExp): HTMLElement => {
  const found = [...within.querySelectorAll<HTMLElement>('button, [role="button"]')].find((one) => {
    const label = one.getAttribute('aria-label') ?? one.textContent ?? ''
    return typeof name === 'string' ? label === name : name.test(label)
  })
  if (found === undefined) throw new Error(`no button ${name} in ${within.textContent}`)
  return found
}
