import { hypothesesInOrder } from '../../../shared/display/hypotheses.ts'
import { describe, expect, it } from 'vitest'
import type { LimitLedger } from '../../../shared/model/analysis.ts'
import { gateText, gateTone, lanes } from '../../../renderer/panels/call-path/model.ts'
import { caseRows, importIssues } from '../../../renderer/panels/case/model.ts'
import { formatRate, growthSummary } from '../../../renderer/panels/growth/model.ts'
import { ownerBars } from '../../../renderer/panels/owners/model.ts'
import { languageOf, serves } from '../../../renderer/panels/source/model.ts'
import { identity, ledgerView, missingFacts } from '../../../renderer/panels/verdict/model.ts'
import { artifactNames, leadProcess, leadSpan } from '../../../renderer/state/case-lookup.ts'
import { placeTip } from '../../../renderer/ui/place-tip.ts'
import { typeAhead } from '../../../renderer/ui/type-ahead.ts'
import { statusTag } from '../../../renderer/ui/words.ts'
import { fakeCase, fakeCluster } from '../../support/fake-case.ts'
import { alive, crashed, crashLog } from '../../support/fake-process.ts'

const thin = '\u202f'
const ledger = crashed.ledger as LimitLedger

describe('verdict', () => {
  it('puts its own hypothesis first, open ones next, fallen ones last', () => {
    expect(hypothesesInOrder(crashed).map(({ id }) => id)).toEqual(['max-map-count', 'task-limit', 'physical-memory'])
  })

  it('writes the arithmetic of the limit with its citations', () => {
    const { cells } = ledgerView(ledger, crashed.victim)
    expect(cells.map(({ operator, cell }) => `${operator}${cell.value}`)).toEqual([
      `65${thin}532`,
      '−1',
      `=65${thin}531`,
      `>65${thin}530`,
      '→ENOMEM',
    ])
    expect(cells[3]?.cell).toMatchObject({ label: 'limit', hit: true, citation: ledger.limitCitation })
  })

  it('says assumed, cut and to spare where that is so', () => {
    const { cells, note } = ledgerView(
      {
        ...ledger,
        limitSource: 'assumed',
        complete: false,
        standing: 'below',
        vmas: 100,
        mapLines: 100,
        vsyscall: false,
        distance: 65_430,
        operator: null,
      },
      null,
    )
    expect(cells.map(({ cell }) => cell.label)).toEqual(['lines listed', '[vsyscall]', 'mappings', 'limit, assumed'])
    expect(cells[2]?.cell.value).toBe('at least 100')
    expect(cells[3]).toMatchObject({ operator: '<', cell: { hit: false } })
    expect(note).toBe(`65${thin}430 to spare · the listing is cut: these are lower bounds`)
  })

  it('states an equal count as equal, and an inferred errno as inferred', () => {
    const { cells } = ledgerView(
      { ...ledger, vmas: 65_530, distance: 0 },
      crashed.victim === null ? null : { ...crashed.victim, errnoOrigin: 'inferred' },
    )
    expect(cells[3]?.operator).toBe('=')
    expect(cells[4]?.cell.label).toBe('errno 12, inferred')
  })

  it('names the process as far as it is known', () => {
    expect(identity(crashed)).toContain('kafka-broker-13 · pid 9615 · OpenJDK 17.0.15+6')
    expect(identity({ ...crashed, host: null, pid: null, jvm: null, os: null, uptime: null, endedAt: null })).toBe('')
  })

  it('lists each missing fact once', () => {
    expect(missingFacts(alive.hypotheses)).toEqual([
      { what: 'the value of vm.max_map_count', capture: 'sysctl vm.max_map_count' },
    ])
    expect(missingFacts(crashed.hypotheses)).toEqual([])
  })

  it('shows a confirmed `none` as good news', () => {
    expect(statusTag('none', 'confirmed')).toEqual({ word: 'confirmed', tone: 'good' })
    expect(statusTag('max-map-count', 'confirmed').tone).toBe('bad')
    expect(statusTag('undetermined', 'unknown').tone).toBe('open')
  })
})

