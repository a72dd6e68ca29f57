import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { LimitsPanel } from '../../../renderer/panels/limits/Panel.tsx'
import { limitRows } from '../../../renderer/panels/limits/model.ts'
import { coachLead, coachSummary } from '../../../renderer/panels/missing-evidence/model.ts'
import { MissingEvidencePanel } from '../../../renderer/panels/missing-evidence/Panel.tsx'
import { OwnersPanel } from '../../../renderer/panels/owners/Panel.tsx'
import { ledgerOfVerdict, quantityView } from '../../../renderer/panels/verdict/ledger.ts'
import { VerdictPanel } from '../../../renderer/panels/verdict/Panel.tsx'
import { useSelection } from '../../../renderer/state/selection.ts'
import { useWorkbench } from '../../../renderer/state/workbench.ts'
import type { LimitLedger, ProcessAnalysis } from '../../../shared/model/analysis.ts'
import { coach, mergeBlockers, rlimit, stale, tasks } from '../../support/fake-evidence.ts'
import { fakeCase } from '../../support/fake-case.ts'
import { crashed, crashLog, stdout } from '../../support/fake-process.ts'
import { button, giveLayout, mount, settle, showing, unmount } from './support.tsx'

const thin = '\u202f'
const span = () => useSelection.getState().span
const rich: ProcessAnalysis = { ...crashed, ledgers: [rlimit, tasks], stale, mergeBlockers, coach }
const limited: ProcessAnalysis = {
  ...rich,
  verdict: { ...crashed.verdict, rootCause: 'address-space-limit', title: 'RLIMIT_AS was reached' },
}
const show = (process: ProcessAnalysis): void => showing({ ...fakeCase, processes: [process] })

