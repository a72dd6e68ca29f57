/** The account of one explicit collection in words: what stands, what falls and why, with the numbers. */
import type { ExplicitGc, ExplicitGcCause, WeighedGcCause } from '../../../../shared/model/analysis.ts'
import { formatBytes } from '../../../../shared/display/bytes.ts'
import { formatPercent, formatQuantity } from '../../../../shared/display/counts.ts'
import { formatDuration } from '../../../../shared/display/durations.ts'
import type { GcRecord } from '../../../../shared/model/records.ts'
import type { Milliseconds } from '../../../../shared/model/units.ts'
import { citationOf } from '../known.ts'
import type { Candidate, Scene, Sign } from './signs.ts'
import type { Judged, Weighed } from './weigh.ts'

const NAMES: Record<Candidate, string> = {
  'nio-map-retry': 'the retry of FileChannel.map',
  'direct-memory': 'a reservation of direct memory',
  'rmi-dgc': "RMI's distributed collector",
  application: 'a call by the application',
  'diagnostic-command': 'a diagnostic command',
}
const APPROXIMATE =
  'The GC log prints no dates: its times are counted from the start of the JVM by another log, seconds off.'
/** Above it a collector collects the old generation for reasons of its own. */
const CALM = 0.7

export function tellerOf(scene: Scene, judged: readonly Judged[]): (one: Judged) => ExplicitGc[] {
  const companies = companiesOf(judged)
  const shifts = shiftWords(scene)
  return (one) => {
    const [first] = one.call.records
    const others = one.call.records.length > 1
    const parts = [
      verdict(scene, one),
      ...fallen(one),
      occupancy(scene, first),
      companies.get(one.cause) ?? null,
      others ? 'The young collection and the full one are one call (ScavengeBeforeFullGC).' : null,
      scene.clocks.approximate && scene.clocks.ofCollection(first).at !== null ? APPROXIMATE : null,
      shifts,
    ]
    const why = parts.filter((part) => part !== null).join(' ')
    const weighed = one.weighed.map(weighedOf)
    return one.call.records.map((record) => ({
      at: scene.clocks.ofCollection(record).at,
      cause: one.cause,
      why,
      citation: citationOf(record),
      weighed,
    }))
  }
}

function verdict({ arguments: options, rmi }: Scene, { cause, weighed, byExclusion, call }: Judged): string {
  if (cause === 'unknown') {
    if (options.disableExplicitGc?.value === true && call.fromJava)
      return 'The arguments have -XX:+DisableExplicitGC, under which System.gc() does nothing: this log is of another run.'
    const open = weighed.filter(({ stance }) => stance === 'possible')
    if (open.length > 1)
      return `Not decided between ${listed(
        open.map((each) => NAMES[each.cause]),
        'and',
      )}.`
    const dump = rmi.absent || rmi.daemon ? '' : "; a thread dump would show whether RMI's daemon is there"
    return `Nothing shows who asked for it. The application's log would show failed maps and calls of its own${dump}.`
  }
  const stands = weighed.find((each) => each.cause === cause)
  const claims = stands ? claimsOf(stands, 'for') : []
  if (byExclusion) return `${capital(NAMES[cause])}: the only one left.`
  return `${capital(NAMES[cause])}: ${claims.join('; ')}.`
}

function fallen({ cause, weighed }: Judged): string[] {
  const sentences: string[] = []
  const silent: string[] = []
  for (const each of weighed) {
    if (each.stance === 'stands') continue
    const name = NAMES[each.cause]
    const [against] = claimsOf(each, 'against')
    const [support] = claimsOf(each, 'for')
    if (support === undefined && against === undefined) silent.push(name)
    else if (against !== undefined && each.stance !== 'possible') sentences.push(`Not ${name}: ${against}.`)
    else
      sentences.push(`${cause === 'unknown' ? 'Not enough' : 'Less'} speaks for ${name}: ${support ?? against ?? ''}.`)
  }
  if (silent.length > 0) sentences.push(`Nothing speaks for ${listed(silent, 'or')}.`)
  return sentences
}

/** The weightiest first. */
function claimsOf({ signs }: Weighed, stance: Sign['stance']): string[] {
  return sortedSigns(signs, stance).map(({ claim }) => claim)
}

const WEIGHTS: readonly Sign['weight'][] = ['decisive', 'strong', 'weak']

function sortedSigns(signs: readonly Sign[], stance: Sign['stance']): Sign[] {
  return signs
    .filter((sign) => sign.stance === stance)
    .toSorted((left, right) => WEIGHTS.indexOf(left.weight) - WEIGHTS.indexOf(right.weight))
}

function weighedOf(one: Weighed): WeighedGcCause {
  const stance = one.stance === 'stands' || one.stance === 'possible' ? 'for' : 'against'
  const signs = sortedSigns(one.signs, stance)
  const claims = signs.map(({ claim }) => claim)
  const why = claims.length > 0 ? `${capital(claims.join('; '))}.` : 'Nothing speaks for it.'
  return {
    cause: one.cause,
    stance: one.stance,
    why,
    citation: signs.find(({ citation }) => citation)?.citation ?? null,
  }
}

/** The collector itself had no reason: the heap was far from full. */
function occupancy({ arguments: options }: Scene, { heapBefore, heapCommitted }: GcRecord): string | null {
  const size = options.maxHeap?.value ?? heapCommitted
  if (heapBefore === null || size === null || size <= 0) return null
  const share = heapBefore / size
  const used = `${formatBytes(heapBefore)} of ${formatBytes(size)} of heap (${formatPercent(share)}) were in use before it`
  return share < CALM ? `${used}: the collector had no need of its own.` : `${used}.`
}

/** How many calls have the same cause, and how far apart they are. */
function companiesOf(judged: readonly Judged[]): Map<ExplicitGcCause, string> {
  const starts = new Map<ExplicitGcCause, { count: number; gaps: Milliseconds[] }>()
  for (const { cause, call } of judged) {
    const company = starts.get(cause) ?? { count: 0, gaps: [] }
    company.count++
    if (call.sinceCall !== null) company.gaps.push(call.sinceCall)
    starts.set(cause, company)
  }
  const words = new Map<ExplicitGcCause, string>()
  for (const [cause, { count, gaps }] of starts) {
    if (count < 2) continue
    const sorted = gaps.toSorted((left, right) => left - right)
    const [least, most] = [sorted[0], sorted.at(-1)].map((gap) => (gap === undefined ? '' : formatDuration(gap)))
    const apart = !least || !most ? '' : least === most ? `, ${least} apart` : `, ${least} to ${most} apart`
    words.set(cause, `One of ${formatQuantity(count, 'call')} of this cause${apart}.`)
  }
  return words
}

/** Logs that were compared in another zone than they were read in. */
function shiftWords({ facts, clocks }: Scene): string | null {
  const used = new Set(facts.records.events.filter(({ at }) => at !== null).map(({ artifact }) => artifact))
  if (facts.crash) used.add(facts.crash.artifact)
  const shifted = facts.records.artifacts.flatMap(({ id, path }) => {
    const shift = used.has(id) ? clocks.shiftOf(id) : 0
    return shift === 0 ? [] : [`${path} (${formatDuration(Math.abs(shift))} ${shift < 0 ? 'ahead' : 'behind'})`]
  })
  return shifted.length === 0
    ? null
    : `Times without a zone were compared in the zone that fits the GC log: ${shifted.join(', ')}.`
}

function listed(names: readonly string[], word: 'and' | 'or'): string {
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} ${word} ${names.at(-1) ?? ''}` : (names[0] ?? '')
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
