import { Workflow } from 'lucide-react'
import { definePanel } from '../panel.ts'

export const callPathPanel = definePanel({
  id: 'call-path',
  title: 'Call path',
  icon: Workflow,
  area: 'right',
  load: () => import('./Panel.tsx').then(({ CallPathPanel }) => CallPathPanel),
})
