/** Messages without a GC number that explain the next collection. */
import type { Milliseconds } from '../../../../shared/model/units.ts'

// Trigger: Learning 1 of 5. Free (357M) is below initial threshold (358M)
// Trigger: Explicit GC request (System.gc())      Trigger: GC request (System.gc())      Trigger (GLOBAL): GC request (...)
const TRIGGER = /^Trigger(?: \(([\w ]{1,30})\))?: (.*)$/
const REQUEST = /^(?:Explicit |Implicit )?GC request \((.{1,200})\)\s*$/
const LONGEST_CAUSE = 200

/** The cause that Shenandoah's heuristics give (shenandoahHeuristics.cpp, log_trigger); null when it is no such line. */
export function readTrigger(message: string): string | null {
  const reason = TRIGGER.exec(message)?.[2]?.trim()
  if (!reason) return null
  return (REQUEST.exec(reason)?.[1] ?? reason).slice(0, LONGEST_CAUSE)
}

// Allocation Stall (Group1.Backend.CompositeBackend{Tier1}.1) 0.706ms
const STALL = /\) (\d{1,9}[.,]\d{1,6})ms\s*$/

/** How long a thread waited for ZGC to free memory; null when the line does not say. */
export function readStall(message: string): Milliseconds | null {
  const match = STALL.exec(message)
  return match ? Number((match[1] ?? '').replace(',', '.')) : null
}
