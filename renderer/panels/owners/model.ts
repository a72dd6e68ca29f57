/** Owners as bars. Pure. */
import type { OwnerTotal } from '../../../shared/model/analysis.ts'

export type Measure = 'count' | 'bytes'

export interface OwnerBar {
  total: OwnerTotal
  /** 0..1 of the largest. */
  length: number
  groups: { name: string; count: number; bytes: number; length: number }[]
}

/** Largest first by the measure; groups are measured against the same largest owner. */
export function ownerBars(owners: readonly OwnerTotal[], measure: Measure): OwnerBar[] {
  const largest = Math.max(1, ...owners.map((owner) => owner[measure]))
  return owners
    .toSorted((a, b) => b[measure] - a[measure])
    .map((total) => ({
      total,
      length: total[measure] / largest,
      groups: total.groups
        .toSorted((a, b) => b[measure] - a[measure])
        .map((group) => ({ ...group, length: group[measure] / largest })),
    }))
}
