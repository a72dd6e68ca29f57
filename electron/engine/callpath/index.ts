/**
 * The way from the code that asked to the check that refused, and back to what became of it. Frames of the dump are observed;
 * everything else comes from the tables for this JDK and this kernel, and says so.
 */
import { formatCount, formatQuantity } from '../../../shared/display/counts.ts'
import type { CallPathLayer, CallPathStep, Gate, Victim } from '../../../shared/model/analysis.ts'
import { citationOf } from '../facts/known.ts'
import type { ProcessFacts } from '../facts/process-facts.ts'
import { DIRECT_LIMIT_STEP, directLimitGate, directMemory } from './direct-memory.ts'
import { fileMap } from './file-map.ts'
import { eliminate, kernelSteps, reached, type KernelStep } from './gates/index.ts'
import type { EvaluatedGate, GateContext } from './gates/gate-context.ts'
import { GUARD_OWNERS } from './hotspot/guard-zone.ts'
import { entryFile, entryName, kernelPath, type KernelPath } from './kernel/kernel-table.ts'
import { kernelTables } from './kernel/index.ts'
import type { SystemCall } from './path-table.ts'
import { mapRetrySituation, situationOf, type Situation } from './situation.ts'
import { inferred, sentences, walkStack, type Proofs } from './walk.ts'

export const callPathLayers: readonly { layer: CallPathLayer; title: string }[] = [
  { layer: 'application', title: 'Application' },
  { layer: 'jdk', title: 'JDK' },
  { layer: 'jni', title: 'JNI' },
  { layer: 'hotspot', title: 'HotSpot' },
  { layer: 'libc', title: 'libc' },
  { layer: 'kernel', title: 'Kernel' },
]

const ENOMEM = 12
/** The step of the retry that a GC log shows. */
const SYSTEM_GC = 'java.lang.System.gc'

/** Empty when nothing was refused by the system, or when what was refused is no path that the tables know. */
export function buildCallPath(facts: ProcessFacts): CallPathStep[] {
  const situation = situationOf(facts)
  return situation ? stepsOf(facts, situation) : []
}

/**
 * From FileChannel.map to the System.gc() that a refusal made it call, each with the first collection that shows it. Empty when
 * no collection is of that cause, or when `buildCallPath` is that way already.
 */
export function buildMapRetryPath(facts: ProcessFacts): CallPathStep[] {
  const call = facts.explicitGc.collections.find(({ cause }) => cause === 'nio-map-retry')
  if (!call || situationOf(facts)?.table === fileMap) return []
  const victim: Victim = {
    operation: 'mmap-file',
    bytes: null,
    errno: ENOMEM,
    errnoOrigin: 'inferred',
    thread: null,
    frame: null,
    purpose: null,
    citation: call.citation,
    at: call.at,
  }
  return stepsOf(facts, mapRetrySituation(facts, victim)).map((step) =>
    step.symbol === SYSTEM_GC ? { ...step, origin: 'observed', citation: call.citation } : step,
  )
}

function stepsOf(facts: ProcessFacts, situation: Situation): CallPathStep[] {
  const proofs = proofsOf(facts, situation)
  const { row, frames } = situation
  const stack = walkStack(frames, situation.event === null, row.down, row.outcome, proofs)
  const before = (row.before ?? []).map((spec) => inferred(spec, proofs))
  const down = withGate(withSize(withDoubt(stack.down, situation.doubt), facts, situation), situation)
  return [...before, ...down, ...callSteps(facts, situation), ...stack.outcome]
}

/** A guard zone has as many pages as flags and platform say; what was asked for shows how many. */
function withSize(steps: CallPathStep[], { pageSize }: ProcessFacts, { victim: { bytes } }: Situation): CallPathStep[] {
  if (bytes === null || bytes % pageSize.bytes !== 0) return steps
  const size = `Here ${formatQuantity(bytes / pageSize.bytes, 'page')}, ${formatCount(bytes)} bytes`
  return steps.map((step) =>
    GUARD_OWNERS.includes(step.symbol) ? { ...step, note: sentences(step.note, size) } : step,
  )
}

/** The JDK's own limit is a check like the kernel's, but stands in Java. */
function withGate(steps: CallPathStep[], { table, event }: Situation): CallPathStep[] {
  if (table !== directMemory || !event) return steps
  return steps.map((step) => (step.symbol === DIRECT_LIMIT_STEP ? { ...step, gate: directLimitGate(event) } : step))
}

