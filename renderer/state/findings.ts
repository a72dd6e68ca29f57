/** Stepping through the findings of the process in view. */
import { useSession } from './session.ts'
import { sameSpan, selectFinding, useSelection } from './selection.ts'
import { announce } from './workbench.ts'

/** Around the ends; from nowhere, to the first or the last. */
export function stepFinding(by: 1 | -1): void {
  const { process, span, finding: chosen } = useSelection.getState()
  const findings = useSession.getState().opened?.processes.find((one) => one.process === process)?.findings ?? []
  const at = chosen ?? findings.findIndex(({ citation }) => sameSpan(span, citation))
  const next = at < 0 ? (by === 1 ? 0 : findings.length - 1) : (at + by + findings.length) % findings.length
  const finding = findings[next]
  if (finding === undefined) return
  selectFinding(next, finding.citation)
  announce(`Finding ${next + 1} of ${findings.length}: ${finding.title}`)
}
