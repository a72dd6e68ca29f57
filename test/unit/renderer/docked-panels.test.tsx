import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Dock } from '../../../renderer/app/Dock.tsx'
import { runCommand } from '../../../renderer/app/commands.ts'
import { ExplicitGcPanel } from '../../../renderer/panels/explicit-gc/Panel.tsx'
import { gcGroups } from '../../../renderer/panels/explicit-gc/model.ts'
import { ImportIssuesPanel } from '../../../renderer/panels/import-issues/Panel.tsx'
import { meanings } from '../../../shared/model/issue-meanings.ts'
import { filterRows, issueRows, severitySummary } from '../../../renderer/panels/import-issues/model.ts'
import { TimelinePanel } from '../../../renderer/panels/timeline/Panel.tsx'
import { explicitGcSummary } from '../../../renderer/panels/verdict/model.ts'
import { VerdictPanel } from '../../../renderer/panels/verdict/Panel.tsx'
import { useSelection } from '../../../renderer/state/selection.ts'
import { useTimelineView } from '../../../renderer/state/timeline-view.ts'
import { closeDock, useWorkbench } from '../../../renderer/state/workbench.ts'
import { sortRows } from '../../../renderer/ui/sort-rows.ts'
import type { CaseSummary } from '../../../shared/model/case.ts'
import { fakeCase, fakeCluster } from '../../support/fake-case.ts'
import { alive, crashed, crashLog, explicitGc, stdout } from '../../support/fake-process.ts'
import { button, giveLayout, mount, settle, showing, unmount } from './support.tsx'

const span = () => useSelection.getState().span
const press = (target: Element | null, key: string): Promise<void> =>
  settle(() => target?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true })))

const troubled: CaseSummary = {
  ...fakeCase,
  bundles: fakeCase.bundles.map((bundle) => ({
    ...bundle,
    issues: [{ code: 'outside-root', message: '../evil was refused', line: null, count: 1 }],
  })),
  artifacts: fakeCase.artifacts.map((artifact) =>
    artifact.id === stdout
      ? {
          ...artifact,
          issues: [
            { code: 'malformed-line', message: 'Pause not understood', line: 12, count: 3 },
            { code: 'parser-failed', message: 'It threw', line: null, count: 1 },
          ],
        }
      : artifact,
  ),
}

