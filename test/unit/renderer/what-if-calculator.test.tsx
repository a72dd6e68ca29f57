import { afterEach, beforeEach, expect, it } from 'vitest'
import { GrowthPanel } from '../../../renderer/panels/growth/Panel.tsx'
import { mapsFor } from '../../../shared/display/what-if.ts'
import { fakeCase } from '../../support/fake-case.ts'
import { crashed } from '../../support/fake-process.ts'
import { button, giveLayout, mount, settle, showing, unmount } from './support.tsx'

const whatIf = mapsFor({
  partitions: 60,
  segmentsPerPartition: 500,
  mapsPerSegment: 2,
  threads: 40,
  mapsPerThread: 2,
  base: 180,
  reserve: 1,
})

beforeEach(() => {
  giveLayout()
  showing({ ...fakeCase, processes: [{ ...crashed, whatIf }] })
})
afterEach(unmount)

function type(panel: HTMLElement, label: string, value: string): Promise<void> {
  const field = [...panel.querySelectorAll('label')].find(({ textContent }) => textContent === label)
  const input = field?.querySelector('input')
  if (!input) throw new Error(`no field ${label}`)
  return settle(() => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(input, value)
    input.dispatchEvent(new Event('input', { bubbles: true }))
  })
}

it('begins with the process itself, follows what is typed, and goes back', async () => {
  const panel = await mount(<GrowthPanel />)
  expect(panel.querySelector('.what-if')).toBeNull()
  await settle(() => button(panel, 'What if').click())
  const result = () => panel.querySelector('.what-if-result')?.textContent
  expect(result()).toBe('60\u202f260 mappings: vm.max_map_count = 262144')
  await type(panel, 'Partitions', '300')
  expect(result()).toBe('300\u202f260 mappings: vm.max_map_count = 1048576')
  expect(panel.textContent).toContain('300 partitions × 500 segments × 2 mapped files')
  await settle(() => button(panel, 'As measured').click())
  expect(result()).toContain('60\u202f260')
  await settle(() => button(panel, 'What if').click())
  expect(panel.querySelectorAll('.mark').length).toBeGreaterThan(0)
})

it('says whether the present limit holds the need, and what fits into it', async () => {
  const panel = await mount(<GrowthPanel />)
  await settle(() => button(panel, 'What if').click())
  expect(panel.querySelector('.what-if-fits')?.textContent?.replaceAll('\u202f', ' ')).toBe(
    'The present limit, 65 530, holds them: 5 270 to spare. It has room for 65 partitions of this shape.',
  )
  await type(panel, 'Partitions', '66')
  expect(panel.querySelector('.what-if-over')?.textContent?.replaceAll('\u202f', ' ')).toContain('730 too small')
  expect(button(panel, 'Copy vm.max_map_count = 262144')).toBeDefined()
})

it('is closed by Escape, with the focus back where it was opened', async () => {
  const panel = await mount(<GrowthPanel />)
  await settle(() => button(panel, 'What if').click())
  expect(document.activeElement?.tagName).toBe('INPUT')
  await settle(() =>
    document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true })),
  )
  expect(panel.querySelector('.what-if')).toBeNull()
  expect(document.activeElement).toBe(button(panel, 'What if'))
})

it('can be asked where nothing was counted', async () => {
  showing({ ...fakeCase, processes: [{ ...crashed, growth: null, ledger: null, whatIf: null }] })
  const panel = await mount(<GrowthPanel />)
  expect(panel.textContent).toContain('No map count over time')
  await settle(() => button(panel, 'What if').click())
  expect(panel.textContent).toContain('Nothing counted the mappings')
  await type(panel, 'Partitions', '1000')
  await type(panel, 'Segments each', '100')
  expect(panel.querySelector('.what-if-result')?.textContent).toContain('vm.max_map_count = 524288')
})
