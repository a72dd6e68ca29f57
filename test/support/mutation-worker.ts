/** Runs a share of the cases in a thread of its own, so that one that never ends can be named and stopped. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { mutationFaults } from './mutation-check.ts'

export interface Share {
  seed: number
  /** Every `step`th case from `first` on, below `end`. */
  first: number
  step: number
  end: number
  /** Cell 0: the case at work. */
  current: SharedArrayBuffer
}

const { seed, first, step, end, current } = workerData as Share
const cell = new Int32Array(current)
const folder = mkdtempSync(path.join(tmpdir(), 'mortem-mutation-'))
try {
  for (let index = first; index < end; index += step) {
    Atomics.store(cell, 0, index)
    const faults = await mutationFaults(seed, index, folder)
    if (faults.length > 0) parentPort?.postMessage(faults)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
