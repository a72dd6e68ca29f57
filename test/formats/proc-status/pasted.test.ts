/** Files of /proc/PID as people paste them: indented, or what grep leaves of them. */
import { expect, it } from 'vitest'
import { procLimits } from '../../../electron/engine/formats/proc-limits/index.ts'
import { procStatus } from '../../../electron/engine/formats/proc-status/index.ts'
import type { Format } from '../../../electron/engine/formats/format.ts'
import { feed, headOf } from '../../support/feed.ts'

function factsOf(format: Format, text: string): unknown {
  if (format.sniff(headOf(text)) === 'no') return 'not recognised'
  const { records, issues } = feed(format, text)
  expect(issues).toEqual([])
  return records.flatMap((record) => (record.kind === 'fact' ? [[record.key, record.value]] : []))
}

const LIMITS = [
  'Limit                     Soft Limit           Hard Limit           Units     ',
  'Max processes             14991                14991                processes ',
  'Max address space         unlimited            unlimited            bytes     ',
]
const STATUS = ['Name:\tjava', 'Tgid:\t9615', 'Pid:\t9615', 'PPid:\t1', 'VmSize:\t 3632636 kB', 'Threads:\t47']

it.each(['', '\t', '    '])('limits, indented by %j', (indent) => {
  expect(factsOf(procLimits, LIMITS.map((line) => `${indent}${line}\n`).join(''))).toEqual([
    ['limit.processes', 14_991],
    ['limit.address-space', null],
  ])
})

it('limits that grep left', () => {
  expect(factsOf(procLimits, `${LIMITS[1]}\n`)).toEqual([['limit.processes', 14_991]])
  expect(factsOf(procLimits, `${LIMITS[1]}\nMax heap 12 34 was seen\n`)).toBe('not recognised')
})

it.each(['', '\t', '    '])('status, indented by %j', (indent) => {
  expect(factsOf(procStatus, STATUS.map((line) => `${indent}${line}\n`).join(''))).toEqual([
    ['process.pid', 9615],
    ['process.virtual-size', 3_632_636 * 1024],
    ['process.threads', 47],
  ])
})

it('status that grep left', () => {
  expect(factsOf(procStatus, 'VmPeak:\t 3632640 kB\nVmSize:\t 3632636 kB\nThreads:\t47\n')).toEqual([
    ['process.virtual-size', 3_632_636 * 1024],
    ['process.threads', 47],
  ])
  expect(factsOf(procStatus, 'VmSize:\t 3632636 kB\nand more\n')).toBe('not recognised')
  expect(factsOf(procStatus, 'Name:\tjava\nState:\tS (sleeping)\n')).toBe('not recognised')
})