beforeEach(() => {
  giveLayout()
  show(rich)
})
afterEach(async () => {
  await unmount()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

describe('Limits', () => {
  it('has a row for each, the one that decided first', () => {
    expect(limitRows(rich).map(({ key, decisive }) => [key, decisive])).toEqual([
      ['map-count', true],
      ['address-space', false],
      ['system-tasks', false],
    ])
    expect(limitRows(limited)[0]).toMatchObject({
      key: 'address-space',
      decisive: true,
      used: '4.10 GiB',
      asked: '1.00 MiB',
      allowed: '4.10 GiB',
      left: '-288 KiB',
      over: true,
      sum: `4${thin}402${thin}442${thin}240 in use + 1${thin}052${thin}672 asked > 4${thin}403${thin}200${thin}000 bytes`,
    })
    expect(limitRows(rich)[2]).toMatchObject({ used: 'at least 47', asked: '', allowed: `192${thin}730`, over: false })
  })

  it('says of a cut listing that the count is not known', () => {
    const ledger = { ...(crashed.ledger as LimitLedger), complete: false, standing: 'below' as const, operator: null }
    expect(limitRows({ ...rich, ledger })[0]).toMatchObject({ standing: 'open', used: `at least 65${thin}531` })
  })

  it('leads from each number to its line', async () => {
    const panel = await mount(<LimitsPanel />)
    await settle(() => button(panel, '1.00 MiB').click())
    expect(span()).toEqual({ artifact: stdout, line: 3, endLine: 3 })
    expect(panel.querySelector('.decisive')?.textContent).toContain('vm.max_map_count')
  })

  it('teaches where no limit is stated', async () => {
    show({ ...crashed, ledger: null })
    const panel = await mount(<LimitsPanel />)
    expect(panel.textContent).toContain('/proc/PID/limits')
  })
})

describe('the ledger of the verdict', () => {
  it('is that of its own limit, with every digit', async () => {
    const view = ledgerOfVerdict(limited)
    expect(view?.cells.map(({ operator, cell }) => `${operator}${cell.value}`.replaceAll(thin, ' '))).toEqual([
      '4 402 442 240',
      '+1 052 672',
      '>4 403 200 000',
      '→ENOMEM',
    ])
    expect(view?.note).toBe('The request did not fit: this limit refuses it')
    show(limited)
    const panel = await mount(<VerdictPanel />)
    await settle(() => button(panel, 'All limits').click())
    expect(useWorkbench.getState()).toMatchObject({ dock: true, docked: 'limits' })
  })

  it('is that of the map count where the verdict is about none of the others, or the sum tells nothing', () => {
    expect(ledgerOfVerdict(rich)?.cells[0]?.cell.label).toBe('lines listed')
    const open = { ...rlimit, standing: 'open' as const }
    expect(ledgerOfVerdict({ ...limited, ledgers: [open] })?.cells[0]?.cell.label).toBe('lines listed')
    expect(ledgerOfVerdict({ ...limited, ledgers: [open], ledger: null })).toBeNull()
  })

  it('of the JVM ends in its error, and does not claim a relation that the numbers do not have', () => {
    const heap = {
      ...rlimit,
      id: 'java-heap' as const,
      title: 'Java heap',
      limit: 100,
      used: 60,
      request: null,
      distance: 40,
      atFailure: null,
    }
    const { cells } = quantityView(heap, null)
    expect(cells.map(({ operator, cell }) => `${operator}${cell.value}`)).toEqual(['60', 'of100', '→OutOfMemoryError'])
    expect(cells[0]?.cell.label).toBe('bytes in use, when measured')
    const unknown = quantityView({ ...heap, used: null, distance: null }, null)
    expect(unknown.cells.map(({ operator, cell }) => `${operator}${cell.value}`)).toEqual(['100', '→OutOfMemoryError'])
  })
})

describe('Missing evidence', () => {
  it('asks for each artifact once, with commands to copy and what they settle', async () => {
    const panel = await mount(<MissingEvidencePanel />)
    const [first, second] = panel.querySelectorAll('.coach-item')
    expect(first?.querySelector('h3')?.textContent).toBe('Limits of the process: /proc/PID/limits')
    expect([...(first?.querySelectorAll('code') ?? [])].map(({ textContent }) => textContent)).toEqual(
      coach[0]?.commands,
    )
    expect(first?.querySelectorAll('button[aria-label="Copy command"]')).toHaveLength(2)
    expect([...(first?.querySelectorAll('dd') ?? [])].map(({ textContent }) => textContent)).toEqual([
      'RLIMIT_AS',
      'RLIMIT_DATA',
    ])
    expect(first?.textContent).toContain('while it lives')
    expect(second?.querySelector('code')).toBeNull()
    expect(panel.querySelector('.coach-capture code')?.textContent).toBe('mortem-capture --tar PID')
  })

  it('names the process while it lives', async () => {
    show({ ...rich, state: 'alive' })
    const panel = await mount(<MissingEvidencePanel />)
    expect(panel.querySelector('.coach-capture code')?.textContent).toBe('mortem-capture --tar 9615')
  })

  it('says what they would change', () => {
    expect(coachSummary(coach)).toBe('2 artifacts would settle 3 hypotheses')
    expect(coachLead(rich)).toMatch(/^The verdict stands without them/)
    expect(coachLead({ ...rich, state: 'alive' })).not.toMatch(/next life/)
    const doubtful = { ...rich.verdict, rootCause: 'task-limit' as const }
    expect(coachLead({ ...rich, verdict: doubtful })).toMatch(/which is unlikely so far/)
    expect(coachLead({ ...rich, verdict: { ...doubtful, rootCause: 'undetermined' } })).toMatch(/^The verdict is open/)
  })

  it('is calm when nothing is', async () => {
    show({ ...rich, coach: [] })
    const panel = await mount(<MissingEvidencePanel />)
    expect(panel.textContent).toContain('Nothing is missing that would change the verdict')
  })

  it('is one line in the verdict, which leads here', async () => {
    const panel = await mount(<VerdictPanel />)
    await settle(() => button(panel, 'What to bring').click())
    expect(useWorkbench.getState()).toMatchObject({ dock: true, docked: 'missing-evidence' })
  })
})

describe('Owners', () => {
  it('lists stale mappings by kind, and leads to the first line of a file', async () => {
    const panel = await mount(<OwnersPanel />)
    await settle(() => button(panel, 'stale 3').click())
    expect(panel.textContent).toContain('File deleted')
    expect(panel.textContent).toContain('and 24 more files')
    await settle(() => button(panel, /42\.index/).click())
    expect(span()).toEqual({ artifact: crashLog, line: 700, endLine: 700 })
  })

  it('says so where none is stale, and what the listing cannot show', async () => {
    show({ ...rich, stale: { ...stale, count: 0, kinds: [], offsetsKnown: false } })
    const panel = await mount(<OwnersPanel />)
    await settle(() => button(panel, 'stale').click())
    expect(panel.textContent).toContain('No stale mapping')
    expect(panel.textContent).toContain('prints no offsets')
  })

  it('lists what keeps neighbours apart, and leads to both lines of a pair', async () => {
    const panel = await mount(<OwnersPanel />)
    await settle(() => button(panel, 'unmerged').click())
    expect([...panel.querySelectorAll('.blocker')].map(({ textContent }) => textContent)).toEqual([
      `Another file65${thin}000`,
      'Other permissions100',
    ])
    await settle(() => button(panel, /^Other permissions/).click())
    await settle(() => button(panel, /Thread stacks.*---p/).click())
    expect(span()).toEqual({ artifact: crashLog, line: 900, endLine: 901 })
  })

  it('has only the views that there is something for', async () => {
    show(crashed)
    const panel = await mount(<OwnersPanel />)
    expect([...panel.querySelectorAll('.switch button')].map(({ textContent }) => textContent)).toEqual([
      'by count',
      'by bytes',
    ])
  })
})
