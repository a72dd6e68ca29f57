import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CaseSummary } from '../../../shared/model/case.ts'
import { RpcError } from '../../../shared/rpc/protocol.ts'
import { pressText } from '../../../renderer/app/keybindings.ts'
import { commands } from '../../../renderer/app/commands.ts'
import { menuTemplate } from '../../../electron/main/menu.ts'
import { Notices } from '../../../renderer/app/Notices.tsx'
import { OpeningView } from '../../../renderer/app/OpeningView.tsx'
import { StartPage } from '../../../renderer/app/StartPage.tsx'
import { stepFinding } from '../../../renderer/state/findings.ts'
import {
  closeTab,
  goBack,
  goForward,
  openArtifact,
  select,
  stepTab,
  storedSelection,
  storeSelection,
  useSelection,
} from '../../../renderer/state/selection.ts'
import { closeCase, openGrant, startSession, useSession } from '../../../renderer/state/session.ts'
import { loadText, WHOLE_TEXT_LIMIT } from '../../../renderer/state/text.ts'
import { fakeCase } from '../../support/fake-case.ts'
import { crashed, crashLog, metrics, stdout } from '../../support/fake-process.ts'
import { button, emptySession, installDesktop, mount, settle, showing, startEngine, unmount } from './support.tsx'

const grant = { handle: 'h'.repeat(16), names: ['bundle.tar.gz'] }
const line = (artifact: number, at: number) => ({ artifact, line: at, endLine: at })

beforeEach(() => {
  showing(null)
  installDesktop()
})
afterEach(unmount)

describe('opening', () => {
  it('shows progress, then the case with its weightiest lines selected', async () => {
    let finish = (_opened: CaseSummary): void => undefined
    startEngine({
      'case.open': (_input, { progress }) => {
        progress({
          phase: 'parsing',
          bytes: 5,
          totalBytes: 10,
          artifacts: 1,
          current: 'a.log',
          partial: [{ path: 'a.log', format: 'text', bytes: 5 }],
        })
        progress({ phase: 'storing', bytes: 7, totalBytes: 10, artifacts: 2, current: 'b.log', partial: null })
        return new Promise((resolve) => {
          finish = resolve
        })
      },
    })
    const done = openGrant(grant)
    await settle()
    const { opening } = useSession.getState()
    expect(opening?.progress).toMatchObject({ phase: 'storing', partial: [{ path: 'a.log' }] })
    if (opening === null) throw new Error('it is opening')
    const view = await mount(<OpeningView opening={opening} />)
    expect(view.querySelector('[role="progressbar"]')?.getAttribute('aria-valuenow')).toBe('70')
    finish(fakeCase)
    await done
    expect(useSession.getState()).toMatchObject({ opening: null, opened: { id: 'case-1' } })
    expect(useSelection.getState()).toMatchObject({
      process: crashed.process,
      span: line(crashLog, 66_387),
      finding: 0,
    })
  })

  it('can be cancelled and goes back to where it was', async () => {
    startEngine({ 'case.open': () => new Promise(() => undefined) })
    const done = openGrant(grant)
    await settle()
    useSession.getState().opening?.cancel()
    await done
    expect(useSession.getState()).toMatchObject({ opening: null, opened: null, failure: null })
  })

  it('says what failed, of what, and what to do', async () => {
    startEngine({
      'case.open': () => {
        throw new RpcError('nothing-readable', 'There is nothing to read.')
      },
    })
    await openGrant(grant)
    expect(useSession.getState().failure).toMatchObject({ code: 'nothing-readable', names: ['bundle.tar.gz'] })
    const view = await mount(<Notices />)
    expect(view.textContent).toContain('bundle.tar.gz: There is nothing to read. Open a folder or archive')
  })

  it('restores what was selected when the case is opened again', async () => {
    const stop = startSession(() => undefined)
    await openGrant(grant)
    select(line(stdout, 3))
    closeCase()
    expect(useSelection.getState().tabs).toEqual([])
    await openGrant(grant)
    expect(useSelection.getState()).toMatchObject({ span: line(stdout, 3), tabs: [crashLog, stdout] })
    stop()
  })
})

