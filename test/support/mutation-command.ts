/**
 * `npm run test:mutation [-- --cases=20000 --seed=N --from=N]`: damages the fixtures of all formats and reads what is left. Ends
 * with 1 and the numbers of the cases if anything threw, hung, or said what does not stand in the text.
 */
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { runMutations } from './mutation-run.ts'

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    /** The first case: to run one again, with `--cases=1`. */
    from: { type: 'string', default: '0' },
  },
})
const [cases, seed, from] = [Number(values.cases), Number(values.seed), Number(values.from)]
console.log(`seed ${seed}, cases ${from} to ${from + cases - 1}`)
const started = performance.now()
const faults = await runMutations({ seed, from, to: from + cases, threads: Math.min(cases, availableParallelism()) })
const seconds = (performance.now() - started) / 1000
const peak = process.resourceUsage().maxRSS / 1024
for (const fault of faults) console.log(fault)
console.log(`${cases} cases, ${faults.length} faults, ${seconds.toFixed(1)} s, peak RSS ${peak.toFixed(0)} MB`)
process.exitCode = faults.length === 0 ? 0 : 1
