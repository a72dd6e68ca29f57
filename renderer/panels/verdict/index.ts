import { ShieldCheck } from 'lucide-react'
import { definePanel } from '../panel.ts'

export const verdictPanel = definePanel({
  id: 'verdict',
  title: 'Verdict',
  icon: ShieldCheck,
  area: 'top',
  load: () => import('./Panel.tsx').then(({ VerdictPanel }) => VerdictPanel),
})
