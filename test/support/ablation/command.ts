/**
 * `npm run test:ablation [-- --bundle=NAME --all]`: every bundle of the zoo with artifacts taken away, cut or rewritten. Lists what is
 * claimed too surely, with `--all` every outcome; ends with 1 if there was any such claim.
 */
import { parseArgs } from 'node:util'
import { zooBundles } from '../zoo.ts'
import { ablate, type Outcome } from './run.ts'

const { values } = parseArgs({
  options: { bundle: { type: 'string', default: '' }, all: { type: 'boolean', default: false } },
})

function row({ bundle, variant, pid, before, after, fault }: Outcome): string {
  const now = after ? `${after.rootCause} ${after.confidence.toFixed(2)}` : 'no process'
  return [bundle, pid ?? '', variant, `${before.rootCause} ${before.confidence.toFixed(2)}`, now, fault].join('\t')
}

let faults = 0
let count = 0
for (const bundle of zooBundles().filter(({ name }) => name.includes(values.bundle))) {
  for (const outcome of await ablate(bundle)) {
    count++
    if (outcome.fault !== '') faults++
    if (outcome.fault !== '' || values.all) console.log(row(outcome))
  }
}
console.log(`${count} variants, ${faults} faults`)
process.exitCode = faults === 0 ? 0 : 1
