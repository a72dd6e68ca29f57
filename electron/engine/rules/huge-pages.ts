/**
 * The pool of explicit huge pages (vm.nr_hugepages) was used up. Reserving them fails at mmap (hugetlb_reserve_pages, mm/hugetlb.c);
 * pages that were not reserved fail when they are touched, with SIGBUS. HotSpot only warns at start and takes small pages instead.
 */
import { formatCount } from '../../../shared/display/counts.ts'
import { asksForHugePages, freeHugeBytes, hugeMappingAt } from '../facts/huge-pages.ts'
import type { ProcessFacts } from '../facts/process-facts.ts'
import { refusalOf } from '../facts/refusals.ts'
import { Findings, NOTHING_REFUSED, size } from './lib/evidence.ts'
import { defineRule, type RuleResult } from './rule.ts'

export const hugePages = defineRule({
  id: 'huge-pages',
  title: 'No huge pages were left',
  question: 'Did the JVM need more huge pages than the host has set aside (vm.nr_hugepages)?',
  systems: ['linux'],
  evaluate(facts) {
    const findings = new Findings()
    const fault = byFault(facts, findings)
    if (fault) return fault
    const flag = asksForHugePages(facts)
    const pool = facts.memory.hugeTotal
    const refusal = refusalOf(facts)
    if (!refusal) return findings.result('unlikely', 0.7, `${NOTHING_REFUSED}.`)
    if (!flag) {
      if (pool?.value === 0) findings.against('The host has no huge pages: HugePages_Total is 0', pool.citation)
      return findings.result(
        pool?.value === 0 ? 'ruled-out' : 'unlikely',
        0.9,
        'The JVM was not told to use huge pages.',
      )
    }
    findings.for('The JVM was told to use huge pages', flag.citation)
    if (pool?.value === 0) {
      findings.against('The host has none (HugePages_Total 0): the JVM then goes on with small pages', pool.citation)
      return findings.result('unlikely', 0.85, 'The host has no huge pages; the JVM goes on with small ones.')
    }
    const free = freeHugeBytes(facts)
    if (!free || refusal.bytes === null) {
      findings.lacks('how many huge pages were free at the failure', 'grep Huge /proc/meminfo')
      return findings.result(
        'unlikely',
        0.5,
        'How many huge pages were free is not known; the JVM usually goes on with small ones.',
      )
    }
    const sum = `${formatCount(free.value)} bytes of huge pages free, ${formatCount(refusal.bytes)} asked`
    const pages = facts.index.number('memory.huge-size')
    if (free.value < refusal.bytes && pages && refusal.bytes % pages.value === 0) {
      findings.for(sum, free.citation)
      return findings.result('likely', 0.6, `${size(refusal.bytes)} asked, ${size(free.value)} of huge pages free.`)
    }
    findings.against(sum, free.citation)
    return findings.result('unlikely', 0.75, `${size(refusal.bytes)} asked, ${size(free.value)} of huge pages free.`)
  },
})

/** hugetlb_fault (mm/hugetlb.c) gives VM_FAULT_SIGBUS when the pool is empty. */
function byFault(facts: ProcessFacts, findings: Findings): RuleResult | null {
  const { crash } = facts
  const address = crash?.signalAddress
  if (!crash?.signal?.value.includes('SIGBUS') || !address) return null
  const path = hugeMappingAt(facts, address.value)
  if (path === null) return null
  findings.for(`SIGBUS at an address in ${path}, a mapping of huge pages`, address.citation)
  const { hugeFree, atCrash } = facts.memory
  if (hugeFree && atCrash && hugeFree.value > 0) {
    findings.against(`${formatCount(hugeFree.value)} huge pages were free`, hugeFree.citation)
    return findings.result('possible', 0.45, `SIGBUS in ${path}, though huge pages were free.`)
  }
  if (hugeFree?.value === 0) findings.for('HugePages_Free is 0', hugeFree.citation)
  return findings.result(
    'confirmed',
    hugeFree?.value === 0 ? 0.9 : 0.75,
    `SIGBUS in ${path}: no huge page was left when it was touched.`,
  )
}
