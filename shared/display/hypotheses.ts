import type { Hypothesis, HypothesisStatus, ProcessAnalysis } from '../model/analysis.ts'

const rank: Record<HypothesisStatus, number> = {
  confirmed: 0,
  likely: 1,
  possible: 2,
  failed: 3,
  unknown: 4,
  unlikely: 5,
  'ruled-out': 6,
}

/** The verdict's own first, then what is still open, then what fell; among equals the engine's order, nearest rivals first. */
export function hypothesesInOrder({
  hypotheses,
  verdict,
}: Pick<ProcessAnalysis, 'hypotheses' | 'verdict'>): Hypothesis[] {
  const place = ({ id, status }: Hypothesis): number => (id === verdict.rootCause ? -1 : rank[status])
  return hypotheses.toSorted((a, b) => place(a) - place(b))
}
