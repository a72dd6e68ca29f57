/** Owners as bars, and the views of the panel. Pure. */
import type { OwnerTotal, ProcessAnalysis } from '../../../shared/model/analysis.ts'
import { formatCount } from '../../../shared/display/counts.ts'

export type Measure = 'count' | 'bytes'
/** Bars by one of the measures; stale mappings; neighbours that did not merge. */
export type OwnerView = Measure | 'stale' | 'unmerged'

export function ownerViews({ stale, mergeBlockers }: ProcessAnalysis): OwnerView[] {
  return ['count', 'bytes', ...(stale ? (['stale'] as const) : []), ...(mergeBlockers ? (['unmerged'] as const) : [])]
}

/** The label of its button, and the tip. A number only where it says that something is wrong. */
export function viewTitle(
  { stale }: ProcessAnalysis,
  view: OwnerView,
): { label: string; /** Left out where there is little room. */ before?: string; tip: string } {
  switch (view) {
    case 'count':
    case 'bytes':
      return { before: 'by ', label: view, tip: `Owners, largest ${view} first` }
    case 'stale':
      return {
        label: stale && stale.count > 0 ? `stale ${formatCount(stale.count)}` : 'stale',
        tip: 'Mappings of deleted files, and files that are mapped twice',
      }
    case 'unmerged':
      return { label: 'unmerged', tip: 'Neighbours that stayed two mappings, and what keeps them apart' }
  }
}

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
