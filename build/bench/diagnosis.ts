/**
 * `npm run bench:diagnosis -- FOLDER`: how often the diagnosis is right on bundles whose cause is known. FOLDER holds bundles and
 * truth.json: by bundle `rootCause` (ids, any of them is right) and `facts.pid`, or `processes` with `rootCause` and `pid` each.
 * Ends with 1 if a verdict was wrong and sure of itself: that is worse than none.
 */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { ProcessAnalysis, RootCauseId } from '../../shared/model/analysis.ts'
import { analyseProcess } from '../../electron/engine/analyse.ts'
import { formats } from '../../electron/engine/formats/index.ts'
import { openCase } from '../../electron/engine/open-case.ts'
import { openTemporaryLibrary } from '../../electron/engine/store/library.ts'

/** From here on a verdict is stated as the cause, not as a guess. */
const CONFIDENT = 0.7

interface Known {
  rootCause: string[]
  pid: number | null
}

interface RawTruth {
  rootCause?: string[]
  facts?: { pid?: number }
  processes?: Record<string, { rootCause: string[]; pid?: number }>
}

interface Graded {
  bundle: string
  known: Known
  /** Null when no process of the bundle could be matched. */
  found: ProcessAnalysis | null
  right: boolean
  /** Why it could not be read; empty otherwise. */
  error: string
}

function knownProcesses(raw: RawTruth): Known[] {
  if (raw.processes) return Object.values(raw.processes).map(({ rootCause, pid }) => ({ rootCause, pid: pid ?? null }))
  return [{ rootCause: raw.rootCause ?? [], pid: raw.facts?.pid ?? null }]
}

/** The process with that pid; else the only one, or the one whose verdict weighs most. */
function matching(known: Known, processes: readonly ProcessAnalysis[]): ProcessAnalysis | null {
  const own = known.pid === null ? undefined : processes.find(({ pid }) => pid === known.pid)
  return own ?? processes.toSorted((left, right) => weight(right) - weight(left))[0] ?? null
}

function weight({ verdict }: ProcessAnalysis): number {
  if (verdict.rootCause === 'none') return 0
  return verdict.rootCause === 'undetermined' ? 1 : 2 + verdict.confidence
}

async function analysed(bundle: string): Promise<ProcessAnalysis[]> {
  const library = openTemporaryLibrary()
  try {
    return (await openCase([bundle], { library, formats, analyseProcess })).processes
  } finally {
    library.close()
  }
}

async function grade(folder: string, name: string, raw: RawTruth): Promise<Graded[]> {
  let processes: ProcessAnalysis[] = []
  let error = ''
  try {
    processes = await analysed(path.join(folder, name))
  } catch (thrown) {
    error = thrown instanceof Error ? thrown.message : String(thrown)
  }
  return knownProcesses(raw).map((known) => {
    const found = matching(known, processes)
    const right = found !== null && known.rootCause.includes(found.verdict.rootCause)
    return { bundle: name, known, found, right, error }
  })
}

function describe({ bundle, known, found, error }: Graded): string {
  const expected = known.rootCause.join(' or ')
  if (!found) return `  ${bundle}: ${expected} expected; ${error || 'no process'}`
  const { rootCause, confidence, summary } = found.verdict
  const who = known.pid === null ? '' : ` (pid ${known.pid})`
  return `  ${bundle}${who}: ${expected} expected, ${rootCause} ${confidence.toFixed(2)}\n    ${summary}`
}

function section(title: string, graded: readonly Graded[]): void {
  console.log(`\n${title}: ${graded.length}`)
  for (const each of graded) console.log(describe(each))
}

/** Rows: what is true (its first id); columns: what was said. */
function confusion(graded: readonly Graded[]): void {
  const saidOf = (each: Graded): RootCauseId | 'no process' => each.found?.verdict.rootCause ?? 'no process'
  const truths = [...new Set(graded.map(({ known }) => known.rootCause[0] ?? '?'))].toSorted()
  const said = [...new Set(graded.map(saidOf))].toSorted()
  const width = Math.max(...truths.map(({ length }) => length))
  console.log('\nTruth (rows) and verdict (columns)')
  for (const [index, name] of said.entries()) console.log(`  ${String.fromCodePoint(65 + index)} = ${name}`)
  console.log(`  ${' '.repeat(width)} ${said.map((_, index) => String.fromCodePoint(65 + index).padStart(4)).join('')}`)
  for (const truth of truths) {
    const row = graded.filter(({ known }) => (known.rootCause[0] ?? '?') === truth)
    const cells = said.map((name) => row.filter((each) => saidOf(each) === name).length || '.')
    console.log(`  ${truth.padEnd(width)} ${cells.map((cell) => String(cell).padStart(4)).join('')}`)
  }
}

const folder = path.resolve(process.argv[2] ?? '')
const truthFile = path.join(folder, 'truth.json')
if (process.argv[2] === undefined || !existsSync(truthFile)) {
  console.error('usage: npm run bench:diagnosis -- FOLDER   (with bundles and truth.json)')
  process.exit(2)
}
const truth = JSON.parse(readFileSync(truthFile, 'utf8')) as Record<string, RawTruth>
const graded: Graded[] = []
const seconds: { name: string; taken: number }[] = []
for (const [name, raw] of Object.entries(truth)) {
  const started = performance.now()
  graded.push(...(await grade(folder, name, raw)))
  seconds.push({ name, taken: (performance.now() - started) / 1000 })
}
const wrong = graded.filter(({ right }) => !right)
const confidently = wrong.filter(
  ({ found }) => found !== null && found.verdict.confidence >= CONFIDENT && found.verdict.rootCause !== 'undetermined',
)
const right = graded.length - wrong.length
console.log(`right at once    ${right} of ${graded.length} (${((100 * right) / graded.length).toFixed(1)} %)`)
confusion(graded)
section('Wrong and sure of it', confidently)
section(
  'Wrong, and said to be unsure',
  wrong.filter((each) => !confidently.includes(each) && each.found?.verdict.rootCause !== 'undetermined'),
)
section(
  'Undetermined',
  graded.filter(({ found }) => found?.verdict.rootCause === 'undetermined'),
)
const total = seconds.reduce((sum, { taken }) => sum + taken, 0)
console.log(`\nseconds          ${total.toFixed(1)} in all`)
for (const { name, taken } of seconds) console.log(`  ${taken.toFixed(2).padStart(6)}  ${name}`)
process.exitCode = confidently.length > 0 ? 1 : 0
