import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ArtifactPanel } from '../../../renderer/panels/artifact/Panel.tsx'
import {
  clockChange,
  clockReset,
  columnsWith,
  draftOf,
  roleChange,
  unitInUse,
} from '../../../renderer/panels/artifact/model.ts'
import { useSession } from '../../../renderer/state/session.ts'
import type { CaseSummary } from '../../../shared/model/case.ts'
import type { CorrectionChange, MetricColumnValues } from '../../../shared/model/corrections.ts'
import { RpcError } from '../../../shared/rpc/protocol.ts'
import { fakeCase, fakeTimeBase } from '../../support/fake-case.ts'
import { metrics, stdout } from '../../support/fake-process.ts'
import { button, giveLayout, mount, settle, showing, startEngine, unmount } from './support.tsx'

const none = { zone: '', shift: '', anchor: '' }

describe('what is typed', () => {
  it.each([
    ['nothing', none, none, null],
    ['a zone', { ...none, zone: ' +08:00 ' }, none, { set: [{ kind: 'zone', zone: '+08:00' }], clear: [] }],
    ['a shift', { ...none, shift: '-1m30s' }, none, { set: [{ kind: 'shift', shift: -90_000 }], clear: [] }],
    [
      'a start',
      { ...none, anchor: '2026-11-22 08:46:17 UTC' },
      none,
      { set: [{ kind: 'anchor', at: Date.UTC(2026, 10, 22, 8, 46, 17) }], clear: [] },
    ],
    ['what is stored', { ...none, zone: 'CET' }, { ...none, zone: 'CET' }, null],
    ['nothing any more', none, { ...none, zone: 'CET' }, { set: [], clear: [{ kind: 'zone', column: null }] }],
  ])('%s', (_, draft, stored, change) => {
    expect(clockChange(draft, stored)).toEqual({ change, errors: {} })
  })

  it('is refused with how to write it, and gives no change', () => {
    const { change, errors } = clockChange({ zone: 'UTC', shift: 'soon', anchor: '8:46' }, none)
    expect(change).toBeNull()
    expect(Object.keys(errors)).toEqual(['shift', 'anchor'])
  })

  it('is read from what is stored, and can be taken back', () => {
    const corrections = [
      { kind: 'zone', zone: 'CET' } as const,
      { kind: 'shift', shift: 45_000 } as const,
      { kind: 'anchor', at: Date.UTC(2026, 10, 22, 8, 46, 17) } as const,
    ]
    const stored = draftOf({ corrections })
    expect(stored).toEqual({ zone: 'CET', shift: '45s', anchor: '2026-11-22 08:46:17 UTC' })
    expect(clockChange(stored, none).change?.set).toEqual(corrections)
    expect(clockReset(stored)?.clear).toHaveLength(3)
    expect(clockReset(none)).toBeNull()
  })
})

const regions: MetricColumnValues = {
  column: 'open regions',
  role: null,
  guessed: null,
  corrected: false,
  unit: 'none',
  factor: 1,
  processes: [],
  points: 25,
  from: 0,
  to: 1,
  samples: [20_000, 44_000, 65_530],
  span: { line: 1, endLine: 26 },
}
const rss: MetricColumnValues = {
  ...regions,
  column: 'RSS kb',
  role: 'rss',
  guessed: 'rss',
  unit: 'bytes',
  factor: 1024,
}

describe('a role', () => {
  it.each([
    ['another than the guess', regions, 'map-count', { set: 1, clear: 0 }],
    ['the guess', rss, 'rss', { set: 0, clear: 1 }],
    ['none, as the guess', regions, 'ignore', { set: 0, clear: 1 }],
    ['none, against the guess', rss, 'ignore', { set: 1, clear: 0 }],
  ] as const)('%s', (_, column, role, expected) => {
    const { set, clear } = roleChange(column, role)
    expect({ set: set.length, clear: clear.length }).toEqual(expected)
  })

  it('has the unit of its factor', () => {
    expect([unitInUse(rss), unitInUse(regions), unitInUse({ ...rss, factor: 512 })]).toEqual(['KiB', null, null])
  })

  it('columns are found by all words', () => {
    expect(columnsWith([regions, rss], 'REG open')).toEqual([regions])
    expect(columnsWith([regions, rss], ' ')).toHaveLength(2)
  })
})

