/**
 * The incident that this program was made for, row by row of what experts found by hand: a broker of JDK 8 that restarted at random.
 * Where its bundle lacks an artifact, a bundle of the same class that has it stands in.
 */
import path from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { AnalysisJson, toAnalysisJson } from '../../shared/model/analysis-json.ts'
import { openForTest } from '../support/open-case.ts'
import { zooFolder } from '../support/zoo.ts'

type Json = z.infer<typeof AnalysisJson>
type ProcessJson = Json['processes'][number]

interface Analysed extends ProcessJson {
  /** Of all processes of the bundle. */
  timeline: Json['timeline']
}

/** As the command line prints it, with plain spaces in numbers. */
async function analyse(bundle: string): Promise<Analysed> {
  const opened = await openForTest([path.join(zooFolder, bundle)])
  const text = JSON.stringify(toAnalysisJson(opened, '0.0.0')).replaceAll('\u202f', ' ')
  const { processes: all, timeline } = AnalysisJson.parse(JSON.parse(text))
  const [process] = all
  if (!process) throw new Error(`${bundle} has no process`)
  return { ...process, timeline }
}

const BUNDLES = {
  founding: 'founding-jdk8.tar.gz',
  /** The same end, with standard output and metrics. */
  guard: 'a2-guard12288-g1-j17.tar.gz',
  mapFailed: 'a3-mapfailed-halt-g1-j17.tar.gz',
  direct: 'g-direct-g1-j17.zip',
  rmi: 'h-rmi-dgc-g1-j17.tar.gz',
  application: 'h-appgc-g1-j17.tar.gz',
  alive: 'p-growth-linear-g1-j17.tar.gz',
  /** Two brokers end, a third sees it. */
  cluster: 'cluster-incident.tar.gz',
} as const
const processes = {} as Record<keyof typeof BUNDLES, Analysed>
beforeAll(async () => {
  for (const [name, bundle] of Object.entries(BUNDLES)) processes[name as keyof typeof BUNDLES] = await analyse(bundle)
}, 120_000)

function finding(process: ProcessJson, words: RegExp): ProcessJson['findings'][number] {
  const found = process.findings.find(({ title }) => words.test(title))
  if (!found) throw new Error(`no finding says ${words}: ${process.findings.map(({ title }) => title).join('\n')}`)
  return found
}

function hypothesis(process: ProcessJson, id: string): ProcessJson['hypotheses'][number] {
  const found = process.hypotheses.find((each) => each.id === id)
  if (!found) throw new Error(`no hypothesis ${id}`)
  return found
}

function ledgerOf(process: ProcessJson, id: string): ProcessJson['ledgers'][number] {
  const found = process.ledgers.find((each) => each.id === id)
  if (!found) throw new Error(`no ledger ${id}`)
  return found
}

function claims(process: ProcessJson, id: string): string {
  return hypothesis(process, id)
    .evidence.map(({ claim }) => claim)
    .join('\n')
}

describe('S1: brokers restart at random', () => {
  test('the JVM ended itself: when, in which thread, doing what', () => {
    const ended = finding(processes.founding, /ended itself/)
    // The crash log prints no zone; the GC log, +0800, tells it.
    expect(ended.title).toContain('2022-03-07 19:12:47 UTC (printed as 2022-03-08 03:12:47')
    expect(processes.founding.endedAt).toBe('2022-03-07T19:12:47.000Z')
    expect(ended.title).toContain('48 d')
    expect(ended.title).toContain('kafka-request-handler-11')
    expect(ended.title).toContain('12 288 bytes')
    expect(ended.title).toContain('stack guard zone of a starting thread')
    expect(ended.text).toContain('kafka-request-handler-11')
    expect(processes.founding.state).toBe('crashed')
  })

  test('an empty error log is expected, and why', () => {
    const silent = finding(processes.founding, /No error in the log/)
    expect(silent.title).toMatch(/standard output and its crash log/)
    expect(silent.title).toMatch(/no exception is thrown/)
    expect(silent.artifact).toMatch(/server\.log$/)
  })
})

