import { ChartLine } from 'lucide-react'
import { definePanel } from '../panel.ts'

export const growthPanel = definePanel({
  id: 'growth',
  title: 'Growth',
  icon: ChartLine,
  area: 'right',
  load: () => import('./Panel.tsx').then(({ GrowthPanel }) => GrowthPanel),
})