/** What is in doubt of the way down is said at its innermost step, which all the others rest on. */
function withDoubt(steps: CallPathStep[], doubt: string): CallPathStep[] {
  const index = steps.findLastIndex((step) => step.origin === 'inferred')
  const at = index === -1 ? steps.length - 1 : index
  return doubt === ''
    ? steps
    : steps.map((step, each) => (each === at ? { ...step, note: sentences(step.note, doubt) } : step))
}

interface Attempt {
  call: SystemCall
  path: KernelPath
  steps: KernelStep[]
}

function callSteps(facts: ProcessFacts, situation: Situation): CallPathStep[] {
  const { victim, table, row } = situation
  const attempts = (row.calls ?? table.calls).map((call): Attempt => {
    const path = kernelPath(kernelTables[call.name], facts.kernel)
    const context: GateContext = {
      facts,
      call,
      request: situation.request === null ? null : Math.max(situation.request, call.atLeast ?? 0),
      errno: victim.errno,
      target: situation.target,
    }
    return { call, path, steps: kernelSteps(path.functions, context) }
  })
  decide(attempts, victim.errno)
  const contradicted = allPassed(attempts, victim.errno)
  const steps: CallPathStep[] = []
  for (const attempt of attempts) {
    const { steps: kernel, refused, notReached } = reached(attempt.steps)
    steps.push(
      inferred(attempt.call.libc, {}),
      ...kernel.map((step, index) => kernelStep(facts, attempt, step, index === kernel.length - 1 ? notReached : 0)),
    )
    if (refused && !attempt.call.fallsBack) break
  }
  return contradicted ? noted(steps, CONTRADICTED) : steps
}

const CONTRADICTED =
  'By these numbers every check was passed, and yet the call was refused: one of them is not that of the moment, or a check of another kind refused'

function allPassed(attempts: readonly Attempt[], errno: number | null): boolean {
  const gates = attempts.flatMap(({ call, steps }) => (call.fallsBack ? [] : steps.flatMap(({ gate }) => gate ?? [])))
  return errno !== null && gates.length > 0 && gates.every(({ holds }) => holds === false)
}

/** At the last step, where the reader ends. */
function noted(steps: CallPathStep[], note: string): CallPathStep[] {
  return steps.map((step, index) => (index === steps.length - 1 ? { ...step, note: sentences(step.note, note) } : step))
}

/** Every call but those that libc may survive is a candidate for the refusal; together they are weighed. */
function decide(attempts: Attempt[], errno: number | null): void {
  const deciding = attempts.filter((attempt) => !attempt.call.fallsBack)
  const all = eliminate(
    deciding.flatMap((attempt) => attempt.steps),
    errno,
  )
  let from = 0
  for (const attempt of deciding) {
    const { length } = attempt.steps
    attempt.steps = all.slice(from, from + length)
    from += length
  }
}

function kernelStep(facts: ProcessFacts, { path }: Attempt, step: KernelStep, notReached: number): CallPathStep {
  const { name, file, note = '' } = step.function
  const arch = facts.os?.arch ?? null
  const rest = notReached > 0 ? `${formatQuantity(notReached, 'check')} after this not reached` : ''
  return {
    layer: 'kernel',
    symbol: entryName(name, arch),
    origin: 'inferred',
    note: sentences(note, rest),
    source: `${entryFile(file, arch)}: ${name} (${path.readIn})`,
    citation: step.gate?.citation ?? null,
    gate: step.gate && plainGate(step.gate),
  }
}

/** Without what only the weighing needs. */
function plainGate({ condition, holds, values, errno, citation }: EvaluatedGate): Gate {
  return { condition, holds, values, errno, citation }
}

/** Lines of logs that show a step which left no frame. */
function proofsOf(facts: ProcessFacts, { event, victim }: Situation): Proofs {
  const proofs: Proofs = {}
  const { events } = facts.records
  const warning = events.find((each) => each.type === 'commit-failed' && Number(each.values['bytes']) === victim.bytes)
  if (warning) proofs['commit-warning'] = citationOf(warning)
  const thread = [event, ...events].find(
    (each) => each?.type === 'thread-start-failed' && each.values['call'] !== undefined,
  )
  if (thread) proofs['thread-warning'] = citationOf(thread)
  const exception = [event, ...events].find(
    (each) => each?.type === 'thread-start-failed' && each.values['reason'] !== undefined,
  )
  if (exception) proofs['thread-exception'] = citationOf(exception)
  if (event?.type === 'map-failed') proofs['map-failed'] = citationOf(event)
  if (event?.type === 'out-of-memory') proofs['direct-exception'] = citationOf(event)
  if (event?.type === 'guard-pages-failed') proofs['guard-warning'] = citationOf(event)
  if (facts.exit) proofs.exit = facts.exit.citation
  return proofs
}
