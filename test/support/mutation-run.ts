/** Runs mutation cases in threads and watches over them: a case that hangs or eats memory is a fault with its number. */
import { Worker } from 'node:worker_threads'
import type { Share } from './mutation-worker.ts'

/** A case takes milliseconds; this is long even for a machine that does ten other things. */
const HANG_MS = 20_000
const LOOK_MS = 500
/** A fixture has some kilobytes, its mutants at most 2 MB. */
const HEAP_MB = 384

export interface MutationRun {
  seed: number
  /** First case and the one after the last. */
  from: number
  to: number
  threads: number
}

/** The faults of all cases, in no particular order. */
export async function runMutations({ seed, from, to, threads }: MutationRun): Promise<string[]> {
  const shares = Array.from({ length: threads }, (_, thread) => ({
    seed,
    first: from + thread,
    step: threads,
    end: to,
  }))
  return (await Promise.all(shares.map(runShare))).flat()
}

async function runShare(share: Omit<Share, 'current'>): Promise<string[]> {
  const faults: string[] = []
  // After a case that had to be stopped a new thread goes on behind it.
  for (let first = share.first; first < share.end;) {
    const stopped = await runThread({ ...share, first }, faults)
    if (stopped === null) break
    first = stopped + share.step
  }
  return faults
}

/** @returns the case that ended the thread, or null when all were done */
function runThread(share: Omit<Share, 'current'>, faults: string[]): Promise<number | null> {
  const current = new SharedArrayBuffer(4)
  const cell = new Int32Array(current).fill(share.first)
  return new Promise((resolve) => {
    const worker = new Worker(new URL('mutation-worker.ts', import.meta.url), {
      workerData: { ...share, current } satisfies Share,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    })
    let last = -1
    let since = performance.now()
    const end = (fault: string | null): void => {
      clearInterval(watch)
      if (fault !== null) faults.push(fault)
      resolve(fault === null ? null : Atomics.load(cell, 0))
    }
    const what = (): string => `case ${Atomics.load(cell, 0)} of seed ${share.seed}`
    const watch = setInterval(() => {
      const now = Atomics.load(cell, 0)
      if (now !== last) {
        last = now
        since = performance.now()
      } else if (performance.now() - since > HANG_MS) {
        end(`${what()}: did not end within ${HANG_MS / 1000} s`)
        void worker.terminate()
      }
    }, LOOK_MS)
    worker.on('message', (found: string[]) => faults.push(...found))
    worker.on('error', (error) => end(`${what()}: ${String(error)}`))
    worker.on('exit', () => end(null))
  })
}
