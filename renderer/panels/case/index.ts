import { FolderTree } from 'lucide-react'
import { definePanel } from '../panel.ts'

export const casePanel = definePanel({
  id: 'case',
  title: 'Case',
  icon: FolderTree,
  area: 'side',
  load: () => import('./Panel.tsx').then(({ CasePanel }) => CasePanel),
})
