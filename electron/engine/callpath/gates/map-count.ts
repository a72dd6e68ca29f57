/**
 * The comparisons with vm.max_map_count. mmap and brk refuse above the limit, a split at it, mremap three before it.
 *
 * The count at the failure is never printed. A fatal error log lists the mappings while the other threads run, so a count just
 * below the limit does not contradict; a snapshot of another time says only what it says. Where the listing cannot decide, the
 * gate is left open and tells how many mappings the operator needed.
 */
import type { Gate, LimitLedger } from '../../../../shared/model/analysis.ts'
import { formatCount, formatQuantity } from '../../../../shared/display/counts.ts'
import type { ProcessFacts } from '../../facts/process-facts.ts'
import { gate, type GateContext, type GateEvaluation } from './gate-context.ts'

/** The least count at which each operation is refused, given M = vm.max_map_count (ENOMEM of mm/mmap.c, mm/vma.c, mm/mremap.c). */
export const refusedFrom = {
  /** do_mmap: map_count > M. */
  mmap: (limit: number): number => limit + 1,
  /** do_brk_flags: map_count > M. */
  brk: (limit: number): number => limit + 1,
  /** split_vma: map_count >= M, for every split. */
  split: (limit: number): number => limit,
  /** munmap and MAP_FIXED strictly inside one mapping: map_count >= M. */
  hole: (limit: number): number => limit,
  /** move_vma: map_count >= M - 3. */
  mremap: (limit: number): number => limit - 3,
  /** mremap_to, check_mremap_params: map_count + 2 >= M - 3. */
  mremapTo: (limit: number): number => limit - 5,
} as const

export type CountedOperation = keyof typeof refusedFrom

const CONDITIONS: Record<CountedOperation, string> = {
  mmap: 'map_count > max_map_count',
  brk: 'map_count > max_map_count',
  split: 'map_count >= max_map_count',
  hole: 'map_count >= max_map_count',
  mremap: 'map_count >= max_map_count - 3',
  mremapTo: 'map_count + 2 >= max_map_count - 3',
}

/** When the count was taken, relative to the refusal. */
type Moment = 'written after the refusal' | 'measured at another time'

export function countGate(operation: CountedOperation, facts: ProcessFacts): Gate {
  const condition = CONDITIONS[operation]
  const { ledger } = facts
  if (!ledger) return uncounted(condition, facts)
  const needed = refusedFrom[operation](ledger.limit)
  const holds = decide(ledger, needed, momentOf(facts, ledger))
  return gate(condition, holds, valuesOf(ledger, operation, needed, holds, facts), ledger.listing)
}

/** Before it runs anything a JVM has some hundred mappings; no sane limit is near that. */
const SANE_LIMIT = 4096

function uncounted(condition: string, { startupFailure, limits: { maxMapCount } }: ProcessFacts): Gate {
  return startupFailure && maxMapCount.value >= SANE_LIMIT
    ? gate(
        condition,
        false,
        `a JVM that starts has some hundred mappings, of ${formatCount(maxMapCount.value)}`,
        startupFailure.citation,
      )
    : gate(condition, null, 'no listing or count of the mappings', maxMapCount.citation)
}

function decide(ledger: LimitLedger, needed: number, moment: Moment): boolean | null {
  // More than M + 1 mappings cannot exist under M: the stated limit is not the one that held.
  if (ledger.standing === 'above') return null
  if (ledger.vmas >= needed) return true
  if (ledger.standing !== 'below' || !ledger.complete) return null
  if (moment === 'written after the refusal') return false
  return ledger.vmas < ledger.limit / 2 ? false : null
}

function momentOf(facts: ProcessFacts, ledger: LimitLedger): Moment {
  return facts.crash && ledger.listing.artifact === facts.crash.artifact
    ? 'written after the refusal'
    : 'measured at another time'
}

