/** What a panel is. Adding one is a folder here, and a line in index.ts. */
import type { LucideIcon } from 'lucide-react'
import type { ComponentType } from 'react'
import type { ProcessAnalysis } from '../../shared/model/analysis.ts'
import type { CaseSummary } from '../../shared/model/case.ts'

export interface PanelDescriptor {
  id: string
  /** Also the accessible name of the panel's landmark. */
  title: string
  icon: LucideIcon
  /** Where the workbench puts it; panels of an area stand in the order of the list. */
  area: 'side' | 'top' | 'center' | 'right' | 'dock'
  /** Number shown beside the title where only a tab is seen of the panel. */
  count?: (opened: CaseSummary, process: ProcessAnalysis | null) => number
  load: () => Promise<ComponentType>
}

export function definePanel(panel: PanelDescriptor): PanelDescriptor {
  return panel
}
