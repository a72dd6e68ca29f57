import { Gauge } from 'lucide-react'
import { definePanel } from '../panel.ts'
import { limitRows } from './model.ts'

export const limitsPanel = definePanel({
  id: 'limits',
  title: 'Limits',
  icon: Gauge,
  area: 'dock',
  count: (_opened, process) => (process === null ? 0 : limitRows(process).length),
  load: () => import('./Panel.tsx').then(({ LimitsPanel }) => LimitsPanel),
})