describe('growth', () => {
  it('gives the rate in the unit in which it is at least one', () => {
    expect(formatRate(2431 * 3600)).toBe(`2${thin}431 / s`)
    expect(formatRate(120)).toBe('2.0 / min')
    expect(formatRate(12)).toBe('12 / h')
    expect(formatRate(0.5)).toBe('12 / day')
    expect(formatRate(0)).toBe('0 / h')
  })

  it('says how long is left, that it is over, or that nothing is sure', () => {
    const growth = { points: [], limit: 1, crashAt: null, slopePerHour: 10, slopeInterval: null } as const
    expect(growthSummary({ ...growth, points: [], slopeInterval: null, hoursToLimit: 2 }, false)).toBe(
      '10 / h · limit in 2 h when last measured',
    )
    expect(growthSummary({ ...growth, points: [], hoursToLimit: 0 }, false)).toContain('limit reached')
    expect(growthSummary({ ...growth, points: [], slopeInterval: [-1, 20], hoursToLimit: null }, false)).toContain(
      'no growth',
    )
    expect(growthSummary({ ...growth, points: [], slopePerHour: null, hoursToLimit: null }, false)).toBe('no trend')
  })

  it('gives no time to the limit of a process that has ended below it', () => {
    const growth = { points: [], limit: 1, crashAt: 0, slopePerHour: 10, slopeInterval: null, hoursToLimit: 2 }
    expect(growthSummary(growth, true)).toBe('10 / h')
    expect(growthSummary({ ...growth, hoursToLimit: 0 }, true)).toContain('limit reached')
  })
})

describe('owners', () => {
  it('are ordered and measured by what is asked', () => {
    expect(ownerBars(crashed.owners, 'count')[0]).toMatchObject({ total: { owner: 'index-file' }, length: 1 })
    expect(ownerBars(crashed.owners, 'bytes')[0]?.total.owner).toBe('java-heap')
  })
})

describe('call path', () => {
  it('is cut into lanes where the layer changes', () => {
    expect(lanes(crashed.callPath).map(({ layer, steps }) => [layer, steps.length])).toEqual([
      ['application', 1],
      ['libc', 1],
      ['hotspot', 2],
      ['kernel', 2],
    ])
  })

  it('states a gate with its numbers and its errno', () => {
    const [refused, passed] = crashed.callPath.flatMap(({ gate }) => (gate === null ? [] : [gate]))
    if (refused === undefined || passed === undefined) throw new Error('the path has two gates')
    expect(gateText(refused)).toBe('map_count > max_map_count · 65 531 > 65 530 → ENOMEM')
    expect(gateTone(refused)).toBe('failed')
    expect(gateTone(passed)).toBe('passed')
    expect(gateTone({ ...passed, holds: null })).toBe('open')
  })
})

