/** THE list of gates, and how a path's gates decide together. */
import type { GateId, KernelFunction } from '../kernel/kernel-table.ts'
import { addressSpace, brkData, brkRoom, data, hole, length } from './extent.ts'
import type { EvaluatedGate, GateContext, GateEvaluation } from './gate-context.ts'
import { fixedSplit, holeSplit, mapCount, mremapMove, mremapTo, split } from './map-count.ts'
import { couldGive, hugePool, kernelMemory, lockedLimit, lockedMemory, unmapped } from './memory.ts'
import { overcommit } from './overcommit.ts'
import { pidMax, pids, taskLimit, threadsMax } from './tasks.ts'

export const gates: Record<GateId, GateEvaluation> = {
  length,
  'map-count': mapCount,
  hole,
  'locked-memory': lockedMemory,
  'address-space': addressSpace,
  data,
  'brk-data': brkData,
  'brk-room': brkRoom,
  unmapped,
  'locked-limit': lockedLimit,
  'huge-pool': hugePool,
  'fixed-split': fixedSplit,
  split,
  'hole-split': holeSplit,
  'mremap-move': mremapMove,
  'mremap-to': mremapTo,
  overcommit,
  'kernel-memory': kernelMemory,
  'task-limit': taskLimit,
  'threads-max': threadsMax,
  'pid-max': pidMax,
  pids,
}

export interface KernelStep {
  function: KernelFunction
  id: GateId | null
  gate: EvaluatedGate | null
}

/** One step a check, in the kernel's order; functions without a check are one step each. */
export function kernelSteps(functions: readonly KernelFunction[], context: GateContext): KernelStep[] {
  return functions.flatMap((each): KernelStep[] => {
    const found = (each.gates ?? []).flatMap((id): KernelStep[] => {
      const evaluated = gates[id](context)
      return evaluated ? [{ function: each, id, gate: evaluated }] : []
    })
    if (found.length > 0) return found
    // A function whose only check does not concern this call is not worth a step.
    return each.gates ? [] : [{ function: each, id: null, gate: null }]
  })
}

/**
 * The call was refused. If all checks but one are known to have passed, that one refused it; this decides what a listing written
 * a moment later, or a size that nobody printed, leaves open. Where several are open, the only one near its limit is taken.
 */
export function eliminate(steps: readonly KernelStep[], errno: number | null): KernelStep[] {
  const candidates = steps.filter((step) => step.gate && step.gate.holds !== false && couldGive(step.gate, errno))
  if (errno === null || candidates.some((step) => step.gate?.holds === true)) return [...steps]
  const found = onlyOne(candidates)
  if (!found) return [...steps]
  const { step, why } = found
  const decided: EvaluatedGate = { ...found.gate, holds: true, values: `${found.gate.values}. ${why}` }
  return steps.map((each) => (each === step ? { ...each, gate: decided } : each))
}

function onlyOne(candidates: readonly KernelStep[]): { step: KernelStep; gate: EvaluatedGate; why: string } | null {
  const [first] = candidates
  const near = candidates.filter((step) => step.gate?.near)
  if (!first?.gate) return null
  if (candidates.length === 1)
    return { step: first, gate: first.gate, why: 'All other checks had passed: this one refused' }
  // Both compare the same count: between them it only matters whether one mapping more existed.
  if (candidates.every(({ id }) => id === 'map-count' || id === 'fixed-split')) {
    const why = 'All other checks had passed: this one, or the split at the limit, refused'
    return { step: first, gate: first.gate, why }
  }
  const [suspect] = near
  if (near.length !== 1 || !suspect?.gate) return null
  return { step: suspect, gate: suspect.gate, why: 'No other check is known to be near its limit: this one refused' }
}

/** What is reached: up to the check that refuses, which ends the way down. */
export function reached(steps: readonly KernelStep[]): {
  steps: readonly KernelStep[]
  refused: boolean
  notReached: number
} {
  const end = steps.findIndex((step) => step.gate?.holds === true)
  if (end === -1) return { steps, refused: false, notReached: 0 }
  const rest = steps.slice(end + 1).filter((step) => step.gate !== null).length
  return { steps: steps.slice(0, end + 1), refused: true, notReached: rest }
}
