import { Recycle } from 'lucide-react'
import { definePanel } from '../panel.ts'

export const explicitGcPanel = definePanel({
  id: 'explicit-gc',
  title: 'System.gc()',
  icon: Recycle,
  area: 'dock',
  count: (_opened, process) => process?.explicitGc.length ?? 0,
  load: () => import('./Panel.tsx').then(({ ExplicitGcPanel }) => ExplicitGcPanel),
})
