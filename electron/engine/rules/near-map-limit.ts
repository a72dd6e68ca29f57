/** A process that lives, with almost as many mappings as it may have: a warning, not a failure. */
import { formatCount, formatPercent } from '../../../shared/display/counts.ts'
import { kernelRefusals } from '../facts/refusals.ts'
import { Findings } from './lib/evidence.ts'
import { defineRule } from './rule.ts'

/** DESIGN.md section 6: at or over 90 %. */
const NEAR_SHARE = 0.9

export const nearMapLimit = defineRule({
  id: 'near-map-limit',
  title: 'The map count is close to its limit',
  question: 'Will the process run out of mappings?',
  systems: ['linux'],
  evaluate(facts) {
    const findings = new Findings()
    const { ledger, crash, exit, startupFailure, lateExit } = facts
    if (crash || startupFailure || lateExit || exit)
      return findings.result('ruled-out', 0.9, 'The process has ended: there is nothing left to warn of.')
    if (!ledger) {
      findings.lacks('how many mappings the process has', 'wc -l /proc/PID/maps')
      return findings.result('unknown', 0.2, 'No artifact counts the mappings.')
    }
    if (ledger.standing === 'above' && ledger.limitSource === 'assumed') {
      const known = `${formatCount(ledger.vmas)} VMAs: more than the default, ${formatCount(ledger.limit)}, lets exist`
      findings.lacks('the value of vm.max_map_count: it is higher than the default', 'sysctl vm.max_map_count')
      return findings.result('unknown', 0.3, `${known}, so the limit is a higher one.`)
    }
    const share = ledger.vmas / ledger.limit
    const claim = `${formatCount(ledger.vmas)} VMAs of ${formatCount(ledger.limit)}: ${formatPercent(share)}`
    if (ledger.limitSource === 'assumed') {
      findings.lacks('the value of vm.max_map_count; the default is assumed', 'sysctl vm.max_map_count')
    }
    const refusals = kernelRefusals(facts)
    if (refusals[0])
      findings.against('Something was refused already: see the hypotheses about limits', refusals[0].citation)
    if (share < NEAR_SHARE) {
      findings.against(claim, ledger.listing)
      return findings.result('ruled-out', 0.95, `${claim}.`)
    }
    findings.for(claim, ledger.listing)
    const certain = ledger.complete && ledger.limitSource === 'measured' && ledger.standing === 'below'
    return findings.result(
      certain ? 'confirmed' : 'likely',
      certain ? 0.95 : 0.65,
      `${claim}, and the process runs on.`,
    )
  },
})
