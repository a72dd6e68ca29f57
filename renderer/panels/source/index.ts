import { FileText } from 'lucide-react'
import { definePanel } from '../panel.ts'

export const sourcePanel = definePanel({
  id: 'source',
  title: 'Source',
  icon: FileText,
  area: 'center',
  load: () => import('./Panel.tsx').then(({ SourcePanel }) => SourcePanel),
})