const withBase: CaseSummary = {
  ...fakeCase,
  artifacts: fakeCase.artifacts.map((artifact) =>
    artifact.id === stdout
      ? { ...artifact, timeBase: fakeTimeBase }
      : artifact.id === metrics
        ? { ...artifact, timeBase: { ...fakeTimeBase, correctable: ['shift' as const] }, columns: [regions, rss] }
        : artifact,
  ),
  unusedCorrections: [{ path: 'old/server.log', correction: { kind: 'zone', zone: 'CET' } }],
}

describe('the panel', () => {
  beforeEach(() => giveLayout())
  afterEach(() => unmount())

  const type = (input: Element | null, text: string): Promise<void> =>
    settle(() => {
      if (!(input instanceof HTMLInputElement)) throw new Error('no field')
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(input, text)
      input.dispatchEvent(new Event('input', { bubbles: true }))
    })

  it('asks for a preview, stores what was typed, and shows the case that comes back', async () => {
    const asked: CorrectionChange[] = []
    startEngine({
      'artifact.preview': () => ({ ...fakeTimeBase, first: { ...fakeTimeBase.first!, used: 1_795_308_377_797 } }),
      'artifact.correct': ({ change }) => {
        asked.push(change)
        return { ...withBase, title: 'after' }
      },
    })
    showing(withBase, { artifact: stdout })
    const host = await mount(<ArtifactPanel />)
    expect(host.textContent).toContain('taken as UTC')
    expect(host.textContent).toContain('1 correction kept for artifacts that are gone or have changed: old/server.log')
    await type(host.querySelector('input'), '+08:00')
    expect(host.querySelector('.next')?.textContent).toBe('2026-11-22 00:46:17.797 UTC')
    await settle(() => button(host, 'Apply').click())
    expect(asked).toEqual([{ set: [{ kind: 'zone', zone: '+08:00' }], clear: [] }])
    expect(useSession.getState().opened?.title).toBe('after')
  })

  it('shows why the engine refuses, beside the field', async () => {
    startEngine({
      'artifact.preview': () => {
        throw new RpcError('bad-input', 'There is no time zone "Atlantis".')
      },
    })
    showing(withBase, { artifact: stdout })
    const host = await mount(<ArtifactPanel />)
    await type(host.querySelector('input'), 'Atlantis')
    expect(host.querySelector('.error')?.textContent).toBe('There is no time zone "Atlantis".')
    expect(button(host, 'Apply')).toHaveProperty('disabled', true)
  })

  it('lists columns with their values; a choice is stored at once', async () => {
    const asked: CorrectionChange[] = []
    startEngine({
      'artifact.columns': () => [regions, rss],
      'artifact.correct': ({ change }) => {
        asked.push(change)
        return withBase
      },
    })
    showing(withBase, { artifact: metrics })
    const host = await mount(<ArtifactPanel />)
    await settle()
    expect(host.querySelector('tbody tr:nth-child(2)')?.textContent).toContain('nobody: not told whose it is')
    const choice = host.querySelector<HTMLSelectElement>('[aria-label="What open regions measures"]')
    await settle(() => {
      if (choice) choice.value = 'map-count'
      choice?.dispatchEvent(new Event('change', { bubbles: true }))
    })
    expect(asked).toEqual([
      { set: [{ kind: 'role', column: 'open regions', role: 'map-count', unit: null }], clear: [] },
    ])
  })

  it('says what it is for where no artifact is open', async () => {
    showing(withBase, { artifact: null })
    expect((await mount(<ArtifactPanel />)).textContent).toContain('No artifact is open')
  })
})