beforeEach(() => {
  giveLayout()
  showing(fakeCase)
  closeDock()
  useWorkbench.setState({ docked: null, maximized: null })
  useTimelineView.setState({ caseId: null, range: null, form: 'chart' })
})
afterEach(async () => {
  await unmount()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

describe('the dock', () => {
  it('is closed until a command opens it, and remembers what was in front', async () => {
    expect(useWorkbench.getState().dock).toBe(false)
    expect(runCommand('view.panel')).toBe(true)
    expect(useWorkbench.getState()).toMatchObject({ dock: true })
    runCommand('go.pane-import-issues')
    expect(useWorkbench.getState()).toMatchObject({ dock: true, docked: 'import-issues' })
    runCommand('view.panel')
    expect(useWorkbench.getState()).toMatchObject({ dock: false, docked: 'import-issues' })
    expect(localStorage.getItem('mortem.docked')).toBe('import-issues')
  })

  it('has tabs with counts, walked with the arrow keys', async () => {
    const dock = await mount(<Dock />)
    const tabs = [...dock.querySelectorAll('[role="tab"]')]
    expect(tabs.map(({ textContent }) => textContent)).toEqual([
      'Timeline6',
      'Import issues1',
      'System.gc()1',
      'Limits1',
      'Missing evidence',
      'Artifact',
    ])
    await press(tabs[0] ?? null, 'ArrowLeft')
    expect(useWorkbench.getState().docked).toBe('artifact')
    expect(dock.querySelector('[aria-selected="true"]')?.textContent).toBe('Artifact')
  })
})

describe('Timeline', () => {
  it('is a list box of events, walked with the arrow keys; Enter leads to the line', async () => {
    const panel = await mount(<TimelinePanel />)
    const list = panel.querySelector('[role="listbox"]')
    const active = (): string =>
      panel.querySelector(`[id="${list?.getAttribute('aria-activedescendant')}"]`)?.textContent ?? ''
    expect(active()).toContain('Started, start, 2026-')
    await press(list, 'ArrowDown')
    await press(list, 'ArrowDown')
    expect(active()).toContain('Guard pages refused')
    expect(active()).toContain('time from uptime + start')
    expect(document.querySelector('.event-tip')?.textContent).toContain('Guard pages refused')
    await press(list, 'Enter')
    expect(span()).toEqual({ artifact: stdout, line: 3, endLine: 3 })
    expect(panel.querySelectorAll('.current')).toHaveLength(1)
  })

  it('zooms, moves and fits with keys', async () => {
    const panel = await mount(<TimelinePanel />)
    const list = panel.querySelector('[role="listbox"]')
    const range = () => useTimelineView.getState().range
    await press(list, 'w')
    const near = range()
    await press(list, 'd')
    expect(range()?.from).toBeGreaterThan(near?.from ?? Infinity)
    await press(list, '0')
    const all = range()
    await press(list, 'f')
    expect((range()?.to ?? 0) - (range()?.from ?? 0)).toBeLessThan(((all?.to ?? 0) - (all?.from ?? 0)) / 10)
  })

  it('is a table too', async () => {
    const panel = await mount(<TimelinePanel />)
    await settle(() => button(panel, 'table').click())
    const grid = panel.querySelector('[role="grid"]')
    expect(grid?.getAttribute('aria-rowcount')).toBe('7')
    await press(grid, 'End')
    await press(grid, 'Enter')
    expect(span()).toEqual({ artifact: crashLog, line: 3, endLine: 3 })
  })

  it('chooses a process by its name', async () => {
    showing(fakeCluster)
    const panel = await mount(<TimelinePanel />)
    await settle(() => button(panel, crashed.label).click())
    expect(useSelection.getState().process).toBe(crashed.process)
  })

  it('draws a fixed number of elements, however many events there are', async () => {
    const [first] = crashed.timeline
    if (first === undefined) throw new Error('there are events')
    const many = Array.from({ length: 2000 }, (_, index) => ({
      ...first,
      at: first.at + index,
      until: first.at + index,
    }))
    showing({ ...fakeCase, processes: [1, 2, 3].map((process) => ({ ...crashed, process, timeline: many })) })
    const panel = await mount(<TimelinePanel />)
    expect(panel.querySelectorAll('.timeline-plot path').length).toBeLessThanOrEqual(3)
  })

  it('names the artifacts that would give it', async () => {
    showing({ ...fakeCase, processes: [alive] })
    const panel = await mount(<TimelinePanel />)
    expect(panel.textContent).toContain('GC log')
  })
})

describe('Import issues', () => {
  it('say what each means, the gravest first, and lead to the line', async () => {
    showing(troubled)
    const panel = await mount(<ImportIssuesPanel />)
    const rows = [...panel.querySelectorAll<HTMLElement>('.table-row')]
    expect(rows.map((row) => row.querySelector('.tag')?.textContent)).toEqual([
      'error',
      'data lost',
      'data lost',
      'info',
    ])
    expect(rows[0]?.textContent).toContain(meanings['parser-failed'].sentence)
    await settle(() => rows[2]?.click())
    expect(span()).toEqual({ artifact: stdout, line: 12, endLine: 12 })
    await settle(() => button(panel, 'Count').click())
    await settle(() => button(panel, 'Count').click())
    expect(panel.querySelector('.table-row')?.textContent).toContain('Pause not understood')
  })

  it('are filtered by all words, wherever they stand', () => {
    const rows = issueRows(troubled)
    expect(filterRows(rows, 'server.out UNDERSTOOD').map(({ issue }) => issue.code)).toEqual(['malformed-line'])
    expect(filterRows(rows, '  ')).toHaveLength(4)
    expect(severitySummary(rows)).toBe('1 error · 2 with data lost · 1 info')
  })

  it('are sorted with what has no value last', () => {
    const column = { id: 'n', value: ({ n }: { n: number | null }) => n }
    const rows = [{ n: null }, { n: 2 }, { n: 10 }]
    expect(sortRows(rows, [column], { column: 'n', descending: true }).map(({ n }) => n)).toEqual([10, 2, null])
    expect(sortRows(rows, [column], { column: 'n', descending: false }).map(({ n }) => n)).toEqual([2, 10, null])
  })

  it('say so when there are none', async () => {
    showing({ ...fakeCase, artifacts: fakeCase.artifacts.map((artifact) => ({ ...artifact, issues: [] })) })
    const panel = await mount(<ImportIssuesPanel />)
    expect(panel.textContent).toContain('Everything was understood')
  })
})

describe('System.gc()', () => {
  const rmi = { ...explicitGc, cause: 'rmi-dgc' as const, at: null, citation: { ...explicitGc.citation, line: 60 } }

  it('weighs every candidate and leads to what tells', async () => {
    const panel = await mount(<ExplicitGcPanel />)
    expect(panel.querySelector('h3')?.textContent).toBe('retry of a refused file mapping')
    expect([...panel.querySelectorAll('.gc-weighed .tag')].map(({ textContent }) => textContent)).toEqual([
      'stands',
      'unlikely',
      'excluded',
    ])
    await settle(() => panel.querySelector<HTMLElement>('.gc-weighed .link')?.click())
    expect(span()).toEqual({ artifact: stdout, line: 3, endLine: 3 })
  })

  it('groups by cause, folded where there are several', async () => {
    const process = { ...crashed, explicitGc: [rmi, explicitGc], explicitGcNote: 'Concurrent ones are not listed.' }
    showing({ ...fakeCase, processes: [process] })
    expect(gcGroups(process.explicitGc).map(({ cause, when }) => [cause, when !== ''])).toEqual([
      ['nio-map-retry', true],
      ['rmi-dgc', false],
    ])
    const panel = await mount(<ExplicitGcPanel />)
    expect(panel.textContent).toContain('Concurrent ones are not listed.')
    expect(panel.querySelectorAll('.gc-weighed')).toHaveLength(0)
    await settle(() => button(panel, /^Candidates of the collection at time unknown/).click())
    expect(panel.querySelectorAll('.gc-weighed')).toHaveLength(1)
  })

  it('is one line in the verdict, which leads here', async () => {
    expect(explicitGcSummary([rmi, rmi, explicitGc])).toBe(
      '3 collections that somebody asked for: 2 RMI distributed GC, 1 retry of a refused file mapping.',
    )
    const panel = await mount(<VerdictPanel />)
    await settle(() => button(panel, 'Who asked for them').click())
    expect(useWorkbench.getState()).toMatchObject({ dock: true, docked: 'explicit-gc' })
  })

  it('says what would show them, or why none can be seen', async () => {
    showing({ ...fakeCase, processes: [{ ...crashed, explicitGc: [] }] })
    expect((await mount(<ExplicitGcPanel />)).textContent).toContain('GC log')
  })
})
