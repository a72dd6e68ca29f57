import { ListChecks } from 'lucide-react'
import { definePanel } from '../panel.ts'

export const missingEvidencePanel = definePanel({
  id: 'missing-evidence',
  title: 'Missing evidence',
  icon: ListChecks,
  area: 'dock',
  count: (_opened, process) => process?.coach?.length ?? 0,
  load: () => import('./Panel.tsx').then(({ MissingEvidencePanel }) => MissingEvidencePanel),
})
