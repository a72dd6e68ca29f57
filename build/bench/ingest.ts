/**
 * `npm run bench:ingest [-- --rounds=3 --only=server]`: what opening a log of 1 GB costs, beside lnav, which parses its lines too,
 * and `wc -l`, which only counts them; and a listing of a million mappings. Whole processes, interleaved, medians. Goals: at most
 * half of lnav's CPU and 250 MB for a log; 400 MB for the listing, all of it counted by owner.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { buildBundles } from '../build.ts'
import { inRoot } from '../paths.ts'
import { gcLog, mapsListing, serverLog, type Input } from './ingest-inputs.ts'
import { median, quoted, timed, type Run } from './measure.ts'

const GNU_TIME = '/usr/bin/time'
const KIB_IN_MB = 1e6 / 1024

interface Job {
  name: string
  input: () => Input
  /** Of lnav's CPU. */
  goalShare: number | null
  goalMb: number
}

const JOBS: readonly Job[] = [
  { name: 'server', input: serverLog, goalShare: 0.5, goalMb: 250 },
  { name: 'gc', input: gcLog, goalShare: 0.5, goalMb: 250 },
  { name: 'maps', input: mapsListing, goalShare: null, goalMb: 400 },
]

interface Measured {
  cpu: number
  wall: number
  /** NaN where nothing measures it. */
  rss: number
}

/** A command under GNU time where there is one: only it knows the peak memory of another program. */
function measured(command: string, environment: NodeJS.ProcessEnv = process.env): Measured & Run {
  const prefix = existsSync(GNU_TIME) ? `${GNU_TIME} -f '@rss %M' ` : ''
  const run = timed(prefix + command, environment)
  return { ...run, rss: Number(/@rss (\d+)/.exec(run.stderr)?.[1] ?? NaN) / KIB_IN_MB }
}

function isInstalled(command: string): boolean {
  return timed(`command -v ${command}`).status === 0
}

interface Result {
  artifacts: { format: string; lines: number; issues: { code: string; count: number }[] }[]
  processes: { owners: { owner: string; count: number }[] }[]
}

/** What the last run read: a fast result that is wrong is none. */
function describe({ artifacts, processes }: Result): string {
  const read = artifacts.map(({ format, lines, issues }) => {
    const noted = issues.map(({ code, count }) => `${code} x${count}`).join(', ')
    return `${format}, ${lines} lines${noted === '' ? '' : ` (${noted})`}`
  })
  const owners = processes.flatMap((process) => process.owners.map(({ owner, count }) => `${owner} ${count}`))
  return [...read, ...owners].join('; ')
}

function row(name: string, runs: readonly Measured[]): string {
  const [cpu, wall] = [median(runs.map((run) => run.cpu)), median(runs.map((run) => run.wall))]
  const rss = Math.max(...runs.map((run) => run.rss))
  const memory = Number.isNaN(rss) ? '' : `${rss.toFixed(0)} MB`
  return `  ${name.padEnd(8)} ${cpu.toFixed(2).padStart(6)} s CPU ${wall.toFixed(2).padStart(6)} s wall  ${memory.padStart(7)}`
}

/** Whether the goals were met. */
function measure(job: Job, file: string, rounds: number, peer: boolean): boolean {
  const work = mkdtempSync(path.join(tmpdir(), 'mortem-bench-'))
  const output = path.join(work, 'result.json')
  // Where GNU time is missing our own process tells its memory itself, which costs it some milliseconds.
  const preload = existsSync(GNU_TIME) ? '' : ` --import ${quoted(inRoot('build/bench/peak-memory.mjs'))}`
  const lnavHome = { ...process.env, HOME: work, TERM: 'xterm' }
  const ours: Measured[] = []
  const lnav: Measured[] = []
  const wc: Measured[] = []
  try {
    for (let round = 0; round < rounds; round++) {
      const cli = quoted(inRoot('dist/cli/index.cjs'))
      const run = measured(
        `${quoted(process.execPath)}${preload} ${cli} analyze --json ${quoted(file)} >${quoted(output)}`,
      )
      if (run.status > 1) throw new Error(`analyze ended with ${run.status}: ${run.stderr}`)
      ours.push(run)
      if (peer) lnav.push(measured(`lnav -n -c ';SELECT 1' ${quoted(file)}`, lnavHome))
      wc.push(measured(`wc -l ${quoted(file)}`))
    }
    console.log(`\n${path.basename(file)}: ${describe(JSON.parse(readFileSync(output, 'utf8')) as Result)}`)
  } finally {
    rmSync(work, { recursive: true })
  }
  console.log(row('ours', ours))
  if (lnav.length > 0) console.log(row('lnav', lnav))
  console.log(row('wc -l', wc))
  const rss = Math.max(...ours.map((run) => run.rss))
  console.log(`  peak RSS ${rss.toFixed(0)} MB (goal ${job.goalMb})`)
  const share = median(ours.map(({ cpu }, round) => cpu / (lnav[round]?.cpu ?? NaN)))
  const ofWc = median(ours.map(({ cpu }, round) => cpu / (wc[round]?.cpu ?? NaN)))
  console.log(`  CPU is ${ofWc.toFixed(1)} x wc -l`)
  if (job.goalShare === null || lnav.length === 0) return rss <= job.goalMb
  console.log(`  CPU is ${share.toFixed(2)} x lnav (goal ${job.goalShare})`)
  return rss <= job.goalMb && share <= job.goalShare
}

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '3' }, only: { type: 'string' } } })
await buildBundles(['cli'])
const peer = isInstalled('lnav')
if (!peer) console.log('lnav is not installed (apt-get install lnav): nothing to compare with')
let met = true
for (const job of JOBS.filter(({ name }) => values.only === undefined || values.only === name)) {
  const input = job.input()
  if ('missing' in input) {
    console.log(`\n${input.missing}`)
    met = false
  } else met = measure(job, input.file, Number(values.rounds), peer) && met
}
process.exitCode = met ? 0 : 1