describe('S1 and S5: the timeline', () => {
  test('start, segments, collections and the crash in the order of one clock', () => {
    const { timeline, endedAt } = processes.founding
    const kinds = timeline.map(({ kind }) => kind)
    expect(kinds).toEqual(expect.arrayContaining(['start', 'segments', 'gc-explicit', 'crash']))
    expect(timeline.map(({ at }) => at)).toEqual(timeline.map(({ at }) => at).toSorted())
    expect(timeline.at(-1)).toMatchObject({ kind: 'crash', tone: 'bad', at: endedAt, clock: 'shifted 8 h back' })
    expect(timeline.at(-1)?.uptime).toBeGreaterThan(48 * 86_400)
    for (const { artifact, line, process } of timeline) {
      expect(artifact).toMatch(/hs_err|gc\.log|server\.log/)
      expect(line).toBeGreaterThan(0)
      expect(process).toBe(processes.founding.label)
    }
  })

  test('leader changes and rebalances of the cluster stand between the ends of its brokers', () => {
    const { timeline } = processes.cluster
    const at = (fits: (event: Json['timeline'][number]) => boolean): number => timeline.findIndex(fits)
    const crashes = timeline.filter(({ kind }) => kind === 'crash')
    expect(new Set(crashes.map(({ process }) => process)).size).toBe(2)
    const shrunk = at(({ kind, title }) => kind === 'leadership' && title.startsWith('In-sync replicas changed'))
    expect(timeline[shrunk]?.process).toMatch(/^kafka-broker-3/)
    expect(shrunk).toBeGreaterThan(at(({ kind }) => kind === 'crash'))
    expect(shrunk).toBeLessThan(timeline.findLastIndex(({ kind }) => kind === 'crash'))
    expect(at(({ title }) => title.startsWith('Rebalance'))).toBeGreaterThanOrEqual(0)
    expect(timeline.some(({ kind, title }) => kind === 'stop' && title === 'Process ended: exit code 1')).toBe(true)
  })

  test('refusals stand among the collections', () => {
    const kinds = new Set(processes.mapFailed.timeline.map(({ kind }) => kind))
    for (const kind of ['refusal', 'gc-explicit', 'snapshot'] as const) expect(kinds).toContain(kind)
  })
})

describe('S2: memory cannot be the cause', () => {
  test('request against free, reclaimable and swap', () => {
    const { status, summary } = hypothesis(processes.founding, 'physical-memory')
    expect(status).toBe('ruled-out')
    expect(summary).toContain('12 288 bytes asked')
    const said = claims(processes.founding, 'physical-memory')
    expect(said).toContain('81 604 378 624 bytes available, 12 288 asked')
    expect(said).toContain(`Only ${(461_984 * 1024).toLocaleString('fr').replaceAll('\u202f', ' ')} bytes are free`)
    expect(said).toMatch(/more are reclaimable on demand/)
    expect(said).toMatch(/the host has no swap/)
  })

  test('the arithmetic of overcommit', () => {
    expect(hypothesis(processes.founding, 'commit-limit').status).toBe('ruled-out')
    expect(claims(processes.founding, 'commit-limit')).toMatch(/12 288 asked, [\d ]+ free or reclaimable/)
  })

  test('as ledgers: what mode 0 of this kernel tests had room, and the commit limit was not tested', () => {
    const heuristic = ledgerOf(processes.founding, 'overcommit-heuristic')
    expect(heuristic).toMatchObject({ request: 12_288, standing: 'room', atFailure: true })
    expect(heuristic.distance).toBeGreaterThan(70 * 1024 ** 3)
    expect(heuristic.test).toContain('before Linux 5.2')
    expect(ledgerOf(processes.founding, 'commit').proves).toContain('vm.overcommit_memory is 0')
    expect(ledgerOf(processes.founding, 'address-space').standing).toBe('unlimited')
  })

  test('the reasons of the header are printed always', () => {
    const always = finding(processes.founding, /printed always/)
    expect(always.text).toContain('insufficient memory')
    expect(always.severity).not.toBe('bad')
  })
})

