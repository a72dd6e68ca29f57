/** Where a fault lies relative to the stack of the thread that met it. */
import type { Bytes } from '../../../shared/model/units.ts'
import type { Known } from './known.ts'
import type { ProcessFacts } from './process-facts.ts'

export interface StackFault {
  /** below: past the end of the stack, as frames that are larger than its guard get. guard: in the pages kept free at its end. */
  where: 'below' | 'guard' | 'inside' | 'elsewhere'
  address: Known<number>
  /** Bytes from the low end of the stack; negative below it. */
  distance: Bytes
}

/** Guard zone of HotSpot: red, yellow and reserved pages, 3 or 4 of at least 4 KiB, up to 64 KiB pages; glibc adds a page of its own. */
const GUARD_PAGES = 4
const LEAST_PAGE: Bytes = 4096
/** A frame with a large local array touches the stack further down than its neighbour page. */
const LARGEST_FRAME: Bytes = 64 * 1024

/** Null without a signal, its address, or the bounds of the thread's stack. */
export function stackFaultOf(facts: ProcessFacts): StackFault | null {
  const { crash } = facts
  const address = crash?.signalAddress
  if (!crash || crash.kind !== 'signal' || !address) return null
  const thread = facts.records.threads.find((each) => each.current && each.artifact === crash.artifact)
  if (!thread || thread.stackStart === null || thread.stackEnd === null) return null
  const distance = address.value - thread.stackStart
  const guard = GUARD_PAGES * Math.max(LEAST_PAGE, facts.pageSize.bytes)
  const where =
    distance < -LARGEST_FRAME || address.value >= thread.stackEnd
      ? 'elsewhere'
      : distance < 0
        ? 'below'
        : distance < guard
          ? 'guard'
          : 'inside'
  return { where, address, distance }
}