describe('case', () => {
  const names = artifactNames(fakeCase.artifacts)

  it('becomes a tree whose rows know their place', () => {
    const rows = caseRows(fakeCase, crashed, names, new Set())
    expect(
      rows.filter(({ level }) => level === 1).map(({ label, setSize, position }) => [label, setSize, position]),
    ).toEqual([
      ['Broker restarts, eu-west-1', 4, 1],
      ['Artifacts', 4, 2],
      ['Findings', 4, 3],
      ['Import issues', 4, 4],
    ])
    expect(rows.filter(({ kind }) => kind === 'artifact').map(({ label }) => label)).toEqual([
      'hs_err_pid9615.log',
      'core.9615',
      'maps-1.txt',
      'maps-2.txt',
      'metrics.csv',
      'server.out',
    ])
  })

  it('lists files of one log from the oldest, where the first of them stands', () => {
    const log = (part: number, missing: string | null = null) => ({
      sequence: 3,
      part,
      parts: 2,
      first: { at: Date.UTC(2022, 2, 7, 10, 2), uptime: null },
      last: { at: Date.UTC(2022, 2, 7, 11, 15), uptime: null },
      zoned: true,
      nextCause: null,
      missing,
      order: part,
    })
    const artifacts = fakeCase.artifacts.map((artifact) => {
      if (artifact.path.endsWith('maps-1.txt'))
        return { ...artifact, formatTitle: 'GC log (JDK 5 to 8)', log: log(2, 'GC(7)') }
      return artifact.path.endsWith('maps-2.txt') ? { ...artifact, log: log(1) } : artifact
    })
    const rows = caseRows({ ...fakeCase, artifacts }, crashed, names, new Set()).filter(
      ({ kind }) => kind === 'artifact',
    )
    expect(rows.map(({ label }) => label).slice(2, 4)).toEqual(['maps-2.txt', 'maps-1.txt'])
    expect(rows[3]?.trail).toMatch(/^2 of 2 · /)
    expect(rows[3]?.tooltip.split('\n').slice(2)).toEqual([
      'GC log 2 of 2, 2022-03-07 10:02:00 to 11:15:00 UTC',
      'Missing before it: GC(7)',
    ])
  })

  it('hides what is collapsed', () => {
    const rows = caseRows(fakeCase, crashed, names, new Set(['artifacts']))
    expect(rows.some(({ kind }) => kind === 'artifact')).toBe(false)
    expect(rows.find(({ key }) => key === 'artifacts')?.expanded).toBe(false)
  })

  it('groups artifacts by folder when several processes share the case', () => {
    const rows = caseRows(fakeCluster, crashed, artifactNames(fakeCluster.artifacts), new Set())
    expect(rows.filter(({ kind }) => kind === 'folder').map(({ label, level }) => [label, level])).toEqual([
      ['broker-13', 2],
      ['broker-14', 2],
    ])
    expect(rows.find(({ label }) => label === 'proc-status.txt')).toMatchObject({ level: 3, setSize: 1, position: 1 })
  })

  it('names artifacts by their base name, with the folder where two share it', () => {
    const [first] = fakeCase.artifacts
    if (first === undefined) throw new Error('the case has artifacts')
    const both = artifactNames([first, { ...first, id: 9, path: 'broker-14/hs_err_pid9615.log' }])
    expect([...both.values()]).toEqual(['broker-13/hs_err_pid9615.log', 'broker-14/hs_err_pid9615.log'])
  })

  it('counts import issues of bundles and artifacts', () => {
    expect(importIssues(fakeCase).map(({ where }) => where)).toEqual(['broker-13/core.9615'])
  })

  it('starts with the crashed process and its first finding', () => {
    expect(leadProcess(fakeCluster)?.process).toBe(crashed.process)
    expect(leadSpan(fakeCase, crashed)).toEqual({ artifact: crashLog, line: 66_387, endLine: 66_387 })
    expect(leadSpan(fakeCase, null)).toEqual({ artifact: crashLog, line: 1, endLine: 1 })
    expect(leadSpan({ ...fakeCase, artifacts: [] }, null)).toBeNull()
  })
})

describe('source', () => {
  it('knows the language of a format', () => {
    expect([languageOf('hs-err'), languageOf('proc-maps'), languageOf('gc-log')]).toEqual([
      'hs_err',
      'proc-maps',
      'log',
    ])
  })

  it('is served by a window that holds a line with room around it', () => {
    const text = { text: 'x\n'.repeat(9999) + 'x', firstLine: 50_001, totalLines: 1_000_000, whole: false }
    expect(serves(text, 55_000)).toBe(true)
    expect(serves(text, 50_010)).toBe(false)
    expect(serves(text, 59_990)).toBe(false)
    expect(serves({ ...text, firstLine: 1 }, 10)).toBe(true)
    expect(serves({ ...text, whole: true }, 1)).toBe(true)
  })
})

describe('ui', () => {
  it('places a tip below, above where there is no room, and never outside the window', () => {
    const view = { width: 800, height: 600 }
    const tip = { width: 300, height: 100 }
    expect(placeTip({ left: 100, top: 100, width: 50, height: 20 }, tip, view)).toEqual({ left: 100, top: 126 })
    expect(placeTip({ left: 700, top: 560, width: 50, height: 20 }, tip, view)).toEqual({ left: 492, top: 454 })
    expect(placeTip({ left: -20, top: 5, width: 50, height: 590 }, tip, view).left).toBe(8)
  })

  it('finds a row by its first letters, from the next row on', () => {
    const rows = [{ label: 'gc.log' }, { label: 'maps-1' }, { label: 'meminfo' }, { label: 'Metrics' }]
    const typed = { text: '', at: 0 }
    expect(typeAhead(rows, 0, typed, 'm', 1000)).toBe(1)
    expect(typeAhead(rows, 1, typed, 'e', 1100)).toBe(2)
    expect(typeAhead(rows, 2, typed, 't', 1200)).toBe(3)
    expect(typeAhead(rows, 3, typed, 'g', 5000)).toBe(0)
    expect(typeAhead(rows, 3, typed, 'z', 9000)).toBeNull()
  })
})
