import { FileWarning } from 'lucide-react'
import { importIssueCount } from '../../state/case-lookup.ts'
import { definePanel } from '../panel.ts'

export const importIssuesPanel = definePanel({
  id: 'import-issues',
  title: 'Import issues',
  icon: FileWarning,
  area: 'dock',
  count: importIssueCount,
  load: () => import('./Panel.tsx').then(({ ImportIssuesPanel }) => ImportIssuesPanel),
})
