import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { CallPathPanel } from '../../../renderer/panels/call-path/Panel.tsx'
import { CasePanel } from '../../../renderer/panels/case/Panel.tsx'
import { GrowthPanel } from '../../../renderer/panels/growth/Panel.tsx'
import { OwnersPanel } from '../../../renderer/panels/owners/Panel.tsx'
import { VerdictPanel } from '../../../renderer/panels/verdict/Panel.tsx'
import { useSelection } from '../../../renderer/state/selection.ts'
import { fakeCase, fakeCluster } from '../../support/fake-case.ts'
import { alive, crashed, crashLog, metrics, stdout } from '../../support/fake-process.ts'
import { button, giveLayout, mount, settle, showing, unmount } from './support.tsx'

const span = () => useSelection.getState().span

beforeEach(() => {
  giveLayout()
  showing(fakeCase)
})
afterEach(async () => {
  await unmount()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

describe('Verdict', () => {
  it('states the cause, the ledger and the confidence, and leads to each number', async () => {
    const panel = await mount(<VerdictPanel />)
    expect(panel.querySelector('section')?.getAttribute('aria-label')).toBe('Verdict')
    expect(panel.querySelector('h1')?.textContent).toBe('vm.max_map_count was reached')
    expect(panel.textContent).toContain('confirmed · 0.97')
    await settle(() => button(panel, '65\u202f530').click())
    expect(span()).toEqual({ artifact: crashLog, line: 66_387, endLine: 66_387 })
    await settle(() => button(panel, 'ENOMEM').click())
    expect(span()).toEqual({ artifact: stdout, line: 3, endLine: 3 })
  })

  it('unfolds a hypothesis to what speaks for and against it, with its lines', async () => {
    const panel = await mount(<VerdictPanel />)
    const row = button(panel, /^vm\.max_map_count/)
    expect(row.getAttribute('aria-expanded')).toBe('false')
    await settle(() => row.click())
    expect(row.getAttribute('aria-expanded')).toBe('true')
    const detail = panel.querySelector('.hypothesis-detail')
    expect(detail?.textContent).toContain('Against')
    expect(detail?.querySelector('.quote')?.textContent).toBe('Dynamic libraries:')
    await settle(() => detail?.querySelector<HTMLElement>('.link')?.click())
    expect(span()).toEqual({ artifact: crashLog, line: 606, endLine: 66_137 })
  })

  it('never confuses victim and culprit', async () => {
    const panel = await mount(<VerdictPanel />)
    const [victim, culprit] = panel.querySelectorAll('.parties > div')
    expect(victim?.textContent).toContain('stack guard zone of a starting thread')
    expect(culprit?.textContent).toContain('Index files')
    expect(culprit?.textContent).toContain('mapped index files')
  })

  it('says what would settle an undetermined case', async () => {
    showing({ ...fakeCluster, processes: [alive] })
    const panel = await mount(<VerdictPanel />)
    expect(panel.textContent).toContain('What would settle it')
    expect(panel.textContent).toContain('sysctl vm.max_map_count')
  })

  it('teaches when no process was recognised', async () => {
    showing({ ...fakeCase, processes: [] })
    const panel = await mount(<VerdictPanel />)
    expect(panel.textContent).toContain('No process was recognised')
  })

  it('unfolds a remedy to its command', async () => {
    const panel = await mount(<VerdictPanel />)
    await settle(() => button(panel, /^Raise vm/).click())
    expect(panel.querySelector('.command code')?.textContent).toBe('sysctl -w vm.max_map_count=262144')
    expect(button(panel, 'Copy command')).toBeDefined()
  })
})

describe('Growth', () => {
  it('draws the limit and leads from a point to its line', async () => {
    const panel = await mount(<GrowthPanel />)
    expect(panel.querySelector('.limit')?.textContent).toContain('65\u202f530')
    expect(panel.textContent).toContain('2\u202f431 / s · limit reached')
    const points = panel.querySelectorAll('.mark')
    expect(points).toHaveLength(17)
    await settle(() => points[0]?.dispatchEvent(new MouseEvent('click', { bubbles: true })))
    expect(span()).toEqual({ artifact: metrics, line: 2, endLine: 2 })
  })

  it('is one stop for Tab, walked with the arrow keys', async () => {
    const panel = await mount(<GrowthPanel />)
    const stops = (): Element[] => [...panel.querySelectorAll('.mark[tabindex="0"]')]
    expect(stops()).toHaveLength(1)
    const before = stops()[0]
    await settle(() => before?.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true })))
    expect(stops()).toHaveLength(1)
    expect(stops()[0]).not.toBe(before)
  })

  it('names the artifacts that would give it', async () => {
    showing({ ...fakeCase, processes: [{ ...crashed, growth: null }] })
    const panel = await mount(<GrowthPanel />)
    expect(panel.textContent).toContain('/proc/PID/maps')
  })
})

