import { ChartBarStacked } from 'lucide-react'
import { definePanel } from '../panel.ts'

export const ownersPanel = definePanel({
  id: 'owners',
  title: 'Owners',
  icon: ChartBarStacked,
  area: 'right',
  load: () => import('./Panel.tsx').then(({ OwnersPanel }) => OwnersPanel),
})