test('S3: the failing stack, decoded: a starting thread’s guard zone, victim and not culprit', () => {
  const { callPath, victim, culprit } = processes.founding
  for (const symbol of ['os::pd_create_stack_guard_pages', 'os::Linux::commit_memory_impl']) {
    const step = callPath.find((each) => each.symbol === symbol)
    expect(step).toMatchObject({ origin: 'observed', layer: 'hotspot' })
    expect(step?.line).toBeGreaterThan(0)
    expect(step?.source).toContain('os_linux.cpp')
  }
  expect(callPath.some(({ symbol, layer }) => symbol === 'mmap64' && layer === 'libc')).toBe(true)
  expect(victim).toMatchObject({ operation: 'mmap-commit', bytes: 12_288 })
  expect(victim?.purpose).toBe('stack guard zone of a starting thread')
  expect(culprit?.owner).toBe('index-file')
})

describe('S4: the errno', () => {
  test('where it would stand, and how surely it is ENOMEM', () => {
    const { victim } = processes.founding
    expect(victim).toMatchObject({ errno: 12, errnoOrigin: 'inferred' })
    expect(victim?.errnoNote).toMatch(/standard output of the process/)
    expect(victim?.errnoNote).toMatch(/not among these artifacts/)
    expect(victim?.errnoNote).toMatch(/never stands in the application's own log/)
    expect(victim?.errnoNote).toMatch(/ENOMEM is as good as certain/)
  })

  test('is observed where standard output was kept', () => {
    const { victim, callPath } = processes.guard
    expect(victim).toMatchObject({ errno: 12, errnoOrigin: 'observed', errnoNote: null })
    const warning = callPath.find(({ symbol }) => symbol === 'warn_fail_commit_memory')
    expect(warning?.artifact).toMatch(/server\.out$/)
  })
})

describe('S5: metrics and the crash on one time axis', () => {
  test('the count rises to the limit, and ends with the crash', () => {
    const { growth, endedAt } = processes.guard
    const series = growth?.series ?? []
    expect(series.filter(({ origin }) => origin === 'metrics').length).toBeGreaterThan(10)
    expect(series.at(-1)).toMatchObject({ origin: 'crash-log', vmas: 65_531, at: endedAt })
    expect(growth?.hoursToLimit).toBe(0)
  })

  test('collections stand on the same clock', () => {
    const { explicitGc, startedAt, endedAt } = processes.mapFailed
    expect(explicitGc.length).toBeGreaterThan(0)
    for (const { at } of explicitGc) {
      expect(Date.parse(at ?? '')).toBeGreaterThan(Date.parse(startedAt ?? '') - 1000)
      expect(Date.parse(at ?? '')).toBeLessThan(Date.parse(endedAt ?? '') + 1000)
    }
  })
})

test('S6: each full collection: its cause, the occupancy before it, how often, what was excluded', () => {
  const { explicitGc } = processes.founding
  expect(explicitGc).toHaveLength(6)
  for (const { why, artifact } of explicitGc) {
    expect(why).toMatch(/8\.80 GiB of 40 GiB of heap \(22 %\)/)
    expect(why).toMatch(/collector had no need of its own/)
    expect(why).toMatch(/One of 6 calls of this cause, 19\.7 s to 2 min apart/)
    expect(artifact).toMatch(/gc\.log/)
  }
})

describe('S7: who calls System.gc()?', () => {
  test('each candidate is weighed with its evidence', () => {
    for (const { cause, why } of processes.founding.explicitGc) {
      expect(cause).toBe('nio-map-retry')
      expect(why).toMatch(/Kafka's own code does not call System\.gc\(\)/)
      expect(why).toMatch(/no "GC Daemon" is among 38 listed threads/)
      expect(why).toMatch(/direct memory: the limit is 40 GiB \(the maximum heap\)/)
      expect(why).toMatch(/65 530 of 65 530 mappings/)
    }
  })

  test('the others are weighed and fall, each with its reason', () => {
    for (const { weighed } of processes.founding.explicitGc) {
      expect(weighed.map(({ cause }) => cause).toSorted()).toEqual([
        'application',
        'diagnostic-command',
        'direct-memory',
        'nio-map-retry',
        'rmi-dgc',
      ])
      expect(weighed[0]).toMatchObject({ cause: 'nio-map-retry', stance: 'stands' })
      expect(weighed.slice(1).every(({ stance }) => stance !== 'stands')).toBe(true)
    }
  })

  test('the limit of direct memory is derived from the flags, its use known where it was measured', () => {
    expect(ledgerOf(processes.founding, 'direct-memory')).toMatchObject({
      limit: 40 * 1024 ** 3,
      limitSource: 'derived',
    })
    const measured = ledgerOf(processes.guard, 'direct-memory')
    expect(measured).toMatchObject({ limit: 512 * 1024 ** 2, standing: 'room' })
    expect(measured.used).toBeLessThan(1024 ** 2)
  })

  test('the others are found where they are', () => {
    const causes = (process: ProcessJson): string[] => [...new Set(process.explicitGc.map(({ cause }) => cause))]
    expect(causes(processes.direct)).toEqual(['direct-memory'])
    expect(causes(processes.rmi)).toEqual(['rmi-dgc'])
    expect(causes(processes.application)).toEqual(['application'])
  })
})

describe('S8: FileChannel.map catches, collects, sleeps, tries again', () => {
  const SYMBOLS = [
    'sun.nio.ch.FileChannelImpl.map',
    'sun.nio.ch.FileChannelImpl.map0',
    'JNU_ThrowOutOfMemoryError',
    'java.lang.System.gc',
    'java.lang.Thread.sleep',
    'java.io.IOException',
  ]

  test('as steps with sources, matched to a collection', () => {
    const steps = processes.founding.explicitGcPath
    expect(steps.map(({ symbol }) => symbol).filter((symbol) => SYMBOLS.includes(symbol))).toEqual(SYMBOLS)
    const known = steps.filter(({ symbol }) => SYMBOLS.includes(symbol))
    expect(known.every(({ source }) => /FileChannelImpl\.(?:java|c)/.test(source))).toBe(true)
    const collect = steps.find(({ symbol }) => symbol === 'java.lang.System.gc')
    expect(collect?.artifact).toMatch(/gc\.log/)
    expect(steps.some(({ gate }) => gate?.condition === 'map_count > max_map_count' && gate.holds === true)).toBe(true)
  })

  test('matched to the exception where it was logged', () => {
    const thrown = processes.mapFailed.callPath.find(({ symbol }) => symbol === 'java.io.IOException')
    expect(thrown).toMatchObject({ origin: 'observed' })
    expect(thrown?.artifact).toMatch(/server\.(?:log|out)$/)
    expect(processes.mapFailed.explicitGcPath).toEqual([])
  })
})

test('S9: the conditions that give ENOMEM, in the kernel’s order, each with its outcome and numbers', () => {
  const gates = processes.founding.callPath.flatMap(({ gate }) => gate ?? [])
  const conditions = gates.map(({ condition }) => condition)
  expect(conditions.indexOf('map_count > max_map_count')).toBeLessThan(
    conditions.indexOf('total_vm + pages > RLIMIT_AS'),
  )
  expect(conditions.at(-1)).toBe('range inside one mapping && map_count >= max_map_count')
  expect(gates.every(({ values }) => values !== '')).toBe(true)
  expect(gates.filter(({ holds }) => holds === true)).toHaveLength(1)
})

test('S10: the exact off-by-one, and the gate in the call path', () => {
  const { ledger, callPath, verdict } = processes.founding
  expect(ledger).toMatchObject({
    mapLines: 65_531,
    vsyscall: true,
    vmas: 65_530,
    limit: 65_530,
    limitSource: 'measured',
    standing: 'exact',
    complete: true,
  })
  const refused = callPath.find(({ gate }) => gate?.holds === true)
  expect(refused?.gate).toMatchObject({ errno: 'ENOMEM' })
  expect(refused?.gate?.values).toContain('65 530 >= 65 530')
  expect(verdict).toMatchObject({ rootCause: 'max-map-count', contributing: ['mapped-index-files'] })
  expect(verdict.confidence).toBeGreaterThan(0.9)
})

describe('S11: Kafka maps two indexes a segment, until the limit', () => {
  test('owners by topic, partition and segments', () => {
    const { owners, whatIf } = processes.founding
    const index = owners[0]
    expect(index).toMatchObject({ owner: 'index-file', count: 65_272 })
    expect(index?.groups[0]?.name).toMatch(/^[a-z-]+-\d+$/)
    expect(index?.groups[0]?.count).toBeGreaterThan(1000)
    expect(whatIf?.inputs).toMatchObject({ partitions: 63, mapsPerSegment: 2 })
    const { partitions = 0, segmentsPerPartition = 0 } = whatIf?.inputs ?? {}
    expect(Math.round(partitions * segmentsPerPartition * 2)).toBe(65_272)
    expect(whatIf?.maps).toBe(65_530)
  })

  test('each index is a mapping of its own: different files do not merge, and none of them is stale', () => {
    const { mergeBlockers, stale } = processes.founding
    expect(mergeBlockers?.reasons[0]).toMatchObject({ reason: 'file', count: 65_258 })
    expect(mergeBlockers?.reasons[0]?.patterns[0]).toMatchObject({
      left: { owner: 'index-file', perms: 'rw-s' },
      right: { owner: 'index-file', perms: 'rw-s' },
    })
    expect(stale).toMatchObject({ count: 0, offsetsKnown: true, complete: true })
  })

  test('growth over time and its rate, reconstructed from the segments that the log names', () => {
    const { growth } = processes.founding
    const before = growth?.series.filter(({ origin }) => origin === 'reconstructed') ?? []
    expect(before.length).toBeGreaterThan(200)
    expect(growth?.pattern).toBe('linear')
    // 237 segments in 42 min 47 s, two mappings each.
    expect(growth?.slopePerHour).toBeGreaterThan(600)
    expect(growth?.slopePerHour).toBeLessThan(800)
    expect(growth?.notes.join()).toMatch(/reconstructed from the broker’s log: 2 mappings for each segment/)
  })

  test('when it will happen on a broker that is still alive', () => {
    const { growth, state } = processes.alive
    expect(state).toBe('alive')
    expect(growth?.hoursToLimit).toBeGreaterThan(0)
    expect(growth?.series.every(({ origin }) => origin !== 'reconstructed')).toBe(true)
  })
})

describe('S12: what to do', () => {
  const remedy = (words: RegExp): ProcessJson['remedies'][number] => {
    const found = processes.founding.remedies.find(({ title }) => words.test(title))
    if (!found) throw new Error(`no remedy ${words}`)
    return found
  }

  test('the recommended value with its derivation, persistent, and what it costs', () => {
    const { whatIf } = processes.founding
    expect(whatIf?.recommended).toBe(262_144)
    expect(whatIf?.steps.join('\n')).toContain('Together 65 530 mappings')
    const raise = remedy(/^Raise vm\.max_map_count to 262 144/)
    for (const step of whatIf?.steps ?? []) expect(raise.why).toContain(step)
    expect(raise.command).toContain('vm.max_map_count = 262144')
    expect(raise.command).toContain('/etc/sysctl.d/')
    expect(raise.sideEffects).toMatch(/bytes of kernel memory/)
    expect(remedy(/Kubernetes/).why).toMatch(/host/)
  })

  test('the alternatives and why not, and how to watch', () => {
    const fewer = remedy(/Fewer Kafka segments/)
    expect(fewer.command).toMatch(/segment\.bytes.*retention.*partitions/)
    expect(fewer.why).toMatch(/Since Kafka 2\.3/)
    expect(fewer.sideEffects).toMatch(/disk reads, and rebuilds/)
    expect(fewer.sideEffects).toMatch(/Raising the limit costs less/)
    expect(remedy(/alert/).command).toContain('/proc/PID/maps')
    expect(remedy(/alert/).why).toContain('209 715')
  })
})
