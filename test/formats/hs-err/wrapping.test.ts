/** Crash logs that a log shipper carried: whatever it puts around the lines, the log says the same. */
import { describe, expect, it } from 'vitest'
import { hsErr } from '../../../electron/engine/formats/hs-err/index.ts'
import { formats } from '../../../electron/engine/formats/index.ts'
import { claimOf } from '../../support/claim.ts'
import { bytesOf, feed, linesOf } from '../../support/feed.ts'
import { formatFixtures } from '../../support/fixtures.ts'
import { integrityFaults } from '../../support/records.ts'
import { regionFaults } from './region-faults.ts'

const fixtures = formatFixtures()
  .filter(({ format }) => format === 'hs-err')
  .map(({ name, bytes }) => ({ name, text: new TextDecoder().decode(bytes).replaceAll('\r\n', '\n').trimEnd() + '\n' }))

const FOREIGN = '10.0.0.7 - - "GET /health" 200'

/** Digits that differ from line to line, as those of a clock. */
function clock(index: number): string {
  return new Date(Date.UTC(2026, 10, 22, 8, 46, 17, index % 1000)).toISOString().slice(0, -1)
}

const shippers: { what: string; wrap: (line: string, index: number) => string }[] = [
  { what: 'the container runtime interface', wrap: (line, at) => `${clock(at)}${at}Z stdout F ${line}`.trimEnd() },
  { what: 'docker compose', wrap: (line) => `broker-1  | ${line}` },
  {
    what: "Docker's json-file",
    wrap: (line, at) =>
      JSON.stringify({ log: `${line}\n`, stream: 'stdout', time: `${clock(at)}${at}Z` }).replaceAll('>', '\\u003e'),
  },
  { what: 'an object with the text last', wrap: (line, at) => JSON.stringify({ time: `${clock(at)}Z`, msg: line }) },
  { what: 'a list of strings', wrap: (line) => `    ${JSON.stringify(line)},` },
  { what: 'a comma at the end', wrap: (line) => `${line},` },
  { what: 'syslog', wrap: (line, at) => `Nov 22 08:46:${10 + (at % 50)} host-7 kafka[4242]: ${line}` },
  { what: 'a day that gains a digit', wrap: (line, at) => `Nov ${at < 9 ? ' 9' : '10'} host-7 kafka: ${line}` },
  { what: 'cat -n', wrap: (line, at) => `${String(at + 1).padStart(6)}\t${line}` },
  { what: 'less -N', wrap: (line, at) => `${String(at + 1).padStart(7)} ${line}` },
  { what: 'a padded column', wrap: (line, at) => `${String(at + 1).padEnd(5)}| ${line}` },
  { what: 'the Java service wrapper', wrap: (line, at) => `INFO   | jvm 1    | ${clock(at)} | ${line}` },
  { what: 'a quotation in an issue', wrap: (line) => `> ${line}`.trimEnd() },
  { what: 'an indented quotation', wrap: (line) => (line === '' ? '' : `    ${line}`) },
  { what: 'a frame of a terminal', wrap: (line) => `│ ${line} │` },
  { what: 'colours', wrap: (line) => `\u001b[36mbroker \u001b[0m${line}\u001b[0m` },
]

function factsOf(text: string): unknown[] {
  const { records } = feed(hsErr, text)
  return records.flatMap((record) => (record.kind === 'fact' ? [[record.key, record.value, record.at]] : []))
}

function restOf(text: string): unknown {
  const { records } = feed(hsErr, text)
  return {
    mappings: records.flatMap((one) =>
      one.kind === 'mappings' ? [[one.table.count, one.table.paths, one.complete]] : [],
    ),
    frames: records.flatMap((one) => (one.kind === 'frame' ? [[one.stack, one.symbol, one.library]] : [])),
    threads: records.flatMap((one) => (one.kind === 'thread' ? [[one.name, one.osId, one.state]] : [])),
    regions: records.flatMap((one) => (one.kind === 'region' ? [[one.id, one.depth, one.span]] : [])),
  }
}

describe.each(shippers)('within $what', ({ wrap }) => {
  it.each(fixtures)('$name says the same', ({ text }) => {
    const wrapped = `${text.trimEnd().split('\n').map(wrap).join('\n')}\n`
    expect(claimOf(formats, bytesOf(wrapped))).toMatchObject({
      id: 'hs-err',
      confidence: 'certain',
      equals: ['hs-err'],
    })
    const fed = feed(hsErr, wrapped)
    expect(integrityFaults(fed, linesOf(wrapped))).toEqual([])
    expect(regionFaults(fed.records)).toEqual([])
    expect(factsOf(wrapped)).toEqual(factsOf(text))
    expect(restOf(wrapped)).toEqual(restOf(text))
  })

  it('is read also when another program writes between', () => {
    const lines = fixtures[0]!.text.trimEnd().split('\n').map(wrap)
    const mixed = lines.flatMap((line, at) => (at > 8 && at % 5 === 0 ? [line, FOREIGN] : [line])).join('\n')
    const fed = feed(hsErr, mixed)
    expect(integrityFaults(fed, linesOf(mixed))).toEqual([])
    expect(regionFaults(fed.records)).toEqual([])
  })
})

/** A comma at the end, and indentation that blank lines lack, mark no beginning by which a line could be known as another's. */
const marking = shippers.filter(({ wrap }) => !wrap('x', 0).startsWith('x') && wrap('', 0) !== '')

describe.each(marking)('between the lines of $what', ({ wrap }) => {
  it.each(fixtures)("another program's lines do not matter to $name", ({ text }) => {
    const lines = text.trimEnd().split('\n').map(wrap)
    const mixed = lines.flatMap((line, at) => (at > 8 && at % 5 === 0 ? [line, FOREIGN] : [line])).join('\n')
    expect(factsOf(mixed)).toEqual(factsOf(text))
    const { issues } = feed(hsErr, mixed)
    expect(issues.find(({ code }) => code === 'malformed-line')?.count).toBeGreaterThan(10)
  })
})
