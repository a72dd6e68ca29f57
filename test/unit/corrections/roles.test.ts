import { describe, expect, it } from 'vitest'
import { metricColumns, metricColumnValues } from '../../../electron/engine/corrections/columns.ts'
import { withRoles } from '../../../electron/engine/corrections/roles.ts'
import type { RoleCorrection } from '../../../shared/model/corrections.ts'
import type { ColumnUnit } from '../../../shared/model/metric-roles.ts'
import type { SeriesId, SeriesOrigin, SeriesRecord } from '../../../shared/model/records.ts'

type Column = SeriesRecord & { origin: SeriesOrigin }

function column(name: string, series: SeriesId | null, values: number[], factor = 1): Column {
  const unit = series === 'map-count' || series === 'threads' ? 'count' : series === null ? 'none' : 'bytes'
  return {
    kind: 'series',
    series: series ?? `column:${name}`,
    title: name,
    unit,
    at: Float64Array.from(values, (_, index) => index * 1000),
    value: Float64Array.from(values, (value) => value * factor),
    line: Uint32Array.from(values, (_, index) => index + 2),
    origin: { column: name, factor, times: 'local' },
    span: { line: 1, endLine: values.length + 1 },
    quote: name,
  }
}

const role = (name: string, is: RoleCorrection['role'], unit: ColumnUnit | null = null): RoleCorrection => ({
  kind: 'role',
  column: name,
  role: is,
  unit,
})

const inShort = (all: readonly SeriesRecord[]) => all.map(({ series, unit, value }) => [series, unit, value[0]])

describe('a role', () => {
  it('is given to a column that has none', () => {
    const [one] = withRoles([column('open regions', null, [65_530])], [role('open regions', 'map-count')])
    expect(one).toMatchObject({ series: 'map-count', title: 'Memory mappings', unit: 'count' })
  })

  it('keeps the labels, by which the process is found', () => {
    const [one] = withRoles([column('x{instance="a:1"}', null, [1])], [role('x{instance="a:1"}', 'threads')])
    expect(one?.title).toBe('Threads {instance="a:1"}')
  })

  it('takes the role from the column that the guess gave it, unless it is of another target', () => {
    const columns = [column('maps', 'map-count', [1]), column('vmas total', null, [2])]
    expect(inShort(withRoles(columns, [role('vmas total', 'map-count')]))).toEqual([
      ['column:maps', 'count', 1],
      ['map-count', 'count', 2],
    ])
    const others = [column('maps{host="a"}', 'map-count', [1]), column('vmas total{host="b"}', null, [2])]
    const after = withRoles(others, [role('vmas total{host="b"}', 'map-count')])
    expect(after.map(({ series }) => series)).toEqual(['map-count', 'map-count'])
  })

  it('can be none', () => {
    expect(inShort(withRoles([column('maps', 'map-count', [1])], [role('maps', 'ignore')]))).toEqual([
      ['column:maps', 'count', 1],
    ])
  })
})

describe('a unit', () => {
  it.each([
    ['MiB', 300 * 2 ** 20],
    ['kB', 300_000],
    [null, 300],
  ] as const)('%s of a column without one', (unit, bytes) => {
    expect(inShort(withRoles([column('mem', null, [300])], [role('mem', 'rss', unit)]))).toEqual([
      ['rss', 'bytes', bytes],
    ])
  })

  it('replaces the guess, or lets it stand', () => {
    const guessed = column('RSS (MB)', 'rss', [300], 2 ** 20)
    expect(inShort(withRoles([guessed], [role('RSS (MB)', 'rss', 'MB')]))[0]?.[2]).toBe(300e6)
    expect(inShort(withRoles([guessed], [role('RSS (MB)', 'virtual-size')]))[0]).toEqual([
      'virtual-size',
      'bytes',
      300 * 2 ** 20,
    ])
  })

  it('of time keeps fractions', () => {
    expect(inShort(withRoles([column('stw', null, [12.5])], [role('stw', 'gc-pause', 'ms')]))).toEqual([
      ['gc-pause', 'seconds', 0.0125],
    ])
  })
})

it('columns tell guess, role, and whose they are', () => {
  const columns = [column('maps', 'map-count', [1]), column('vmas total', null, [2]), column('cpu', null, [3])]
  const users = [{ process: 7, ownColumns: [{ artifact: 5, column: 'vmas total' }] }]
  expect(metricColumns(5, columns, [role('vmas total', 'map-count')], users)).toMatchObject([
    { column: 'maps', role: null, guessed: 'map-count', corrected: false, processes: [] },
    { column: 'vmas total', role: 'map-count', guessed: null, corrected: true, processes: [7] },
    { column: 'cpu', role: null, guessed: null, corrected: false, processes: [] },
  ])
})

it('values are those of the export, in its unit and on the corrected clock', () => {
  const columns = [column('RSS (MiB)', 'rss', [1.5, 2, 3, 4], 2 ** 20)]
  const corrections = [{ kind: 'zone', zone: '+01:00' } as const]
  expect(metricColumnValues(5, columns, corrections, [])).toMatchObject([
    { points: 4, from: -3_600_000, to: -3_597_000, samples: [1.5, 2, 4], factor: 2 ** 20 },
  ])
})
