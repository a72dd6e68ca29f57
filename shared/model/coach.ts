/** What to bring next: artifacts that would settle what is open, each with the read-only commands that capture it. */
import type { HypothesisStatus, RootCauseId } from './analysis.ts'

export interface CoachItem {
  /** Of the artifact: `proc-limits`. */
  id: string
  /** `Limits of the process: /proc/PID/limits` */
  title: string
  /** Read-only, any of them; with the process id where the process lives, else with PID. Empty where only a person can look. */
  commands: string[]
  /** What to mind; empty when nothing. */
  note: string
  /** Whether it can only be taken of a living process. */
  needsLife: boolean
  /** Whether mortem-capture takes it. */
  captured: boolean
  settles: CoachedHypothesis[]
  /** How much it would settle: sum over the hypotheses. Items stand in this order. */
  weight: number
}

export interface CoachedHypothesis {
  hypothesis: RootCauseId
  title: string
  status: HypothesisStatus
  /** What is missing, as a noun phrase. */
  what: string
}