describe('the engine', () => {
  it('is said to have stopped, restarted, and asked to open the case again', async () => {
    let reopened = 0
    const desktop = installDesktop({
      connect: async () => {
        startEngine({
          'case.reopen': () => {
            reopened++
            return fakeCase
          },
        })
        return null
      },
    })
    const stop = startSession(() => undefined)
    await settle()
    useSession.setState({ opened: fakeCase })
    const view = await mount(<Notices />)
    await settle(() => desktop.emit({ type: 'engine-exited', code: 9 }))
    expect(view.querySelector('[role="alert"]')?.textContent).toContain('The engine stopped.')
    await settle(() => button(view, 'Restart').click())
    await settle()
    expect(view.textContent).toBe('')
    expect(reopened).toBe(1)
    stop()
  })

  it('runs commands of the menu and opens grants that main sends', async () => {
    const ran: string[] = []
    const desktop = installDesktop()
    const stop = startSession((id) => ran.push(id))
    await settle()
    await settle(() => {
      desktop.emit({ type: 'command', id: 'go.line' })
      desktop.emit({ type: 'grant', grant })
    })
    await settle()
    expect(ran).toEqual(['go.line'])
    expect(useSession.getState().opened?.id).toBe('case-1')
    stop()
  })
})

describe('the start page', () => {
  it('lists recent cases with their verdict, and disables those whose originals are gone', async () => {
    const recent = {
      id: 'a',
      title: 'Broker 13',
      bundles: ['a.zip'],
      openedAt: 0,
      verdict: 'vm.max_map_count was reached',
    }
    useSession.setState({
      ...emptySession,
      recent: [
        { ...recent, available: true },
        { ...recent, id: 'b', title: 'Gone', available: false },
      ],
    })
    const page = await mount(<StartPage />)
    expect(button(page, /^Broker 13/).textContent).toContain('vm.max_map_count was reached')
    expect(button(page, /^Gone/).hasAttribute('disabled')).toBe(true)
  })

  it('teaches when there is none', async () => {
    useSession.setState({ recent: [] })
    expect((await mount(<StartPage />)).textContent).toContain('None yet.')
  })
})

describe('the selection', () => {
  beforeEach(() => showing(fakeCase))

  it('opens tabs, and goes back and forward', () => {
    select(line(crashLog, 3))
    select(line(stdout, 5))
    expect(useSelection.getState()).toMatchObject({ tabs: [crashLog, stdout], artifact: stdout })
    goBack()
    expect(useSelection.getState().span).toEqual(line(crashLog, 3))
    goForward()
    expect(useSelection.getState().span).toEqual(line(stdout, 5))
    goForward()
    expect(useSelection.getState().span).toEqual(line(stdout, 5))
  })

  it('reveals the same lines again', () => {
    select(line(crashLog, 3))
    const { sequence, back } = useSelection.getState()
    select(line(crashLog, 3))
    expect(useSelection.getState().sequence).toBe(sequence + 1)
    expect(useSelection.getState().back).toEqual(back)
  })

  it('brings a neighbour to the front when a tab is closed', () => {
    for (const id of [crashLog, stdout, metrics]) openArtifact(id)
    openArtifact(stdout)
    closeTab(stdout)
    expect(useSelection.getState()).toMatchObject({ tabs: [crashLog, metrics], artifact: metrics })
    stepTab(1)
    expect(useSelection.getState().artifact).toBe(crashLog)
    closeTab(crashLog)
    closeTab(metrics)
    expect(useSelection.getState().artifact).toBeNull()
  })

  it('steps through findings that stand on the same lines', () => {
    const citation = { ...line(crashLog, 3), quote: '' }
    const same = [1, 2, 3].map((one) => ({ title: `${one}`, severity: 'bad' as const, citation }))
    showing({ ...fakeCase, processes: [{ ...crashed, findings: same }] })
    const steps = [1, 1, 1, 1].map(() => {
      stepFinding(1)
      return useSelection.getState().finding
    })
    expect(steps).toEqual([0, 1, 2, 0])
    stepFinding(-1)
    expect(useSelection.getState().finding).toBe(2)
  })

  it('is stored with its case and dropped when it cannot be read', () => {
    const exists = { artifact: (id: number) => id === stdout, process: () => true }
    select(line(crashLog, 3))
    select(line(stdout, 5))
    storeSelection('case-1')
    expect(storedSelection('case-1', exists)).toMatchObject({ tabs: [stdout], artifact: stdout, span: line(stdout, 5) })
    expect(storedSelection('case-2', exists)).toBeNull()
    localStorage.setItem('mortem.selection', '{"version":99}')
    expect(storedSelection('case-1', exists)).toBeNull()
    localStorage.setItem('mortem.selection', 'not JSON')
    expect(storedSelection('case-1', exists)).toBeNull()
  })
})

