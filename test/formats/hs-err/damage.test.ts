/** Real crash logs, cut, carried and mixed: no exception, records inside the text, and what the header said is still known. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { hsErr } from '../../../electron/engine/formats/hs-err/index.ts'
import type { FactKey, FactValue } from '../../../shared/model/facts.ts'
import { feed, headOf, linesOf, type Fed } from '../../support/feed.ts'
import { formatFixtures } from '../../support/fixtures.ts'
import { integrityFaults } from '../../support/records.ts'
import { zooFolder } from '../../support/zoo.ts'
import { expectedFacts } from './oracle.ts'
import { regionFaults } from './region-faults.ts'

const publicFolder = path.join(zooFolder, '../public/hserr')
/** Of each log; MORTEM_CUTS=200 takes two minutes. */
const CUTS = Number(process.env['MORTEM_CUTS'] ?? 9)
const HEADER: FactKey[] = ['process.pid', 'jvm.version', 'crash.kind', 'crash.signal', 'crash.requested-bytes']

const logs = [
  ...formatFixtures()
    .filter(({ format }) => format === 'hs-err')
    .map(({ name, bytes }) => ({ name, read: () => bytes })),
  ...(existsSync(publicFolder) ? readdirSync(publicFolder) : []).map((name) => ({
    name,
    read: () => new Uint8Array(readFileSync(path.join(publicFolder, name))),
  })),
]

function factsOf({ records }: Fed): Map<FactKey, FactValue> {
  // The first statement of a key stands.
  return new Map(records.flatMap((one) => (one.kind === 'fact' ? [[one.key, one.value] as const] : [])).toReversed())
}

function headerOf(fed: Fed): (FactValue | undefined)[] {
  const facts = factsOf(fed)
  return HEADER.map((key) => facts.get(key))
}

function faultsOf(fed: Fed, text: string | Uint8Array): string[] {
  return [...integrityFaults(fed, linesOf(text)), ...regionFaults(fed.records)]
}

describe.each(logs)('$name', ({ read }) => {
  const bytes = read()
  const lines = linesOf(bytes)
  const whole = feed(hsErr, bytes)
  // JDK 1.4.2 names the VM in its last lines.
  const headEnd =
    whole.records.find((one) => one.kind === 'fact' && one.key === 'jvm.version')?.span.line ?? lines.length

  it('states what plain regexes find in it', () => {
    const facts = factsOf(whole)
    for (const [key, value] of expectedFacts(lines.join('\n'))) expect([key, facts.get(key)]).toEqual([key, value])
  })

  it('is read as far as it goes', () => {
    const parts = Array.from({ length: CUTS }, (_, cut) =>
      bytes.subarray(0, Math.floor((bytes.length * (cut + 1)) / (CUTS + 1))),
    )
    expect(parts.flatMap((part) => faultsOf(feed(hsErr, part), part))).toEqual([])
    const headed = parts.filter((part) => linesOf(part).length > headEnd)
    expect(headed.map((part) => headerOf(feed(hsErr, part)))).toEqual(headed.map(() => headerOf(whole)))
  })

  it.each([
    ['with the line ends of Windows', (text: string[]) => text.join('\r\n')],
    ['twice', (text: string[]) => [...text, ...text].join('\n')],
    [
      'after a prefix',
      (text: string[]) => text.map((line, at) => `2026-03-01T10:01:01.${at}Z stdout F ${line}`).join('\n'),
    ],
    ['before a suffix', (text: string[]) => text.map((line) => `${line},`).join('\n')],
    [
      'between the lines of another log',
      (text: string[]) =>
        text
          .flatMap((line, at) => (at % 7 === 3 ? [line, `10:00:00,${at} INFO [main] served (Server)`] : [line]))
          .join('\n'),
    ],
  ])('%s says the same of what happened', (_, change) => {
    const changed = change(lines)
    const fed = feed(hsErr, changed)
    expect(faultsOf(fed, changed)).toEqual([])
    expect(headerOf(fed)).toEqual(headerOf(whole))
    // What follows the header of JDK 1.4 in its line is known of no release.
    const old = Number(factsOf(whole).get('jvm.feature')) < 5
    expect(hsErr.sniff(headOf(changed))).toBe(old && changed.includes('\n,\n') ? 'maybe' : 'certain')
  })
})
