/**
 * `npm run bench:formats -- DIR... [--unknown] [--silence=SECONDS] [--with=MODULE]`: what the formats make of any folder of files and bundles, a line for each file:
 * the format, the runner-up, lines, lines within a region, facts, issues, milliseconds. Ends with 1 if something crashed, hung
 * (10 s without a word, or as long as --silence says), took longer than 10 s for each 100 MB, or was claimed by two formats that are equally sure.
 * `--unknown` reads all a second time with every file called `unknown`, which must give the same formats. `--with` puts the `formats`
 * of a module beside ours, to try one before it is in the list.
 */
import { existsSync, readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import type { Issue } from '../../shared/model/records.ts'
import { FormatsReader } from './formats-reader.ts'
import type { Row } from './formats-row.ts'

const MS_PER_100_MB = 10_000

/** Every file of a folder is read as a bundle of its own, as a user would open it; folders in it too. */
function bundlesOf(given: string): string[] {
  if (!statSync(given).isDirectory()) return [given]
  return readdirSync(given, { withFileTypes: true })
    .toSorted((left, right) => (left.name < right.name ? -1 : 1))
    .map((entry) => path.join(given, entry.name))
}

/** What is wrong with one file, besides what its content deserves. */
function faultsOf(bundle: string, row: Row): string[] {
  const faults: string[] = []
  const where = `${path.basename(bundle)}: ${row.path}`
  for (const { code, line, message } of row.issues)
    if (code === 'parser-failed') faults.push(`${where}: ${row.format} failed at line ${line}: ${message}`)
  const [first, second] = row.claims
  if (first && second && first.confidence === second.confidence)
    faults.push(`${where}: ${first.id} and ${second.id} are equally sure (${first.confidence})`)
  if (row.milliseconds > MS_PER_100_MB * Math.max(1, row.bytes / 1e8))
    faults.push(`${where}: ${row.format} took ${row.milliseconds.toFixed(0)} ms for ${row.bytes} bytes`)
  return faults
}

function printRow(bundle: string, row: Row): void {
  const runnerUp = row.claims.find(({ id }) => id !== row.format)
  const cells = [
    row.format.padEnd(18),
    (runnerUp ? `${runnerUp.id} (${runnerUp.confidence})` : '-').padEnd(28),
    String(row.lines).padStart(8),
    String(row.covered).padStart(8),
    String(row.facts).padStart(6),
    String(row.issues.reduce((total, { count }) => total + count, 0)).padStart(7),
    row.milliseconds.toFixed(1).padStart(8),
  ]
  console.log(
    `${cells.join(' ')}  ${path.basename(bundle)}${row.path === path.basename(bundle) ? '' : `: ${row.path}`}`,
  )
}

const HEADINGS = [
  'format'.padEnd(18),
  'runner-up'.padEnd(28),
  'lines'.padStart(8),
  'covered'.padStart(8),
  'facts'.padStart(6),
  'issues'.padStart(7),
  'ms'.padStart(8),
]

function sum(rows: readonly Row[], value: (row: Row) => number): number {
  return rows.reduce((total, row) => total + value(row), 0)
}

function printTotals(rows: readonly Row[], bundleIssues: readonly Issue[]): void {
  const byFormat = new Map<string, Row[]>()
  for (const row of rows) byFormat.set(row.format, [...(byFormat.get(row.format) ?? []), row])
  console.log(`\n${'format'.padEnd(18)} files      lines   covered %    facts  issues        ms`)
  const named = [...byFormat].toSorted((left, right) => right[1].length - left[1].length)
  for (const [name, of] of [...named, ['all', rows] as const]) {
    const lines = sum(of, (row) => row.lines)
    const share = lines === 0 ? 100 : (100 * sum(of, (row) => row.covered)) / lines
    console.log(
      [
        name.padEnd(18),
        String(of.length).padStart(5),
        String(lines).padStart(10),
        share.toFixed(1).padStart(11),
        String(sum(of, (row) => row.facts)).padStart(8),
        String(sum(of, ({ issues }) => issues.reduce((total, { count }) => total + count, 0))).padStart(7),
        sum(of, (row) => row.milliseconds)
          .toFixed(0)
          .padStart(9),
      ].join(' '),
    )
  }
  const codes = new Map<string, number>()
  for (const { code, count } of [...rows.flatMap(({ issues }) => issues), ...bundleIssues])
    codes.set(code, (codes.get(code) ?? 0) + count)
  const counted = [...codes].toSorted((left, right) => right[1] - left[1])
  console.log(`\nissues: ${counted.map(([code, count]) => `${code} ${count}`).join(', ') || 'none'}`)
}

const USAGE = 'usage: npm run bench:formats -- DIR... [--unknown] [--silence=SECONDS] [--with=MODULE]'

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        unknown: { type: 'boolean', default: false },
        silence: { type: 'string', default: '10' },
        with: { type: 'string' },
      },
    })
    const silenceMs = Number(values.silence) * 1000
    const missing = positionals.filter((one) => !existsSync(one))
    for (const one of missing) console.error(`no such file or folder: ${one}`)
    if (positionals.length === 0 || missing.length > 0 || !(silenceMs > 0)) return null
    const more = values.with === undefined ? null : path.resolve(values.with)
    return { given: positionals, unknownToo: values.unknown, silenceMs, more }
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error))
    return null
  }
}

const options = readArguments()
if (options === null) {
  console.error(USAGE)
  process.exit(2)
}
const { given, unknownToo } = options
const reader = new FormatsReader(options.silenceMs, options.more)
const rows: Row[] = []
const bundleIssues: Issue[] = []
const faults: string[] = []
let renamed = 0
console.log(`${HEADINGS.join(' ')}  file`)
for (const bundle of given.flatMap(bundlesOf)) {
  const reading = await reader.read(bundle, false)
  rows.push(...reading.rows)
  bundleIssues.push(...reading.issues)
  faults.push(...reading.faults)
  for (const row of reading.rows) {
    printRow(bundle, row)
    faults.push(...faultsOf(bundle, row))
  }
  if (!unknownToo) continue
  const unnamed = await reader.read(bundle, true)
  faults.push(...unnamed.faults)
  for (const [index, row] of unnamed.rows.entries()) {
    renamed++
    const named = reading.rows[index]
    if (named?.format !== row.format || named.path !== row.path)
      faults.push(`${path.basename(bundle)}: ${row.path}: ${named?.format} by its name, ${row.format} without`)
  }
}
await reader.close()
printTotals(rows, bundleIssues)
if (unknownToo) console.log(`\n${renamed} files were read again as \`unknown\``)
console.log(faults.length === 0 ? '\nNo faults' : `\n${faults.length} faults`)
for (const fault of faults) console.log(`  ${fault}`)
process.exitCode = faults.length === 0 ? 0 : 1
