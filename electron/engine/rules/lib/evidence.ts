/** Small words that rules share. No rule logic here. */
import type { Evidence, MissingFact, Victim, VictimOperation } from '../../../../shared/model/analysis.ts'
import type { Citation } from '../../../../shared/model/span.ts'
import { formatBytes, formatExactBytes } from '../../../../shared/display/bytes.ts'
import type { RuleResult } from '../rule.ts'

export function supports(claim: string, citation: Citation): Evidence {
  return { stance: 'for', claim, citation }
}

export function opposes(claim: string, citation: Citation): Evidence {
  return { stance: 'against', claim, citation }
}

export function missing(what: string, capture: string): MissingFact {
  return { what, capture }
}

/** Collects evidence as a rule goes, so that every way out of it carries all that was found. */
export class Findings {
  readonly evidence: Evidence[] = []
  readonly missing: MissingFact[] = []

  for(claim: string, citation: Citation | null): void {
    if (citation) this.evidence.push(supports(claim, citation))
  }

  against(claim: string, citation: Citation | null): void {
    if (citation) this.evidence.push(opposes(claim, citation))
  }

  lacks(what: string, capture: string): void {
    this.missing.push(missing(what, capture))
  }

  result(status: RuleResult['status'], confidence: number, summary: string): RuleResult {
    return { status, confidence, summary, evidence: this.evidence, missing: this.missing }
  }
}

const OPERATIONS: Record<VictimOperation, string> = {
  'mmap-commit': 'a commit of memory (mmap)',
  'mmap-file': 'the mapping of a file (mmap)',
  mprotect: 'a change of protection (mprotect)',
  munmap: 'the release of a mapping',
  'thread-start': 'the start of a thread',
  malloc: 'a native allocation (malloc)',
  signal: 'a signal',
  'java-allocation': 'a Java allocation',
  other: 'a system call',
}

/** `a commit of memory (mmap) of 12 288 bytes` */
export function describeRefusal(victim: Victim): string {
  const bytes = victim.bytes === null ? '' : ` of ${formatExactBytes(victim.bytes)}`
  return `${OPERATIONS[victim.operation]}${bytes}`
}

export function refusedWith(victim: Victim): string {
  if (victim.errno === null) return 'was refused'
  const name = victim.errno === 12 ? 'ENOMEM' : victim.errno === 11 ? 'EAGAIN' : `errno ${victim.errno}`
  return victim.errnoOrigin === 'observed' ? `was refused with ${name}` : `was refused (${name}, inferred)`
}

/** Exact where it is short, rounded where digits would only be noise. */
export function size(bytes: number): string {
  return bytes < 1024 * 1024 ? formatExactBytes(bytes) : formatBytes(bytes)
}

export const NOTHING_REFUSED = 'Nothing the kernel refused is in the artifacts'

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
