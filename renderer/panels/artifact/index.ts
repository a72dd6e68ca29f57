import { Clock } from 'lucide-react'
import { definePanel } from '../panel.ts'

export const artifactPanel = definePanel({
  id: 'artifact',
  title: 'Artifact',
  icon: Clock,
  area: 'dock',
  load: () => import('./Panel.tsx').then(({ ArtifactPanel }) => ArtifactPanel),
})
