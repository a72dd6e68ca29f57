/** Puts the lines of an OOM killer's report together: a kill is one event, however many lines tell of it. */
import type { LineNumber } from '../../../../shared/model/units.ts'
import type { KernelMessage } from './kernel-events.ts'
import type { KillStep, KillValues } from './kernel-kills.ts'

/** Lines between the messages that choose and kill; other processors may write in between. */
const NEAR: LineNumber = 20

/** A process that was chosen, until it is told that it was killed. */
interface Chosen {
  pid: number
  values: KillValues
  message: KernelMessage
  mayBeChild: boolean
}

type Emit = (values: KillValues, first: KernelMessage, last: KernelMessage) => void

export class KillReports {
  readonly #emit: Emit
  #chosen: Chosen | null = null
  /** What the report said before it chose; the kernel may leave it out (__ratelimit), so it counts for one kill. */
  #told: KillValues = {}
  #full = 0
  /** Of the report that is over: the rest of a group that is killed as a whole has it too. */
  #last: KillValues = {}
  #isGroup = false
  readonly #killed = new Set<number>()

  constructor(emit: Emit) {
    this.#emit = emit
  }

  take(step: KillStep, message: KernelMessage): void {
    switch (step.step) {
      case 'asked':
        this.#begin()
        this.#told = step.values
        break
      case 'limit':
        this.#limit(step)
        break
      case 'chosen':
        this.#choose(step.pid, step.values, step.mayBeChild ?? false, message)
        break
      case 'killed':
        this.#kill(step.pid, step.values, message)
        break
      case 'spared':
        this.#spare(step.pid)
        break
      case 'group':
        this.#isGroup = true
    }
  }

  end(): void {
    const chosen = this.#chosen
    this.#chosen = null
    if (chosen) this.#tell(chosen.pid, chosen.values, chosen.message, chosen.message)
  }

  /** Of a group that is killed as a whole many may have ended already. */
  #spare(pid: number | null): void {
    if (pid !== null && this.#chosen?.pid !== pid) return
    if (pid !== null) this.#chosen = null
    this.#begin()
  }

  #begin(): void {
    this.end()
    this.#told = {}
    this.#full = 0
    this.#isGroup = false
    this.#killed.clear()
  }

  /** Of the counters (memory, with swap, of the kernel) it was the fullest that refused. The first group named is the limit's. */
  #limit({ values, full }: Extract<KillStep, { step: 'limit' }>): void {
    if (full === undefined) this.#told = { ...values, ...this.#told }
    else if (full > this.#full) {
      this.#told = { ...this.#told, ...values }
      this.#full = full
    }
  }

  #choose(pid: number, values: KillValues, mayBeChild: boolean, message: KernelMessage): void {
    const chosen = this.#chosen
    if (chosen?.pid === pid && message.line - chosen.message.line <= NEAR) {
      this.#chosen = { ...chosen, values: { ...chosen.values, ...values, ...scopeOf(chosen.values) }, mayBeChild }
      return
    }
    this.end()
    this.#isGroup = false
    this.#killed.clear()
    this.#chosen = { pid, values, message, mayBeChild }
  }

  #kill(pid: number, values: KillValues, message: KernelMessage): void {
    const chosen = this.#chosen
    const isNear = chosen !== null && message.line - chosen.message.line <= NEAR
    // A line that says what was full says all: the one before it only adds whose limit it was.
    const alone = values['scope'] !== undefined
    // Its first thread may have ended: then another one is named where it is killed (find_lock_task_mm).
    const isThread = isNear && alone && (chosen.values['scope'] === 'cgroup') === (values['scope'] === 'cgroup')
    if (isNear && (chosen.pid === pid || chosen.mayBeChild || isThread)) {
      this.#chosen = null
      const name = chosen.mayBeChild ? {} : { pid: chosen.pid, comm: chosen.values['comm'] ?? '' }
      const all = { ...chosen.values, ...values, ...scopeOf(chosen.values), ...name }
      this.#tell(all.pid ?? pid, all, alone ? message : chosen.message, message)
      return
    }
    this.end()
    this.#tell(pid, values, message, message)
  }

  /** A group that is killed as a whole has its first victim in it again. */
  #tell(pid: number, values: KillValues, first: KernelMessage, last: KernelMessage): void {
    const { scope } = values
    if (this.#isGroup && (scope === undefined || scope === this.#last['scope'])) {
      if (!this.#killed.has(pid)) this.#emit({ ...this.#last, ...values }, first, last)
      this.#killed.add(pid)
      return
    }
    this.#isGroup = false
    this.#killed.add(pid)
    const all = { ...fitting(this.#told, values), ...values }
    this.#emit(all, first, last)
    this.#last = sharedOf(all)
    this.#told = {}
    this.#full = 0
  }
}

/** What is said of a kill and holds for the others of the group. */
function sharedOf({ invoker, scope, cgroup, usage, limit }: KillValues): KillValues {
  const all = { invoker, scope, cgroup, usage, limit }
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}

/** The decision names the constraint; "Out of memory" is said of memory nodes too. */
function scopeOf({ scope }: KillValues): KillValues {
  return scope === undefined ? {} : { scope }
}

/**
 * What a report told that goes with a kill: the limit of a control group goes with none for want of the host's memory, nor of another
 * group. A line that does not say what was full (it stands alone in the log) has it of the report.
 */
function fitting({ invoker, ...limit }: KillValues, { scope, cgroup }: KillValues): KillValues {
  const asked: KillValues = invoker === undefined ? {} : { invoker }
  const isOther = cgroup !== undefined && limit['cgroup'] !== undefined && limit['cgroup'] !== cgroup
  if (scope === 'cgroup') return isOther ? {} : { ...asked, ...limit }
  if (scope !== undefined || Object.keys(limit).length === 0) return asked
  return { ...asked, ...limit, scope: 'cgroup' }
}
