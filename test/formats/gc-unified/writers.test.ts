import { describe, expect, it } from 'vitest'
import { gcUnified } from '../../../electron/engine/formats/gc-unified/index.ts'
import { feed } from '../../support/feed.ts'

const pause = 'Pause Young (Normal) (G1 Evacuation Pause)'

describe('a log that two JVMs write', () => {
  const line = (uptime: number, pid: number, text: string) =>
    `[${uptime.toFixed(3)}s][${pid}][${pid + 9}][info][gc] ${text}\n`
  const text =
    line(0.01, 100, 'Using G1') +
    line(1, 100, `GC(0) ${pause}`) +
    line(0.01, 200, 'Using G1') +
    line(0.5, 200, `GC(0) ${pause}`) +
    line(1.1, 100, `GC(0) ${pause} 5M->4M(9M) 100.000ms`) +
    line(0.6, 200, `GC(0) ${pause} 7M->6M(9M) 200.000ms`) +
    line(2, 100, 'GC(1) Pause Full (System.gc()) 5M->4M(9M) 3.000ms')

  it('has the collections of both, told apart by the process', () => {
    const { records, issues } = feed(gcUnified, text)
    expect(
      records.flatMap((record) => (record.kind === 'gc' ? [[record.gcId, record.uptime, record.pauseMs]] : [])),
    ).toEqual([
      [0, 1, 100],
      [0, 0.5, 200],
      [1, 2, 3],
    ])
    expect(
      records.flatMap((record) => (record.kind === 'fact' && record.key === 'process.pid' ? [record.value] : [])),
    ).toEqual([100, 200])
    expect(records.findLast((record) => record.kind === 'region')?.note).toContain('Of 2 processes: 100, 200.')
    expect(issues).toEqual([])
  })

  it('without the process says that their collections cannot be told apart', () => {
    const both = Array.from({ length: 4 }, (_, id) => [
      `[${id + 100}.000s][info][gc] GC(${id + 50}) ${pause} 5M->4M(9M) 1.000ms\n`,
      `[${id + 1}.000s][info][gc] GC(${id}) ${pause} 5M->4M(9M) 1.000ms\n`,
    ])
    expect(feed(gcUnified, both.flat().join('')).issues).toEqual([
      { code: 'malformed-line', count: 1, line: 6, message: expect.stringContaining('several JVMs write this log') },
    ])
  })

  it('is not what a VM that starts again and again leaves', () => {
    const lives = Array.from(
      { length: 9 },
      (_, life) => `[0.010s][info][gc] Using G1\n[${90 - life}.000s][info][gc] GC(0) ${pause} 5M->4M(9M) 1.000ms\n`,
    )
    const { records, issues } = feed(gcUnified, lives.join(''))
    expect(records.filter((record) => record.kind === 'gc')).toHaveLength(9)
    expect(issues).toEqual([])
  })
})
