/** How the timeline is looked at: kept while another panel is in front, forgotten with the case. */
import { create } from 'zustand'
import type { EpochMs } from '../../shared/model/units.ts'

interface TimelineView {
  /** The case that `range` is of. */
  caseId: string | null
  /** null: all there is. */
  range: { from: EpochMs; to: EpochMs } | null
  form: 'chart' | 'table'
}

export const useTimelineView = create<TimelineView>(() => ({ caseId: null, range: null, form: 'chart' }))
export const chooseForm = (form: TimelineView['form']): void => useTimelineView.setState({ form })
export const chooseRange = (caseId: string, range: TimelineView['range']): void =>
  useTimelineView.setState({ caseId, range })
