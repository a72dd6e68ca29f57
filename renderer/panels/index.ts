/** THE list of panels. */
import type { PanelDescriptor } from './panel.ts'
import { artifactPanel } from './artifact/index.ts'
import { casePanel } from './case/index.ts'
import { verdictPanel } from './verdict/index.ts'
import { sourcePanel } from './source/index.ts'
import { growthPanel } from './growth/index.ts'
import { ownersPanel } from './owners/index.ts'
import { callPathPanel } from './call-path/index.ts'
import { timelinePanel } from './timeline/index.ts'
import { importIssuesPanel } from './import-issues/index.ts'
import { explicitGcPanel } from './explicit-gc/index.ts'
import { limitsPanel } from './limits/index.ts'
import { missingEvidencePanel } from './missing-evidence/index.ts'

export const panels: readonly PanelDescriptor[] = [
  casePanel,
  verdictPanel,
  sourcePanel,
  growthPanel,
  ownersPanel,
  callPathPanel,
  timelinePanel,
  importIssuesPanel,
  explicitGcPanel,
  limitsPanel,
  missingEvidencePanel,
  artifactPanel,
]
