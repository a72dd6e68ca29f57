import { ChartGantt } from 'lucide-react'
import { definePanel } from '../panel.ts'

export const timelinePanel = definePanel({
  id: 'timeline',
  title: 'Timeline',
  icon: ChartGantt,
  area: 'dock',
  count: ({ processes }) => processes.reduce((sum, { timeline }) => sum + timeline.length, 0),
  load: () => import('./Panel.tsx').then(({ TimelinePanel }) => TimelinePanel),
})
