/**
 * __vm_enough_memory (mm/util.c; mm/mmap.c before 4.x): whether the system promises one more private writable mapping.
 *
 * mode 1 never refuses. mode 2 refuses when Committed_AS with the request reaches CommitLimit less two reserves. mode 0 weighs
 * the request alone: against MemTotal + SwapTotal since 5.2, before against what is free or reclaimable at that moment.
 */
import { formatCount } from '../../../../shared/display/counts.ts'
import type { Gate } from '../../../../shared/model/analysis.ts'
import type { Bytes } from '../../../../shared/model/units.ts'
import { heuristicOvercommit } from '../../facts/kernel.ts'
import type { ProcessFacts } from '../../facts/process-facts.ts'
import { gate, ifCounted, type GateEvaluation } from './gate-context.ts'

/** Defaults of vm.admin_reserve_kbytes and vm.user_reserve_kbytes on machines with some GiB (init_admin_reserve, init_user_reserve). */
const ADMIN_RESERVE: Bytes = 8 * 1024 * 1024
const USER_RESERVE: Bytes = 128 * 1024 * 1024
/** Room left for totalreserve_pages, which no artifact states: the watermarks of all zones, a few percent at most. */
const ZONE_RESERVES = 0.05

interface Finding {
  holds: boolean | null
  condition: string
  values: string
  citation: Gate['citation']
}

export const overcommit: GateEvaluation = (context) => {
  const found = judged(context)
  return found && ifCounted(found, context)
}

const judged: GateEvaluation = ({ facts, call, request }) => {
  if (call.accountable === false) {
    const why = call.shared ? 'a shared mapping of a file' : 'no writable private mapping'
    return gate('overcommit refuses the request', false, `not counted: ${why}`)
  }
  const mode = facts.overcommit.mode
  if (mode) {
    const found = MODES[mode.value]?.(facts, request)
    if (!found)
      return gate(
        'overcommit refuses the request',
        null,
        `vm.overcommit_memory ${mode.value} is not known`,
        mode.citation,
      )
    return gate(found.condition, found.holds, found.values, found.citation ?? mode.citation)
  }
  return unknownMode(facts, request)
}

const MODES: Record<number, (facts: ProcessFacts, request: Bytes | null) => Finding> = {
  0: heuristic,
  1: () => ({
    holds: false,
    condition: 'vm.overcommit_memory == 1 never refuses',
    values: 'vm.overcommit_memory 1',
    citation: null,
  }),
  2: strict,
}

/** Without the mode, only what all modes agree on is decided. */
function unknownMode(facts: ProcessFacts, request: Bytes | null): Gate {
  const heuristicFinding = heuristic(facts, request)
  const strictFinding = strict(facts, request)
  const { committed, commitLimit } = facts.memory
  const notStrict = committed && commitLimit && request !== null && committed.value > commitLimit.value + request
  const condition = 'overcommit refuses the request'
  if (notStrict) {
    // In mode 2 the sum never passes the limit: so the mode is 0 or 1.
    const values = `Committed_AS ${formatCount(committed.value)} is above CommitLimit ${formatCount(commitLimit.value)}, so the mode is not 2; ${heuristicFinding.values}`
    return gate(condition, heuristicFinding.holds === false ? false : null, values, committed.citation)
  }
  if (heuristicFinding.holds === false && strictFinding.holds === false) {
    return gate(
      condition,
      false,
      `in no mode: ${heuristicFinding.values}; ${strictFinding.values}`,
      strictFinding.citation,
    )
  }
  return gate(
    condition,
    null,
    `vm.overcommit_memory is not stated; in mode 2: ${strictFinding.values}`,
    strictFinding.citation,
  )
}

function heuristic(facts: ProcessFacts, request: Bytes | null): Finding {
  const how = heuristicOvercommit(facts.kernel)
  if (how === 'single-request') return singleRequest(facts, request)
  const free = freeNow(facts, request)
  if (how === 'free-now') return free
  const single = singleRequest(facts, request)
  // An unknown kernel judges one way or the other.
  if (free.holds === single.holds) return single
  return { ...single, holds: null, values: `${single.values}; or, before 5.2, ${free.values}` }
}

function singleRequest(facts: ProcessFacts, request: Bytes | null): Finding {
  const condition = 'pages > totalram + swap'
  const { total, swapTotal } = facts.memory
  if (!total || request === null) {
    return {
      holds: null,
      condition,
      values: request === null ? 'the size asked for is not stated' : 'MemTotal is not stated',
      citation: null,
    }
  }
  const all = total.value + (swapTotal?.value ?? 0)
  return {
    holds: request > all,
    condition,
    values: `${formatCount(request)} > ${formatCount(all)}`,
    citation: total.citation,
  }
}

function freeNow(facts: ProcessFacts, request: Bytes | null): Finding {
  const condition = 'pages >= free + page cache - shared + swap + reclaimable slab - reserves'
  const { free, cached, buffers, shmem, swapFree, slabReclaimable, total } = facts.memory
  if (!free || !cached || request === null) {
    return {
      holds: null,
      condition,
      values: request === null ? 'the size asked for is not stated' : 'free memory is not stated',
      citation: null,
    }
  }
  const sum =
    free.value +
    cached.value +
    (buffers?.value ?? 0) -
    (shmem?.value ?? 0) +
    (swapFree?.value ?? 0) +
    (slabReclaimable?.value ?? 0) -
    (facts.overcommit.adminReserve?.value ?? ADMIN_RESERVE)
  const least = sum - (total ? total.value * ZONE_RESERVES : sum * ZONE_RESERVES)
  const holds = request >= sum ? true : request < least ? false : null
  const values = `${formatCount(request)} >= ${formatCount(Math.max(0, sum))}, less the reserves of the zones`
  return { holds, condition, values, citation: free.citation }
}

function strict(facts: ProcessFacts, request: Bytes | null): Finding {
  const condition = 'Committed_AS + pages >= CommitLimit - reserves'
  const { committed, commitLimit, virtualSize } = facts.memory
  if (!committed || !commitLimit || request === null) {
    const missing = request === null ? 'the size asked for' : 'Committed_AS and CommitLimit'
    return { holds: null, condition, values: `${missing} not stated`, citation: committed?.citation ?? null }
  }
  const user = Math.min((virtualSize?.value ?? 0) / 32, facts.overcommit.userReserve?.value ?? USER_RESERVE)
  const admin = facts.overcommit.adminReserve?.value ?? ADMIN_RESERVE
  const asked = committed.value + request
  const atMost = commitLimit.value - user
  const values = `${formatCount(committed.value)} + ${formatCount(request)} >= ${formatCount(Math.round(atMost - admin))}`
  if (asked < atMost - admin)
    return {
      holds: facts.memory.atCrash ? false : roomy(asked, atMost),
      condition,
      values,
      citation: committed.citation,
    }
  if (asked >= atMost) return { holds: true, condition, values, citation: committed.citation }
  // Between the two only a process without CAP_SYS_ADMIN is refused.
  return {
    holds: null,
    condition,
    values: `${values}, unless the process has CAP_SYS_ADMIN`,
    citation: committed.citation,
  }
}

/** Values of another time decide only with half of the limit free. */
function roomy(asked: Bytes, atMost: Bytes): false | null {
  return asked < atMost / 2 ? false : null
}