describe('Owners', () => {
  it('unfolds groups, orders by bytes, and leads to an example', async () => {
    const panel = await mount(<OwnersPanel />)
    expect(panel.querySelector('.owner-name')?.textContent).toBe('Index files')
    await settle(() => button(panel, 'Groups of Index files').click())
    expect(panel.textContent).toContain('orders-7')
    await settle(() => button(panel, 'by bytes').click())
    expect(panel.querySelector('.owner-name')?.textContent).toBe('Java heap')
    await settle(() => button(panel, 'Index files').click())
    expect(span()).toEqual({ artifact: crashLog, line: 700, endLine: 700 })
  })
})

describe('Call path', () => {
  it('tells what is in the dump from what is inferred, and where the call is refused', async () => {
    const panel = await mount(<CallPathPanel />)
    expect(panel.querySelectorAll('.step.observed')).toHaveLength(2)
    expect(panel.querySelectorAll('.step.inferred')).toHaveLength(4)
    const gate = panel.querySelector<HTMLElement>('.gate.failed')
    expect(gate?.textContent).toContain('map_count > max_map_count')
    expect(gate?.textContent).toContain('ENOMEM')
    await settle(() => gate?.click())
    expect(span()?.line).toBe(66_387)
    expect(panel.querySelector('.gate.passed')?.textContent).toContain('passed')
  })

  it('says of a signal that there is none, and of no failure what would show one', async () => {
    const noPath = { ...crashed, callPath: [], explicitGcPath: [] }
    const { victim } = crashed
    if (victim === null) throw new Error('there is a victim')
    showing({ ...fakeCase, processes: [{ ...noPath, victim: { ...victim, operation: 'signal' } }] })
    const panel = await mount(<CallPathPanel />)
    expect(panel.textContent).toContain('What failed is a signal, no refused call')
    await settle(() => panel.querySelector<HTMLElement>('.empty .link')?.click())
    expect(span()?.line).toBe(victim.citation.line)
    await settle(() => showing({ ...fakeCase, processes: [{ ...noPath, victim: null }] }))
    expect(panel.textContent).toContain('A crash log with native frames')
  })
})

describe('Case', () => {
  it('is a tree walked with the keyboard', async () => {
    const panel = await mount(<CasePanel />)
    const tree = panel.querySelector<HTMLElement>('[role="tree"]')
    if (tree === null) throw new Error('there is a tree')
    const press = (key: string): Promise<void> =>
      settle(() => tree.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true })))
    const active = (): string | undefined =>
      panel.querySelector(`[id="${tree.getAttribute('aria-activedescendant')}"]`)?.querySelector('.label')
        ?.textContent ?? undefined
    await settle(() => tree.focus())
    expect(active()).toBe('Broker restarts, eu-west-1')
    await press('ArrowDown')
    expect(active()).toBe('kafka-broker-13')
    await press('s')
    expect(active()).toBe('server.out')
    await press('Enter')
    expect(useSelection.getState().artifact).toBe(stdout)
    await press('ArrowLeft')
    expect(active()).toBe('Artifacts')
    await press('ArrowLeft')
    expect(panel.textContent).not.toContain('server.out')
    await press('End')
    expect(active()).toContain('Not text')
    await press('Home')
    expect(active()).toBe('Broker restarts, eu-west-1')
  })

  it('switches the process', async () => {
    showing(fakeCluster)
    const panel = await mount(<CasePanel />)
    const row = [...panel.querySelectorAll<HTMLElement>('[role="treeitem"]')].find(({ textContent }) =>
      textContent?.includes('kafka-broker-13'),
    )
    await settle(() => row?.click())
    expect(useSelection.getState()).toMatchObject({ process: 1, span: { artifact: crashLog, line: 66_387 } })
  })
})