function valuesOf(
  ledger: LimitLedger,
  operation: CountedOperation,
  needed: number,
  holds: boolean | null,
  facts: ProcessFacts,
): string {
  const sign = operation === 'mmap' || operation === 'brk' ? '>' : '>='
  const remaps = operation === 'mremap' || operation === 'mremapTo'
  const limit = remaps ? ledger.limit - 3 : ledger.limit
  const assumed = ledger.limitSource === 'assumed' ? ' (limit not stated: the kernel’s default)' : ''
  const counted = operation === 'mremapTo' ? ledger.vmas + 2 : ledger.vmas
  const comparison = `${formatCount(counted)} ${sign} ${formatCount(limit)}${assumed}`
  if (ledger.standing === 'above') {
    return `${comparison}, but no process can hold more than ${formatCount(ledger.limit + 1)} under this limit: another value held`
  }
  if (holds === true) return comparison
  const moment = momentOf(facts, ledger)
  if (holds === false) return moment === 'written after the refusal' ? comparison : `${comparison}, ${moment}`
  if (!ledger.complete) return `${comparison} for a listing that is cut short: at least ${formatCount(ledger.vmas)}`
  return `${formatCount(ledger.vmas)} ${moment}; ${formatCount(needed)} were needed at the refusal, ${formatQuantity(needed - ledger.vmas, 'mapping')} more`
}

/**
 * do_mmap's own check. With exactly M mappings listed the operator does not hold for them. A call without MAP_FIXED passes no
 * other comparison, and one inside a mapping is refused by the split at M: so M listed means M + 1 at the refusal for the first
 * and for a range at the edge of a mapping, and nothing here for the second.
 */
export const mapCount: GateEvaluation = (context) => {
  const { facts, call } = context
  const operation = call.name === 'brk' ? 'brk' : 'mmap'
  const found = countGate(operation, facts)
  const { ledger } = facts
  if (!ledger || ledger.vmas !== ledger.limit) return found
  const released = `${formatCount(ledger.vmas)} counted, ${formatCount(ledger.limit + 1)} > ${formatCount(ledger.limit)} at the refusal: one mapping was released in between`
  if (!call.fixed || context.target === 'edge') return { ...found, holds: true, values: released }
  const listed = `${formatCount(ledger.vmas)} > ${formatCount(ledger.limit)} does not hold for what is listed`
  if (context.target === 'inside') return { ...found, holds: false, values: listed }
  return {
    ...found,
    holds: null,
    values: `${listed}; it did if one mapping was released before the listing was written`,
  }
}

/** A range replaced inside a larger mapping leaves two parts: one mapping more than before. */
export const fixedSplit: GateEvaluation = (context) => {
  if (!context.call.fixed) return null
  const found = countGate('hole', context.facts)
  const condition = 'range inside one mapping && map_count >= max_map_count'
  if (context.target === 'edge') {
    return {
      ...found,
      condition,
      holds: false,
      values: 'the range begins or ends with its mapping: replacing it leaves no second part',
    }
  }
  if (context.target === 'inside' || found.holds !== true) return { ...found, condition }
  return {
    ...found,
    condition,
    values: `${found.values}, if the range lies inside one mapping, as that of adjacent stacks does`,
  }
}

export const split: GateEvaluation = ({ facts, call }) => {
  const found = countGate('split', facts)
  return call.name === 'madvise' ? { ...found, errno: 'EAGAIN' } : found
}

export const holeSplit: GateEvaluation = (context) => {
  const found = countGate('hole', context.facts)
  const condition = 'hole inside one mapping && map_count >= max_map_count'
  if (context.target === 'edge')
    return { ...found, condition, holds: false, values: 'the range begins or ends with its mapping' }
  return { ...found, condition }
}

/** move_vma: growing where it stands needs no mapping, and the dump does not tell whether it could. */
export const mremapMove: GateEvaluation = ({ facts }) => {
  const found = countGate('mremap', facts)
  return { ...found, condition: `must move && ${found.condition}` }
}

/** mremap_to: asked only of MREMAP_FIXED and MREMAP_DONTUNMAP, which the C library never passes by itself. */
export const mremapTo: GateEvaluation = ({ facts }) => {
  const found = countGate('mremapTo', facts)
  const condition = `MREMAP_FIXED && ${found.condition}`
  return found.holds === true
    ? { ...found, condition, holds: null, values: `${found.values}, if the call had one of these flags` }
    : { ...found, condition }
}

/** Where `[start, end)` stands in the listing that stands for the failure; a refused call has left it as it was. */
export function targetOf(facts: ProcessFacts, start: number, end: number): GateContext['target'] {
  const listing = facts.listing
  if (!listing?.fromCrashLog) return null
  const { table } = listing.record
  for (let row = 0; row < table.count; row++) {
    const from = (table.start[row] ?? 0) * 4096
    const to = (table.end[row] ?? 0) * 4096
    if (start >= to || end <= from) continue
    if (start < from || end > to) return null
    return start > from && end < to ? 'inside' : 'edge'
  }
  return null
}