describe('text', () => {
  const signal = new AbortController().signal
  const lines = (from: number, count: number): string =>
    Array.from({ length: count }, (_, index) => `line ${from + index}`).join('\n')
  const [artifact] = fakeCase.artifacts
  if (artifact === undefined) throw new Error('the case has artifacts')

  it('is joined from as many windows as the engine needs', async () => {
    startEngine({
      'text.window': ({ from, count }) => ({
        from,
        text: lines(from, Math.min(count, 400, 1001 - from)),
        totalLines: 1000,
      }),
    })
    const text = await loadText('case-1', { ...artifact, lines: 1000 }, 500, { signal })
    expect(text).toMatchObject({ firstLine: 1, totalLines: 1000, whole: true })
    expect(text.text).toBe(lines(1, 1000))
  })

  it('is a window around the line where the artifact is too large', async () => {
    startEngine({
      'text.window': ({ from, count }) => ({ from, text: lines(from, Math.min(count, 50_000)), totalLines: 5_000_000 }),
    })
    const large = { ...artifact, textBytes: WHOLE_TEXT_LIMIT + 1, lines: 5_000_000 }
    const text = await loadText('case-1', large, 3_000_000, { signal })
    expect(text).toMatchObject({ firstLine: 2_900_000, totalLines: 5_000_000, whole: false })
    expect(text.text.split('\n')).toHaveLength(200_000)
  })

  it('does not ask for ever when an answer does not move on', async () => {
    startEngine({ 'text.window': () => ({ from: 1, text: 'a\nb', totalLines: 1000 }) })
    expect((await loadText('case-1', { ...artifact, lines: 1000 }, 1, { signal })).text).toBe('a\nb')
  })
})

describe('commands', () => {
  const press = { ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, code: '' }

  it('have ids and keys of their own', () => {
    const ids = commands.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    const keys = commands.flatMap(({ keys: own = [] }) => own)
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('cover every item of the menu', () => {
    const asked: string[] = []
    const template = menuTemplate({ send: (id) => asked.push(id), mac: false, developer: false })
    for (const { submenu } of template)
      if (Array.isArray(submenu))
        for (const item of submenu) item.click?.(undefined as never, undefined, undefined as never)
    const ids = new Set(commands.map(({ id }) => id))
    expect(asked.length).toBeGreaterThan(10)
    expect(asked.filter((id) => !ids.has(id))).toEqual([])
  })

  it('are named by what is pressed', () => {
    expect(pressText({ ...press, key: 'p', ctrlKey: true, shiftKey: true })).toBe('Ctrl+Shift+P')
    expect(pressText({ ...press, key: '>', code: 'Period', ctrlKey: true, shiftKey: true })).toBe('Ctrl+Shift+.')
    expect(pressText({ ...press, key: '?', shiftKey: true })).toBe('?')
    expect(pressText({ ...press, key: 'F8', shiftKey: true })).toBe('Shift+F8')
    expect(pressText({ ...press, key: 'ArrowLeft', altKey: true })).toBe('Alt+Left')
    expect(pressText({ ...press, key: 'b', metaKey: true })).toBe('Ctrl+B')
  })
})
