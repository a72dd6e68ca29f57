/** Crash logs that others met, each as a bundle of its own: what the diagnosis may say of each kind of problem, and what never. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { RootCauseId } from '../../shared/model/analysis.ts'
import { openForTest } from '../support/open-case.ts'

const root = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))))
const folder = path.join(root, '../shared/corpus/public')

interface Log {
  file: string
  problem: string
  /** linux, windows, bsd. */
  system: string
}

function publicLogs(): Log[] {
  const [heading = '', ...lines] = readFileSync(path.join(folder, 'INDEX.tsv'), 'utf8').trimEnd().split('\n')
  const columns = heading.split('\t')
  return lines
    .map((line) => Object.fromEntries(line.split('\t').map((cell, column) => [columns[column] ?? '', cell])))
    .filter(({ kind }) => kind === 'hs_err')
    .map(({ file = '', problem = '', os_arch: system = '' }) => ({ file, problem, system: system.split('-')[0] ?? '' }))
}

/** By the problem as the index states it; the first that fits. */
const KINDS: readonly { name: string; problem: RegExp; allowed: readonly RootCauseId[]; surely?: RootCauseId }[] = [
  {
    name: 'a stack overflow that the system names',
    problem: /^EXCEPTION_STACK_OVERFLOW/,
    allowed: ['stack-overflow'],
    surely: 'stack-overflow',
  },
  {
    name: 'a bad access or instruction',
    problem: /^(?:SIGSEGV|SIGILL|SIGFPE|EXCEPTION_)/,
    allowed: ['native-crash', 'stack-overflow'],
    surely: 'native-crash',
  },
  {
    name: 'SIGBUS',
    problem: /^SIGBUS/,
    allowed: ['mapped-file-truncated', 'native-crash', 'stack-overflow', 'huge-pages', 'undetermined'],
  },
  {
    name: 'OutOfMemoryError with -XX:+CrashOnOutOfMemoryError',
    problem: /OutOfMemory(?:Error)? encountered/,
    allowed: ['java-heap', 'metaspace', 'direct-memory'],
  },
  { name: 'a failed check of the VM', problem: /^Internal Error/, allowed: ['vm-internal-error'] },
  {
    name: 'a thread that could not be made',
    problem: /^Cannot create .*thread|native thread/i,
    allowed: ['task-limit', 'undetermined'],
  },
  {
    name: 'refused memory',
    problem: /^Native memory allocation|insufficient memory/,
    allowed: ['commit-limit', 'physical-memory', 'address-space-exhausted', 'address-space-limit', 'undetermined'],
  },
]

const logs = publicLogs()
const logsOf = (kind: (typeof KINDS)[number]): Log[] =>
  logs.filter(({ problem }) => KINDS.find((each) => each.problem.test(problem)) === kind)

describe.each(KINDS.filter((kind) => logsOf(kind).length > 0))('$name', (kind) => {
  const own = logsOf(kind)

  test.each(own)('$file', async ({ file, system }) => {
    const { processes } = await openForTest([path.join(folder, file)])
    expect(processes).toHaveLength(1)
    const { verdict, hypotheses, ledger } = processes[0] ?? {}
    expect(kind.allowed).toContain(verdict?.rootCause)
    // None of them lists as many mappings as its limit allows.
    expect(['ruled-out', 'unlikely', 'possible', 'unknown']).toContain(
      hypotheses?.find(({ id }) => id === 'max-map-count')?.status,
    )
    expect(ledger?.standing ?? 'below').toBe('below')
    expect(verdict?.rootCause !== kind.surely || (verdict?.confidence ?? 0) >= 0.7).toBe(true)
    expect(hypotheses?.map(({ status }) => status)).not.toContain('failed')
    // Only where more was asked at once than the host has, or was promised than the mode allows: with numbers.
    const commit = hypotheses?.find(({ id }) => id === 'commit-limit')
    const proved = commit?.evidence.some(
      ({ stance, claim }) => stance === 'for' && /\d.*(?:asked|committed)/.test(claim),
    )
    expect(verdict?.rootCause !== 'commit-limit' || system !== 'linux' || proved).toBe(true)
  })
})

test('every crash log is of a known kind or states no problem at all', () => {
  const unknown = logs.filter(({ problem }) => problem !== '' && !KINDS.some((kind) => kind.problem.test(problem)))
  expect(unknown.map(({ file, problem }) => `${file}: ${problem}`)).toEqual([])
})
