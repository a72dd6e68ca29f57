/**
 * Windows promises no more than it can keep: VirtualAlloc(MEM_COMMIT), and so malloc, fail when the commit charge of all processes would
 * pass memory and page files together. What is left is ullAvailPageFile of GlobalMemoryStatusEx, which HotSpot prints in whole
 * megabytes after the failure (os::print_memory_info, os_windows.cpp), up to 12 under the name of swap.
 */
import type { Victim } from '../../../../shared/model/analysis.ts'
import type { Citation } from '../../../../shared/model/span.ts'
import type { Bytes } from '../../../../shared/model/units.ts'
import { formatCount, formatPercent } from '../../../../shared/display/counts.ts'
import type { ProcessFacts } from '../../facts/process-facts.ts'
import type { RuleResult } from '../rule.ts'
import { type Findings, NOTHING_REFUSED, size } from './evidence.ts'

/** ERROR_COMMITMENT_LIMIT (winerror.h): "The paging file is too small for this operation to complete." */
const COMMITMENT_LIMIT = 1455
const PRINTED_UNIT: Bytes = 1024 ** 2
/** Processes end and give back what they had while the crash log is written: of the limit, what may have been freed since. */
const CLOSE_SHARE = 0.05
const USED_UP_SHARE = 0.01

interface Charge {
  limit: Bytes
  left: Bytes
  citation: Citation
}

function chargeOf({ memory }: ProcessFacts): Charge | null {
  const { commitLimit, committed, swapTotal, swapFree } = memory
  if (commitLimit && committed)
    return {
      limit: commitLimit.value,
      left: Math.max(0, commitLimit.value - committed.value),
      citation: committed.citation,
    }
  return swapTotal && swapFree ? { limit: swapTotal.value, left: swapFree.value, citation: swapFree.citation } : null
}

export function byCommitCharge(facts: ProcessFacts, refusal: Victim | null, findings: Findings): RuleResult {
  if (!refusal) return findings.result('unlikely', 0.7, `${NOTHING_REFUSED}.`)
  const { free } = facts.memory
  const charge = chargeOf(facts)
  if (refusal.errno === COMMITMENT_LIMIT) {
    findings.for('Windows gave the error 1455: its commit limit was reached', refusal.citation)
    return findings.result('confirmed', 0.95, 'Windows answered with error 1455, "The paging file is too small".')
  }
  if (!charge) {
    findings.lacks('what was left of the commit limit of Windows', 'the line TotalPageFile of the crash log')
    return findings.result('unknown', 0.3, 'What Windows could still promise is not known.')
  }
  const { limit, left, citation } = charge
  const asked = refusal.bytes ?? 0
  const sum = `${formatCount(asked)} bytes asked, ${formatCount(left)} left of ${formatCount(limit)} that Windows may promise (AvailPageFile)`
  const short = `${size(asked)} asked, ${size(left)} left of the ${size(limit)} that memory and page files allow to be promised`
  if (free && free.value > asked) {
    const claim = `${formatCount(free.value)} bytes of memory were free: what was used up is the right to it, not the memory`
    findings.for(claim, free.citation)
  }
  if (asked > left || left < PRINTED_UNIT) {
    findings.for(sum, citation)
    return findings.result('confirmed', 0.93, `${short}.`)
  }
  if (left < CLOSE_SHARE * limit) {
    findings.for(`${sum}; others may have given memory back since`, citation)
    return findings.result('likely', left < USED_UP_SHARE * limit ? 0.85 : 0.78, `${short}, when it was printed.`)
  }
  findings.against(sum, citation)
  return findings.result('unlikely', 0.7, `${short}: ${formatPercent(left / limit)} of it.`)
}
