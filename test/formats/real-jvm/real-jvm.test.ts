/** Dumps of JVMs that run here: what we read of them must be what those JVMs say of themselves. Needs a JDK (11 or later) on Linux. */
import { execFileSync, spawn, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { elfCore } from '../../../electron/engine/formats/elf-core/index.ts'
import { hprof } from '../../../electron/engine/formats/hprof/index.ts'
import { hsErr } from '../../../electron/engine/formats/hs-err/index.ts'
import { jfr } from '../../../electron/engine/formats/jfr/index.ts'
import { procMaps } from '../../../electron/engine/formats/proc-maps/index.ts'
import type { FactKey, FactValue } from '../../../shared/model/facts.ts'
import { feed, headOf, linesOf, type Fed } from '../../support/feed.ts'
import { integrityFaults } from '../../support/records.ts'
import { render, renderingFaults } from '../../support/render.ts'
import { expectedFacts } from '../hs-err/oracle.ts'
import { regionFaults, uncoveredLines } from '../hs-err/region-faults.ts'

const MINUTES = 60_000
const folder = mkdtempSync(path.join(tmpdir(), 'mortem-real-'))

afterAll(() => rmSync(folder, { recursive: true, force: true }))

function jdks(): string[] {
  if (process.platform !== 'linux') return []
  const homes = existsSync('/usr/lib/jvm') ? readdirSync('/usr/lib/jvm').map((name) => `/usr/lib/jvm/${name}`) : []
  const javaHome = process.env['JAVA_HOME']
  const found = [...homes, ...(javaHome === undefined ? [] : [javaHome])].filter((home) =>
    ['java', 'javac', 'jcmd'].every((tool) => existsSync(path.join(home, 'bin', tool))),
  )
  return [...new Set(found.map((home) => realpathSync(home)))]
}

function factsOf({ records }: Fed): Map<FactKey, FactValue> {
  return new Map(records.flatMap((one) => (one.kind === 'fact' ? [[one.key, one.value] as const] : [])).toReversed())
}

function mappingsOf({ records }: Fed): number {
  return records.find((one) => one.kind === 'mappings')?.table.count ?? 0
}

/** What is wrong with the records of a crash log, or of `jcmd VM.info`; empty when nothing is. */
function logFaults(fed: Fed, lines: readonly string[]): string[] {
  const facts = factsOf(fed)
  const wrong = [...expectedFacts(lines.join('\n'))].filter(([key, value]) => facts.get(key) !== value)
  return [
    ...integrityFaults(fed, lines),
    ...regionFaults(fed.records),
    ...uncoveredLines(fed.records, lines).map((line) => `in no section: ${lines[line - 1]}`),
    ...wrong.map(([key, value]) => `${key} is not ${value}`),
    ...fed.issues.map(({ code, message }) => `${code}: ${message}`),
  ]
}

const cases = jdks().map((home) => ({ home, name: path.basename(home) }))

describe.skipIf(cases.length === 0).each(cases)('$name', ({ home }) => {
  const own = mkdtempSync(path.join(folder, 'jvm-'))
  const crashLog = path.join(own, 'crash.log')
  const pools = new Map<string, string>()
  let java: ChildProcessByStdio<Writable, Readable, null>
  const jcmd = (...command: string[]) =>
    execFileSync(path.join(home, 'bin/jcmd'), [String(java.pid), ...command], { encoding: 'utf8' })

  beforeAll(async () => {
    const options = ['-XX:+UseG1GC', '-Xmx64m', '-XX:NativeMemoryTracking=summary', '-XX:-CreateCoredumpOnCrash']
    const source = path.join(import.meta.dirname, 'Buffers.java')
    java = spawn(path.join(home, 'bin/java'), [...options, `-XX:ErrorFile=${crashLog}`, source], {
      // Where a crashing VM saves its recording.
      cwd: own,
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    for await (const line of createInterface({ input: java.stdout })) {
      const [, pool, count] = /^(.+)=(.+)$/.exec(line) ?? []
      if (pool !== undefined && count !== undefined) pools.set(pool, count)
      if (line === 'ready') break
    }
  }, 2 * MINUTES)

  afterAll(() => java.kill('SIGKILL'))

  it('counts the buffers of its heap dump as the JVM does', { timeout: MINUTES }, () => {
    const dump = path.join(own, 'heap.hprof')
    jcmd('GC.heap_dump', dump)
    const rendered = render(hprof, readFileSync(dump))
    const facts = factsOf(rendered)
    expect(renderingFaults(rendered)).toEqual([])
    expect(`${facts.get('heap-dump.direct-buffers')},${facts.get('heap-dump.direct-bytes')}`).toBe(pools.get('direct'))
    expect(`${facts.get('heap-dump.mapped-buffers')},${facts.get('heap-dump.mapped-bytes')}`).toBe(pools.get('mapped'))
  })

  it('finds the chunks of its recording', { timeout: MINUTES }, () => {
    const recording = path.join(own, 'recording.jfr')
    jcmd('JFR.start', 'name=test')
    jcmd('JFR.dump', 'name=test', `filename=${recording}`)
    const rendered = render(jfr, readFileSync(recording))
    expect(renderingFaults(rendered)).toEqual([])
    expect(rendered.issues).toEqual([])
    expect(rendered.text.some((line) => /^ {2}Chunk 1: at 0, \d+ bytes/.test(line))).toBe(true)
  })

  it('is no crash when VM.info prints it', { timeout: MINUTES }, () => {
    const text = jcmd('VM.info')
    const lines = linesOf(text).slice(1)
    const fed = feed(hsErr, lines.join('\n'))
    expect(hsErr.sniff(headOf(lines.join('\n')))).not.toBe('no')
    expect(logFaults(fed, lines)).toEqual([])
    expect([...factsOf(fed).keys()].filter((key) => key.startsWith('crash.'))).toEqual([])
  })

  it('says the truth of its crash', { timeout: MINUTES }, async () => {
    const maps = feed(procMaps, readFileSync(`/proc/${java.pid}/maps`))
    java.stdin.end('\n')
    await once(java, 'exit')
    const bytes = new Uint8Array(readFileSync(crashLog))
    const fed = feed(hsErr, bytes)
    expect(hsErr.sniff(headOf(bytes))).toBe('certain')
    expect(logFaults(fed, linesOf(bytes))).toEqual([])
    expect(Object.fromEntries(factsOf(fed))).toMatchObject({
      'process.pid': java.pid,
      'crash.kind': 'signal',
      'crash.signal': 'SIGSEGV',
      'crash.signal-address': 16,
      'crash.thread': 'main',
      'jvm.gc': 'g1',
    })
    // Writing the log maps and unmaps a little itself.
    expect(Math.abs(mappingsOf(fed) - mappingsOf(maps))).toBeLessThan(40)
  })
})

const gcore = ['/usr/bin/gcore', '/usr/local/bin/gcore'].find((file) => existsSync(file))

describe.skipIf(gcore === undefined)('a core that gcore wrote', () => {
  it('names the process and its mappings', { timeout: MINUTES }, async () => {
    const process = spawn('cat', [], { stdio: ['pipe', 'pipe', 'ignore'] })
    try {
      // It has started when it answers.
      process.stdin.write('here\n')
      await once(process.stdout, 'data')
      const maps = feed(procMaps, readFileSync(`/proc/${process.pid}/maps`))
      execFileSync(gcore!, ['-o', path.join(folder, 'core'), String(process.pid)], { stdio: 'ignore' })
      const rendered = render(elfCore, readFileSync(path.join(folder, `core.${process.pid}`)))
      expect(renderingFaults(rendered)).toEqual([])
      expect(rendered.issues).toEqual([])
      expect(Object.fromEntries(factsOf(rendered))).toMatchObject({
        'process.pid': process.pid,
        'process.command': 'cat',
        'process.threads': 1,
      })
      // A debugger leaves mappings out, [vvar] for one.
      expect(mappingsOf(rendered)).toBeLessThanOrEqual(mappingsOf(maps))
      expect(mappingsOf(rendered)).toBeGreaterThan(mappingsOf(maps) - 4)
    } finally {
      process.kill('SIGKILL')
    }
  })
})
