/** THE list of gates, and how a path's gates decide together. */
import type { Gate } from '../../../../shared/model/analysis.ts'
import type { GateId, KernelFunction } from '../kernel/kernel-table.ts'
import { addressSpace, brkData, couldGive, data, hole, kernelMemory, length, lockedMemory } from './extent.ts'
import type { GateContext, GateEvaluation } from './gate-context.ts'
import { fixedSplit, holeSplit, mapCount, split } from './map-count.ts'
import { overcommit } from './overcommit.ts'
import { pids, taskLimit, threadsMax } from './tasks.ts'

export const gates: Record<GateId, GateEvaluation> = {
  length,
  'map-count': mapCount,
  hole,
  'locked-memory': lockedMemory,
  'address-space': addressSpace,
  data,
  'brk-data': brkData,
  'fixed-split': fixedSplit,
  split,
  'hole-split': holeSplit,
  overcommit,
  'kernel-memory': kernelMemory,
  'task-limit': taskLimit,
  'threads-max': threadsMax,
  pids,
}

export interface KernelStep {
  function: KernelFunction
  id: GateId | null
  gate: Gate | null
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
 * a moment later, or a size that nobody printed, leaves open.
 */
export function eliminate(steps: readonly KernelStep[], errno: number | null): KernelStep[] {
  const candidates = steps.filter((step) => step.gate && step.gate.holds !== false && couldGive(step.gate, errno))
  const [first] = candidates
  if (!first?.gate || errno === null || candidates.some((step) => step.gate?.holds === true)) return [...steps]
  // Both compare the same count: between them it only matters whether one mapping more existed.
  const sameCount = candidates.every((step) => step.id === 'map-count' || step.id === 'fixed-split')
  if (candidates.length > 1 && !sameCount) return [...steps]
  const who = candidates.length > 1 ? 'this one, or the split at the limit, refused' : 'this one refused'
  const decided: Gate = {
    ...first.gate,
    holds: true,
    values: `${first.gate.values}. All other checks had passed: ${who}`,
  }
  return steps.map((step) => (step === first ? { ...step, gate: decided } : step))
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
