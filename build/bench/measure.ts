/** Timing of whole processes for benchmarks: CPU by the shell's `time`, so that children of children count too. */
import { spawnSync } from 'node:child_process'

export interface Run {
  /** User and system seconds. */
  cpu: number
  wall: number
  status: number
  stderr: string
}

/** Runs a shell command under bash's `time`; its stdout is discarded. */
export function timed(command: string, environment: NodeJS.ProcessEnv = process.env): Run {
  const script = `TIMEFORMAT='@@ %U %S %R'; time { ${command}; } >/dev/null`
  const done = spawnSync('bash', ['-c', script], { encoding: 'utf8', env: environment, maxBuffer: 64 * 1024 * 1024 })
  const found = /@@ ([\d.]+) ([\d.]+) ([\d.]+)/.exec(done.stderr)
  if (!found) throw new Error(`no timing for: ${command}\n${done.stderr}`)
  return {
    cpu: Number(found[1]) + Number(found[2]),
    wall: Number(found[3]),
    status: done.status ?? -1,
    stderr: done.stderr.replace(/@@ .*\n?/, ''),
  }
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? (sorted[middle] ?? NaN) : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2
}

export const quoted = (argument: string): string => `'${argument.replaceAll("'", "'\\''")}'`
