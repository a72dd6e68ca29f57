/** Messages without a GC number that explain the next collection. */
import type { Milliseconds } from '../../../../shared/model/units.ts'
import { bytesOf, standsAt } from '../lib/gc-bytes.ts'

// Trigger: Learning 1 of 5. Free (357M) is below initial threshold (358M)
// Trigger: Explicit GC request (System.gc())      Trigger: GC request (System.gc())      Trigger (GLOBAL): GC request (...)
const TRIGGER = /^Trigger(?: \(([\w ]{1,30})\))?: (.*)$/
const REQUEST = /^(?:Explicit |Implicit )?GC request \((.{1,200})\)\s*$/
const FAILURE = 'Handle Allocation Failure'
const LONGEST_CAUSE = 200

export interface Reason {
  cause: string
  /** Said by the thread that begins the next collection, and no wish of generational Shenandoah's regulator, which may come too late. */
  binding: boolean
}

/** The cause that Shenandoah's heuristics give (shenandoahHeuristics.cpp, log_trigger); null when it is no such line. */
export function readTrigger(message: string): Reason | null {
  const match = TRIGGER.exec(message)
  const reason = match?.[2]?.trim()
  if (!reason) return null
  const requested = REQUEST.exec(reason)?.[1]
  return {
    cause: (requested ?? reason).slice(0, LONGEST_CAUSE),
    binding: match?.[1] === undefined || requested !== undefined || reason === FAILURE,
  }
}

// Allocation Stall (Group1.Backend.CompositeBackend{Tier1}.1) 0.706ms
const STALL = /\) (\d{1,9}[.,]\d{1,6})ms\s*$/

/** How long a thread waited for ZGC to free memory; null when the line does not say. */
export function readStall(message: string): Milliseconds | null {
  const match = STALL.exec(message)
  return match ? Number((match[1] ?? '').replace(',', '.')) : null
}

// Metaspace (class) allocation failed for size 1459       metaspace.cpp, report_metadata_oome
const METASPACE = ['Metaspace (class) allocation failed', 'Metaspace (data) allocation failed'].map(bytesOf)

/**
 * A degenerated collection of Shenandoah goes on as a full one: in words (shenandoahDegeneratedGC.cpp, op_degenerated_fail,
 * upgrade_to_full), or, up to JDK 21, where it freed too little, only by the first phase of the full one (shenandoahFullGC.cpp).
 */
const UPGRADES = [
  'Cannot finish degeneration, upgrading',
  'Degenerated GC upgrading',
  'Phase 1: Mark live objects',
].map(bytesOf)

export function isUpgrade(buffer: Uint8Array, at: number, end: number): boolean {
  return UPGRADES.some((words) => standsAt(words, buffer, at, end))
}

export function isMetaspaceFailure(buffer: Uint8Array, at: number, end: number): boolean {
  return METASPACE.some((words) => standsAt(words, buffer, at, end))
}
