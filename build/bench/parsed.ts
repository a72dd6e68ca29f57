/**
 * `npm run bench:parsed -- BUNDLE...`: CPU time of the diagnosis alone, of bundles that are read already: what opening a known case
 * costs. For each process the first run, and the middle of further ones, when the code is warm.
 */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { analyseProcess } from '../../electron/engine/analyse.ts'
import { formats } from '../../electron/engine/formats/index.ts'
import { openCase } from '../../electron/engine/open-case.ts'
import { openTemporaryLibrary } from '../../electron/engine/store/library.ts'
import type { ProcessAnalysis } from '../../shared/model/analysis.ts'
import type { ProcessRecords } from '../../shared/model/process-records.ts'

const RUNS = 5

function cpuMs(run: () => void): number {
  const before = process.cpuUsage()
  run()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

interface Diagnosed {
  records: ProcessRecords
  firstMs: number
}

async function diagnosed(bundle: string): Promise<Diagnosed[]> {
  const library = openTemporaryLibrary()
  const found: Diagnosed[] = []
  try {
    const keep = (records: ProcessRecords): ProcessAnalysis => {
      let analysis: ProcessAnalysis | null = null
      const firstMs = cpuMs(() => (analysis = analyseProcess(records)))
      found.push({ records, firstMs })
      return analysis ?? analyseProcess(records)
    }
    await openCase([bundle], { library, formats, analyseProcess: keep })
    return found
  } finally {
    library.close()
  }
}

const bundles = process.argv.slice(2)
if (bundles.length === 0 || !bundles.every((bundle) => existsSync(bundle))) {
  console.error('usage: npm run bench:parsed -- BUNDLE...')
  process.exit(2)
}
console.log('first ms  warm ms  listings  most rows  bundle and process')
for (const bundle of bundles) {
  for (const { records, firstMs } of await diagnosed(path.resolve(bundle))) {
    const warm = Array.from({ length: RUNS }, () => cpuMs(() => analyseProcess(records)))
    const middle = warm.toSorted((left, right) => left - right)[RUNS >> 1] ?? 0
    const rows = Math.max(0, ...records.mappings.map(({ table }) => table.count))
    const cells = [
      firstMs.toFixed(0).padStart(8),
      middle.toFixed(0).padStart(7),
      String(records.mappings.length).padStart(8),
    ]
    console.log(`${cells.join('  ')}  ${String(rows).padStart(9)}  ${path.basename(bundle)} ${records.label}`)
  }
}
